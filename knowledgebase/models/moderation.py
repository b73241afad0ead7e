"""What was taken off, by whom and why; and what readers say is wrong with an article."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from facilities.models import Hub
from hub.kit.refs import Ref
from members.models import User


class Withdrawal(models.Model):
    """A page that is not there any more, as its address says (410). The row goes when it is published again."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_author = models.BooleanField()
    # Shown to everybody who comes to the address.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawal_by_others_has_a_reason",
                condition=models.Q(by_author=True) | ~models.Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}"


class Wrong(models.TextChoices):
    """What is wrong with an article."""

    UNSAFE = "unsafe", _("it is dangerous to do what it says")
    RIGHTS = "rights", _("it uses somebody else's work without permission")
    PRIVATE = "private", _("it shows somebody or something private")
    HURTFUL = "hurtful", _("it insults, threatens or excludes")
    ADVERTISING = "advertising", _("it is advertising")
    OTHER = "other", _("something else")


class Answer(models.TextChoices):
    KEPT = "kept", _("it stays")
    TAKEN_OFF = "taken_off", _("it was taken off")


class Report(models.Model):
    """Somebody says that a published article should not be there. They are told what came of it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # Whose people answer; none for what no hub stands for: then the site's administrators do.
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reporter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wrong = models.CharField(max_length=12, choices=Wrong)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "reporter"],
                condition=models.Q(answered_at=None),
                name="report_once_while_it_waits",
            ),
            models.CheckConstraint(
                name="report_is_answered_with_words",
                condition=(models.Q(answered_at=None) & models.Q(answer=""))
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="") & ~models.Q(said="")),
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "at"], name="report_waiting", condition=models.Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.wrong}"

    @property
    def ref(self) -> Ref:
        return Ref("report", str(self.pk))
