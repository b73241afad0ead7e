from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.removable import Removable


class Question(Removable):
    """What somebody asks below a how-to; open until an answer is accepted."""

    how_to = models.ForeignKey(HowTo, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=1_000)

    class Meta:
        indexes = [models.Index(fields=["how_to", "at"], name="question_by_how_to")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Voice(models.TextChoices):
    """As whom somebody answers."""

    READER = "reader", _("reader")
    AUTHOR = "author", _("author")
    HUB = "hub", _("hub")


class Reply(Removable):
    """An answer; of those to one question at most one is accepted, by its asker or by the how-to's author."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(max_length=4_000)
    voice = models.CharField(max_length=6, choices=Voice, default=Voice.READER)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(accepted_at__isnull=False), name="one_accepted_answer"
            ),
            models.CheckConstraint(
                name="what_is_accepted_is_read",
                condition=Q(accepted_at__isnull=True) | Q(taken_off_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
