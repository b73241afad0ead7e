from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.models.blocks import Block
from facilities.models import Facility, Hub, Unit, UnitState
from hub.kit.fields import is_list, is_object
from hub.kit.refs import Ref
from hub.kit.sealing import opened, sealed

PURPOSE = "calendar source"
# A link is read so often; each a while after the others, by its number. After a failure it waits twice as long each
# time, up to a day.
EVERY, SPREAD, LONGEST_WAIT = timedelta(minutes=30), timedelta(minutes=10), timedelta(days=1)
# Whatever reading it took is at most this part of a worker's time: what takes a minute is read every other hour.
ONE_PART_IN = 120
# Whoever takes it in hand has so long; then it is anybody's again.
LEASE = timedelta(minutes=5)


class SourceKind(models.TextChoices):
    LINK = "link", _("link")
    FILE = "file", _("file")


class CalendarSource(models.Model):
    """Another calendar that says when a facility is busy. Its times are kept as blocks with this as their origin, and
    nothing else of it."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(unique=True, default=uuid4)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="sources")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="sources")
    # Empty: all units of the facility.
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="sources")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=SourceKind)
    # Whoever has the link reads the whole calendar: it is kept sealed, and a file until it was read.
    sealed_link = models.TextField(blank=True)
    file = models.BinaryField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    # When it is to be read; empty where there is nothing to read.
    due_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # In a row, and the code and facts of the last one; none when it was read.
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(default=dict)
    # What was left out, as [code, fact] (`bookings.rules.busy`).
    notes = models.JSONField(default=list)
    times = models.PositiveIntegerField(default=0)
    # How long the last reading took, in milliseconds of the clock.
    took_ms = models.PositiveIntegerField(default=0)
    # What its server said of this version; asked with again on the same day.
    etag = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            is_object("problem", "source_problem_is_an_object"),
            is_list("notes", "source_notes_are_a_list"),
            models.CheckConstraint(name="source_kind_is_known", condition=Q(kind__in=SourceKind.values)),
            models.CheckConstraint(
                name="source_is_read_while_it_is_there", condition=Q(removed_at=None) | Q(due_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="source_is_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("calendar", str(self.uuid))

    @property
    def link(self) -> str:
        return opened(self.sealed_link, purpose=PURPOSE) if self.sealed_link else ""

    @link.setter
    def link(self, link: str) -> None:
        self.sealed_link = sealed(link, purpose=PURPOSE) if link else ""

    @property
    def host(self) -> str:
        """Of the link what may be shown."""
        return urlsplit(self.link).hostname or ""

    @property
    def took(self) -> timedelta:
        return timedelta(milliseconds=self.took_ms)

    @property
    def is_slow(self) -> bool:
        """Whether it is read less often because of how long that takes."""
        return self.kind == SourceKind.LINK and self.took * ONE_PART_IN > EVERY

    def after(self, now: datetime) -> datetime | None:
        """When a link is read the next time, given how often it failed and how long it took."""
        if self.kind == SourceKind.FILE:
            return None
        wait = max(EVERY * 2 ** min(self.failures, 8), self.took * ONE_PART_IN)
        return now + min(wait, LONGEST_WAIT) + SPREAD * (self.uuid.int % 600) / 600


def sources_of(hub: Hub) -> QuerySet[CalendarSource]:
    """Those of a hub that were not removed, by facility and name."""
    return (
        CalendarSource.objects.filter(hub=hub, removed_at=None)
        .select_related("hub", "facility", "unit")
        .defer("file")
        .order_by("facility__name", "name", "pk")
    )


def units_of_source(source: CalendarSource) -> list[int]:
    """The units that it blocks: those that are there now and not retired."""
    found = Unit.objects.filter(facility=source.facility_id).exclude(state=UnitState.RETIRED)
    if source.unit_id:
        found = found.filter(pk=source.unit_id)
    return sorted(found.values_list("pk", flat=True))


def blocks_of_source(source: CalendarSource, now: datetime | None = None) -> QuerySet[Block]:
    """What it blocks; with `now` only what is not over."""
    found = Block.objects.filter(origin=source.ref, lifted_at=None)
    if now is not None:
        found = found.alias(ends=Func(F("during"), function="upper")).filter(ends__gt=now)
    return found
