"""What a hub brought along from where it was before: a file, what it would change, and what it changed."""

import re
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.models.blocks import Block
from bookings.models.bookings import Booking
from facilities.models import Hub
from hub.kit.fields import is_object
from hub.kit.refs import Ref

# Somebody who sees nothing happen for so long is told that it is not their file.
LONG = timedelta(minutes=10)
MOST_ATTEMPTS = 4


class ImportOf(models.TextChoices):
    FACILITIES = "facilities", _("facilities and units")
    CALENDAR = "calendar", _("a calendar")


class ImportState(models.TextChoices):
    # A worker reads it; nothing is written.
    READING = "reading", _("being read")
    # Its preview is there, for a manager to say yes.
    READ = "read", _("read")
    REFUSED = "refused", _("not right yet")
    # A worker writes it: all of it or nothing.
    WRITING = "writing", _("being written")
    WRITTEN = "written", _("taken over")
    # All that it wrote is gone again.
    UNDONE = "undone", _("undone")
    # Left by its maker, or by a newer file.
    DROPPED = "dropped", _("left")
    # A worker gave up; nothing was written.
    FAILED = "failed", _("failed")


UNDER_WAY = (ImportState.READING, ImportState.WRITING)
UNFINISHED = (*UNDER_WAY, ImportState.READ, ImportState.REFUSED, ImportState.FAILED)


class Import(models.Model):
    """One file of a hub. `content` is there until it is written or left."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(default=uuid4, unique=True)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="imports", db_index=False)
    of = models.CharField(max_length=12, choices=ImportOf)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(default=bytes)
    # Of a calendar: which units it keeps, as what, until when.
    wishes = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # How often a worker began, since somebody asked.
    attempts = models.PositiveSmallIntegerField(default=0)
    # What it says: problems, and what would be made and changed (`bookings.actions._import_changes`).
    preview = models.JSONField(default=dict)
    # What it made and changed, with what was there before.
    made = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            is_object("wishes", "import_wishes_are_named"),
            is_object("preview", "import_preview_is_named"),
            is_object("made", "import_made_is_named"),
            models.CheckConstraint(name="import_of_is_known", condition=Q(of__in=ImportOf.values)),
            models.CheckConstraint(name="import_state_is_known", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="import_is_written_at_an_instant",
                condition=Q(state__in=["written", "undone"], written_at__isnull=False)
                | ~Q(state__in=["written", "undone"]) & Q(written_at=None),
            ),
            models.CheckConstraint(
                name="import_is_undone_at_an_instant",
                condition=Q(state="undone", undone_at__isnull=False) | ~Q(state="undone") & Q(undone_at=None),
            ),
            # One file at a time: what it would change is compared with what there is.
            models.UniqueConstraint(
                fields=["hub"], name="import_one_at_a_time", condition=Q(state__in=UNFINISHED)
            ),
        ]
        indexes = [models.Index(fields=["hub", "-created_at"], name="import_of_hub")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def ref(self) -> Ref:
        return Ref("import", str(self.uuid))

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


def imports_of(hub: Hub) -> QuerySet[Import]:
    """The newest first, without what is heavy."""
    rows = Import.objects.filter(hub=hub).select_related("created_by")
    return rows.defer("content", "preview", "made").order_by("-created_at", "-pk")


def last_written(hub: Hub) -> Import | None:
    """The one that may be undone: nothing of the hub was taken over after it."""
    rows = Import.objects.filter(hub=hub, state=ImportState.WRITTEN)
    return rows.defer("content", "preview").order_by("-written_at", "-pk").first()


# What a calendar that a site like this wrote calls a booking, or a line of it, and a block (`bookings.outbound`).
BOOKING = re.compile(r"booking-([0-9A-Z]{4}-[0-9A-Z]{4})[-@]")
BLOCK = re.compile(r"block-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


def here_already(hub: Hub, names: Collection[str]) -> set[str]:
    """Those of these names of events that are bookings or blocks of the hub itself. At most two queries."""
    numbers = {name: found[1] for name in names if (found := BOOKING.match(name))}
    uuids = {name: UUID(found[1]) for name in names if (found := BLOCK.match(name))}
    known: set[str | UUID] = set()
    if numbers:
        rows = Booking.objects.filter(hub=hub, number__in=numbers.values())
        known |= set(rows.values_list("number", flat=True))
    if uuids:
        blocks = Block.objects.filter(hub=hub, uuid__in=uuids.values())
        known |= set(blocks.values_list("uuid", flat=True))
    return {name for name, it in (numbers | uuids).items() if it in known}
