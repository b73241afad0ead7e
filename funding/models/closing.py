from django.conf import settings
from django.db import models

from hub.kit.refs import Ref


class ClosedPeriod(models.Model):
    """The books up to and including a day, on the country's calendar, are done: no entry can be dated in them any more.
    A mistake in them is put right by an entry of today. A trigger on the entries asks this table; rows only come."""

    through = models.DateField(unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the journal said then, so that a copy can be compared: how many entries, and by currency the cents of all
    # debits.
    entries = models.PositiveIntegerField()
    debits = models.JSONField()

    class Meta:
        ordering = ["-through"]

    def __str__(self) -> str:
        return str(self.through)

    @property
    def ref(self) -> Ref:
        return Ref("closed-period", str(self.pk))
