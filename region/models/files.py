"""What a quartermaster brings along for the atlas of a region: a file, what it would change, and what became of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from bookings.models.imports import UNDER_WAY, UNFINISHED, ImportState
from hub.kit.fields import is_object
from hub.kit.refs import Ref
from members.models import Region
from region.models.entries import Stage

STATES = (*UNFINISHED, ImportState.WRITTEN, ImportState.UNDONE, ImportState.DROPPED)
# A file says at most so much of what is new: who looks after the region moves it on.
MAY_BEGIN_AS = (Stage.HEARD_OF, Stage.CONTACTED, Stage.VISITED, Stage.MAPPED)


class EntryFile(models.Model):
    """One file of entries. `content` is there until it is written or left; the states are those of a hub's files."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(default=uuid4, unique=True)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="entry_files", db_index=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(default=bytes)
    # At which stage an entry begins of which the file says none.
    begins_as = models.CharField(max_length=10, choices=Stage, default=Stage.HEARD_OF)
    rows = models.PositiveIntegerField(default=0)
    # How often a worker began, since somebody asked.
    attempts = models.PositiveSmallIntegerField(default=0)
    # What it says: problems, and what would be made and changed (`region.actions._comparing`).
    preview = models.JSONField(default=dict)
    # What is done with rows that are there already: {"all": ..., "rows": {number: ...}}.
    choices = models.JSONField(default=dict)
    # How many were made, changed and left; and once it is undone, put back, taken off and kept.
    made = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            is_object("preview", "entry_file_preview_is_named"),
            is_object("choices", "entry_file_choices_are_named"),
            is_object("made", "entry_file_made_is_named"),
            models.CheckConstraint(name="entry_file_state_is_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="entry_file_is_written_at_an_instant",
                condition=Q(state__in=["written", "undone"], written_at__isnull=False)
                | ~Q(state__in=["written", "undone"]) & Q(written_at=None),
            ),
            models.CheckConstraint(
                name="entry_file_is_undone_at_an_instant",
                condition=Q(state="undone", undone_at__isnull=False) | ~Q(state="undone") & Q(undone_at=None),
            ),
            # One file at a time: what it would change is compared with what there is.
            models.UniqueConstraint(
                fields=["region"], name="entry_file_one_at_a_time", condition=Q(state__in=UNFINISHED)
            ),
        ]
        indexes = [models.Index(fields=["region", "-created_at"], name="entry_file_of_region")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def ref(self) -> Ref:
        return Ref("entry-file", str(self.uuid))

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


def files_of(region: Region) -> QuerySet[EntryFile]:
    """The newest first, without what is heavy."""
    rows = EntryFile.objects.filter(region=region).select_related("created_by")
    return rows.defer("content", "preview", "choices").order_by("-created_at", "-pk")
