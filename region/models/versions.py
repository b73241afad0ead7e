from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.kit.fields import is_object
from region.models.entries import AtlasEntry
from region.models.files import EntryFile


class Why(models.TextChoices):
    """What made a version."""

    CREATED = "created", _("put on the atlas")
    CHANGED = "changed", _("changed")
    MOVED_ON = "moved_on", _("moved to another stage")
    VERIFIED = "verified", _("checked")
    STALE = "stale", _("not checked for a year")
    IMPORTED = "imported", _("brought in from a file")
    SUGGESTED = "suggested", _("changed after a suggestion")
    CLAIMED = "claimed", _("claimed by its organisation")
    MERGED = "merged", _("merged")
    TAKEN_OFF = "taken_off", _("taken off the atlas")
    RESTORED = "restored", _("put back as it was")
    UNMERGED = "unmerged", _("merging undone")
    PUT_BACK = "put_back", _("put back, since a file was undone")
    TAKEN_BACK = "taken_back", _("taken off, since a file was undone")


# What undoing a file makes of an entry that was there before it, and of one that came with it.
UNDOING = (Why.PUT_BACK, Why.TAKEN_BACK)


class EntryVersion(models.Model):
    """An entry as it stood after one change, whole (`region.models.snapshots.snapshot`). Only added
    to: the history, for who looks after the entry."""

    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=12, choices=Why)
    content = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    # The file that brought it in, or whose undoing it was.
    file = models.ForeignKey(
        EntryFile, on_delete=models.PROTECT, null=True, blank=True, related_name="versions", db_index=False
    )

    class Meta:
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_version_once"),
            is_object("content", "entry_version_names_its_values"),
            # A file brings an entry in once, and takes it back once.
            models.UniqueConstraint(
                fields=["file", "entry", "why"],
                condition=Q(file__isnull=False),
                name="entry_version_once_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"
