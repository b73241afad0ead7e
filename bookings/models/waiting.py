"""What happens to a venue's bookings that its people should know of: short lists, read through indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, F, Func, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from bookings.models.bookings import Booking, BookingState
from bookings.models.occupancy import Occupancy
from bookings.models.planning import taken_units
from facilities.models import Hub, Unit, UnitState
from hub.kit.models import AuditRow
from hub.kit.periods import Period

# Opening windows reach no further, so nothing is booked beyond.
AHEAD = timedelta(days=550)
MOST = 100
NEWS = ("bookings.confirm", "bookings.approve", "bookings.cancel", "bookings.decline", "bookings.take_option")


@dataclass(frozen=True, slots=True)
class Happening:
    """A booking, who it is for, and when: `at` is when it runs out, was confirmed or was cancelled."""

    number: str
    state: str
    organisation: str
    start: datetime
    end: datetime
    at: datetime
    reason: str = ""
    # When it was asked for, where it waits for an answer.
    asked_at: datetime | None = None
    # So many dates of a series, of which this is the first; 0: a booking by itself, and `number` is that of it.
    dates: int = 0


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """A unit in repair that somebody counts on: the first of so many bookings."""

    label: str
    facility: str
    note: str
    bookings: int
    first: str
    organisation: str
    start: datetime
    end: datetime


def waiting_until(*, hub: Hub, state: BookingState, until: datetime, now: datetime) -> list[Happening]:
    """Holds, options or requests that run out before then, the first first; on top those whose time is over while
    their payment is not called off yet."""
    counts = Q(held_until__gt=now) | Q(paying=True)
    found = Booking.objects.filter(counts, hub=hub, state=state, held_until__lte=until)
    return _happenings(found.order_by("held_until", "pk"), F("held_until"))


def requests_at(*, hub: Hub, now: datetime) -> list[Happening]:
    """All that wait for an answer as `waiting_until` has them; the dates of a series as one, under the number of the
    series: `end` is then when its last one starts. One query, however many dates there are."""
    counts = Q(held_until__gt=now) | Q(paying=True)
    found = Booking.objects.filter(counts, hub=hub, state=BookingState.REQUESTED)
    starts, ends = (
        Func(F("during"), function=side, output_field=DateTimeField()) for side in ("lower", "upper")
    )
    together = (
        found.annotate(key=Coalesce("series__number", "number"))
        .values("series__number", "key", "organisation__name")
        .annotate(
            first=Min(starts),
            last=Max(starts),
            over=Max(ends),
            until=Min("held_until"),
            asked=Min("requested_at"),
            dates=Count("pk"),
        )
        .order_by("until", "key")
    )
    return [_request(row) for row in together[:MOST]]


def _request(row: Mapping[str, Any]) -> Happening:
    is_series = row["series__number"] is not None
    return Happening(
        number=row["key"],
        state=BookingState.REQUESTED,
        organisation=row["organisation__name"],
        start=row["first"],
        end=row["last"] if is_series else row["over"],
        at=row["until"],
        asked_at=row["asked"],
        dates=row["dates"] if is_series else 0,
    )


def news_since(*, hub: Hub, since: datetime) -> list[Happening]:
    """What was confirmed or cancelled since then, the last first, each booking once. Two queries: the audit trail knows
    it by its index, where the bookings of a busy hub would be read one by one."""
    trail = AuditRow.objects.filter(hub_id=hub.pk, at__gte=since, action__in=NEWS).order_by("-at", "-pk")
    happened: dict[str, datetime] = {}
    for about, at in trail.values_list("about", "at")[:MOST]:
        happened.setdefault(about.id, at)
    found = Booking.objects.filter(hub=hub, number__in=happened)
    news = _happenings(found, F("placed_at"))
    return sorted(
        (replace(each, at=happened[each.number]) for each in news), key=lambda each: each.at, reverse=True
    )


def out_of_order(*, hub: Hub, now: datetime) -> list[OutOfOrder]:
    """Units in repair with bookings to come, the first to be wanted first. Two queries."""
    broken = Unit.objects.filter(facility__hub=hub, state=UnitState.IN_REPAIR)
    units = {pk: rest for pk, *rest in broken.values_list("pk", "label", "facility__name", "note")}
    taken = Occupancy.objects.overlapping(units, Period(now, now + AHEAD)).filter(line__isnull=False)
    by_unit: dict[int, list[Any]] = {}
    for each in sorted(taken_units(taken, now), key=lambda each: each.during.start):
        if each.until > now:
            by_unit.setdefault(each.unit_id, []).append(each)
    return [_out_of_order(units[unit], each) for unit, each in by_unit.items()]


def _out_of_order(unit: Sequence[str], taken: Sequence[Any]) -> OutOfOrder:
    label, facility, note = unit
    first = taken[0]
    return OutOfOrder(
        label=label,
        facility=facility,
        note=note,
        bookings=len(taken),
        first=first.booking,
        organisation=first.organisation,
        start=first.during.start,
        end=first.until,
    )


def _happenings(bookings: QuerySet[Booking], at: Any) -> list[Happening]:
    rows = bookings.values_list(
        "number",
        "state",
        "organisation__name",
        Func(F("during"), function="lower", output_field=DateTimeField()),
        Func(F("during"), function="upper", output_field=DateTimeField()),
        at,
        "end_reason",
        "requested_at",
    )
    return [Happening(*row) for row in rows[:MOST]]
