from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.removable import Removable


class FlagState(models.TextChoices):
    OPEN = "open", _("to be looked at")
    MENDED = "mended", _("mended")
    STANDS = "stands", _("still right as it is")


class Flag(Removable):
    """That a how-to is outdated, and where; its author or the hub's people look at it and say whether it is mended."""

    how_to = models.ForeignKey(HowTo, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=1_000)
    state = models.CharField(max_length=6, choices=FlagState, default=FlagState.OPEN)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flag_is_open_or_looked_at", condition=Q(state="open") ^ Q(looked_at__isnull=False)
            ),
            # Whoever presses twice has said it once.
            models.UniqueConstraint(
                fields=["how_to", "person"], condition=Q(state="open"), name="one_open_flag_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
