"""What is free, and when: exact windows, a month of one facility, starts for a length, and a hub's day.

Instants are UTC; what is said of days is said in the hub's zone. docs/availability.md explains the statements.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Func, QuerySet

from bookings.models.bookings import lapsed
from bookings.models.exactly import Fit, Wanted, free_exactly
from bookings.models.free_time import Hours, free_time
from bookings.models.occupancy import Occupancy
from bookings.models.standing import Standing, standing
from bookings.rules.grid import bookable, starts
from facilities.models import Facility, Hub, Unit
from funding.rules.lines import LineWish
from hub.kit.periods import Period, day, days, merged

__all__ = [
    "Day",
    "Fit",
    "Hours",
    "Standing",
    "Wanted",
    "first_free",
    "free_exactly",
    "free_starts",
    "free_units",
    "hub_day",
    "month",
    "standing",
]


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a facility. State: free, some, full, closed, past or beyond. Spans on the hub's clock."""

    date: date
    state: str
    spans: tuple[tuple[datetime, datetime], ...]


def free_units(*, wishes: Sequence[LineWish], now: datetime) -> list[tuple[int, ...]]:
    """The ids of the units that are free for each wish, lowest first."""
    return [each.free for each in standing(wishes=wishes, now=now)]


def free_starts(
    *, facilities: Iterable[Facility], minutes: int, window: Period, now: datetime, quantity: int = 1
) -> dict[int, list[datetime]]:
    """By facility (with its hub): every instant on its grid at which a booking of this length may start and lies
    within the window, for so many units at once."""
    by_id = {facility.pk: facility for facility in facilities}
    length = timedelta(minutes=minutes)
    found = free_time(facility_ids=by_id, length=length, quantity=quantity, window=window, now=now)
    return {
        id_: list(
            starts(
                _allowed(by_id[id_], free.starts, length, now), by_id[id_].grid_minutes, by_id[id_].hub.zone
            )
        )
        for id_, free in found.items()
    }


def first_free(
    *,
    facilities: Iterable[Facility],
    minutes: int,
    window: Period,
    now: datetime,
    hours: Hours | None = None,
    quantity: int = 1,
) -> dict[int, datetime]:
    """By facility (with its hub): the first instant on its grid at which a booking of this length fits into the window,
    and into these hours of a day. A facility without one is not in the answer. One query."""
    by_id = {facility.pk: facility for facility in facilities}
    length = timedelta(minutes=minutes)
    found = free_time(
        facility_ids=by_id, length=length, quantity=quantity, window=window, now=now, hours=hours
    )
    out = {}
    for id_, free in found.items():
        facility = by_id[id_]
        ranges = _allowed(facility, free.starts, length, now)
        first = next(starts(ranges, facility.grid_minutes, facility.hub.zone), None)
        if first is not None:
            out[id_] = first
    return out


def month(*, facility: Facility, first_day: date, now: datetime, quantity: int = 1) -> list[Day]:
    """The days of the calendar month of `first_day`. At each instant of a span a booking of the facility's shortest
    length fits, for so many units at once; the facility comes with its hub."""
    zone = facility.hub.zone
    first = first_day.replace(day=1)
    count = calendar.monthrange(first.year, first.month)[1]
    whole = days(first, count, zone)
    length = _shortest(facility)
    # A booking may reach into the month from before, or out of it.
    window = Period(whole.start - length, whole.end + length)
    found = free_time(facility_ids=[facility.pk], length=length, quantity=quantity, window=window, now=now)
    opening = merged(found[facility.pk].open) if facility.pk in found else []
    ranges = found[facility.pk].starts if facility.pk in found else ()
    whole_opening = [(each.start, each.end - length) for each in opening if each.length >= length]
    free, possible = (
        bookable(_allowed(facility, each, length, now), length, facility.grid_minutes, zone)
        for each in (ranges, whole_opening)
    )
    dates = [first + timedelta(days=number) for number in range(count)]
    opens, could_be, is_free = (_by_day(periods, dates, zone) for periods in (opening, possible, free))
    return [
        _day(on, facility, opens.get(on, []), could_be.get(on, []), is_free.get(on, []), now) for on in dates
    ]


def hub_day(*, hub: Hub, on: date, now: datetime, count: int = 1) -> list[Occupancy]:
    """What is taken of the hub's units on these local days, by start: one query. Lapsed holds are left out."""
    return list(
        _taken(hub, on, now, count)
        .select_related(
            "unit__facility__kind",
            "line__facility",
            "line__booking__organisation",
            "line__booking__placed_by",
            "line__booking__hub",
            "block",
        )
        # The explained price is long, and nobody looks at prices here.
        .defer("line__booking__quote")
        .order_by(Func(F("during"), function="lower"), "unit__facility__name", "unit__label", "id")
    )


def _taken(hub: Hub, on: date, now: datetime, count: int) -> QuerySet[Occupancy]:
    return Occupancy.objects.overlapping(
        Unit.objects.filter(facility__hub=hub), days(on, count, hub.zone)
    ).exclude(lapsed(now, "line__booking__"))


def earliest_start(facility: Facility, now: datetime) -> datetime:
    return now + timedelta(minutes=facility.notice_minutes)


def latest_end(facility: Facility, now: datetime) -> datetime:
    """Midnight after the last local day that may be booked."""
    zone = facility.hub.zone
    return day(now.astimezone(zone).date() + timedelta(days=facility.horizon_days), zone).end


def _shortest(facility: Facility) -> timedelta:
    """The shortest length that lies on the grid."""
    steps = -(-facility.min_minutes // facility.grid_minutes)
    return timedelta(minutes=steps * facility.grid_minutes)


def _allowed(
    facility: Facility, ranges: Iterable[tuple[datetime, datetime]], length: timedelta, now: datetime
) -> list[tuple[datetime, datetime]]:
    """What notice and horizon leave of the starts."""
    first, last = earliest_start(facility, now), latest_end(facility, now) - length
    return [(max(start, first), min(end, last)) for start, end in ranges if start <= last and end >= first]


def _day(
    on: date,
    facility: Facility,
    opening: list[Period],
    possible: list[Period],
    spans: list[Period],
    now: datetime,
) -> Day:
    """All three cut at the day's midnights."""
    zone = facility.hub.zone
    whole = day(on, zone)
    if possible:
        state = "free" if spans == possible else "some" if spans else "full"
    elif whole.end <= earliest_start(facility, now):
        state = "past"
    elif whole.start >= latest_end(facility, now):
        state = "beyond"
    else:
        state = "past" if opening and whole.start <= now else "closed"
    return Day(on, state, tuple(each.local(zone) for each in spans))


def _by_day(periods: list[Period], dates: list[date], zone: ZoneInfo) -> dict[date, list[Period]]:
    """The parts of the periods that lie on each of these local days."""
    out: dict[date, list[Period]] = {}
    for period in periods:
        first, last = (each.astimezone(zone).date() for each in (period.start, period.end))
        for number in range(max((first - dates[0]).days, 0), min((last - dates[0]).days + 1, len(dates))):
            whole = day(dates[number], zone)
            if period.overlaps(whole):
                part = Period(max(period.start, whole.start), min(period.end, whole.end))
                out.setdefault(dates[number], []).append(part)
    return out
