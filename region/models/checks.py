"""How an entry was last found to be right, and which month's reminders have gone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from region.models.entries import AtlasEntry


class CheckedBy(models.TextChoices):
    VISITED = "visited", _("visited")
    CALLED = "called", _("called")
    READ = "read", _("read what they publish")


class EntryCheck(models.Model):
    """That a version of an entry was checked, and how; when and by whom stands with the version."""

    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="checks")
    number = models.PositiveIntegerField()
    how = models.CharField(_("how"), max_length=8, choices=CheckedBy)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="version_checked_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number} {self.how}"


class Reminder(models.Model):
    """That a month's reminder was handed to the mail server, or was about to be: a second worker finds it and stays
    away. `month` is its first day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_reminder_a_month")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month}"
