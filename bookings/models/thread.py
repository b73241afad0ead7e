"""Talking about a booking: what was said with which files, what each side has read, and until when it goes on."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.models.remarks import Remark
from facilities.models import Hub
from hub.kit.sql import rows
from members.models.correspondents import correspondent

# A booking is talked about until so long after it is over; after a year what was said goes.
OPEN_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=365)


class ThreadFile(models.Model):
    """A rider, a floor plan, a patch list: kept as it was sent, under a name of ours; `name` is its sender's."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=60, unique=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["remark", "pk"]

    def __str__(self) -> str:
        return f"{self.remark_id} {self.pk}"


class ThreadSide(models.Model):
    """One of the two who talk about a booking: up to which message it has read, and until when what is said to it goes
    into one mail. Messages and not moments, since one that is on its way may be older than who looks meanwhile."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="thread_sides")
    by_hub = models.BooleanField()
    read_upto = models.BigIntegerField(default=0)
    gathers_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "by_hub"], name="thread_has_two_sides")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.by_hub}"


def is_talked_about(booking: Booking) -> bool:
    """What is held for minutes, or was no more than that, is nobody's matter yet."""
    return bool(booking.confirmed_at or booking.optioned_at or booking.requested_at)


def files_sent_by(person_id: int, since: datetime) -> int:
    """With messages about any booking."""
    return ThreadFile.objects.filter(remark__person=person_id, remark__at__gt=since).count()


def over_at(booking: Booking) -> datetime:
    """When it ended before its time, else its end."""
    return booking.ended_at or booking.period.end


def closes_at(booking: Booking) -> datetime:
    """From then on its thread is read only."""
    return over_at(booking) + OPEN_FOR


def thread_of(booking: Booking) -> list[Remark]:
    """All that was said, in its order, with who said it and the files; two queries."""
    return list(booking.remarks.select_related("person").prefetch_related("files").order_by("at", "pk"))


def said_to(booking: Booking, *, hub: bool, first: int, until: datetime) -> list[Remark]:
    """What the other side said from one message on, before an instant."""
    return list(
        booking.remarks.filter(by_hub=not hub, pk__gte=first, at__lt=until)
        .select_related("person")
        .prefetch_related("files")
        .order_by("at", "pk")
    )


def read_upto(booking: Booking, *, by_hub: bool) -> int:
    """The id of the last message that a side has read; 0 before that."""
    side = ThreadSide.objects.filter(booking=booking, by_hub=by_hub).first()
    return side.read_upto if side else 0


UNREAD = """
SELECT remark.booking_id, count(*)
FROM bookings_remark remark
JOIN bookings_booking booking ON booking.id = remark.booking_id
LEFT JOIN bookings_threadside side ON side.booking_id = remark.booking_id AND side.by_hub = %(hub)s
WHERE remark.by_hub <> %(hub)s AND remark.id > COALESCE(side.read_upto, 0) AND {which}
GROUP BY remark.booking_id
"""
UNREAD_OF_BOOKINGS = UNREAD.format(which="booking.id = ANY(%(ids)s::bigint[])")
UNREAD_AT_HUB = UNREAD.format(
    which="booking.hub_id = %(id)s::bigint AND upper(booking.during) > %(since)s::timestamptz"
)


def unread(booking_ids: Iterable[int], *, by_hub: bool) -> dict[int, int]:
    """How many messages one side has not read yet, by booking; nothing of those that it has read."""
    found = rows(UNREAD_OF_BOOKINGS, {"hub": by_hub, "ids": list(booking_ids)})
    return {int(booking): int(count) for booking, count in found}


def unread_at_hub(hub: Hub, now: datetime) -> list[tuple[Booking, int]]:
    """What a hub's staff have not read yet and may still answer, the earliest booking first; two queries."""
    found_by_id = rows(UNREAD_AT_HUB, {"hub": True, "id": hub.pk, "since": now - OPEN_FOR})
    counts = {int(id_): int(count) for id_, count in found_by_id}
    found = Booking.objects.filter(pk__in=counts).select_related("organisation").order_by("during", "pk")
    return [(booking, counts[booking.pk]) for booking in found]


def org_writers(booking: Booking) -> list[int]:
    """The people of its organisation who are told what the hub says: who placed it, or speaks for it since, and who of
    it wrote here."""
    placer = correspondent(booking.organisation, booking.placed_by)
    wrote = booking.remarks.filter(by_hub=False).values_list("person", flat=True)
    members = booking.organisation.memberships.filter(person__in=wrote, person__is_active=True)
    first = [placer.pk] if placer else []
    return [*first, *sorted(set(members.values_list("person", flat=True)) - set(first))]


def to_be_forgotten(now: datetime) -> list[int]:
    """Bookings that were over a year ago and of which something is still kept that was said."""
    over = Q(ended_at__lt=now - KEPT_FOR) | Q(ended_at=None, during__endswith__lt=now - KEPT_FOR)
    return list(
        Booking.objects.filter(over, remarks__isnull=False)
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)
    )
