"""A booking's lines in the shape that pages and programs show them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Booking, BookingState, Line, Occupancy, SecondOption
from bookings.models.bookings import WAITING_STATES
from bookings.rules.request import Visit
from facilities.models import Facility
from facilities.rules.companions import ACTIVITIES, Activity
from funding.outbound.explain import rate_words
from hub.kit.periods import Period
from hub.kit.saying import clock, moment


@dataclass(frozen=True, slots=True)
class Inside:
    """What a line of a whole holds of one leaf: so many, with the labels of the units."""

    name: str
    quantity: int
    units: tuple[str, ...]

    @property
    def labels(self) -> str:
        """Where they say more than the name."""
        labels = ", ".join(self.units)
        return "" if labels == self.name else labels


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line with the labels of the units that are kept for it, and whether its time differs from the others'; of a
    whole also what it contains, as it was booked."""

    line: Line
    units: tuple[str, ...]
    own_time: bool
    rates: str
    inside: tuple[Inside, ...] = ()


def line_rows(booking: Booking) -> list[LineRow]:
    """At most four queries, whatever the number of lines."""
    lines = list(booking.lines.select_related("facility__kind").prefetch_related("occupancies__unit"))
    leaves = {int(leaf) for line in lines for leaf in line.leaves}
    names = dict(Facility.objects.filter(pk__in=leaves).values_list("pk", "name")) if leaves else {}
    times = {(line.period.start, line.period.end) for line in lines}
    return [
        LineRow(
            line,
            tuple(sorted(each.unit.label for each in line.occupancies.all() if _last(each, booking))),
            len(times) > 1,
            rates_in_words(line.rates),
            tuple(_inside(line, booking, names)),
        )
        for line in lines
    ]


def _inside(line: Line, booking: Booking, names: Mapping[int, str]) -> Iterator[Inside]:
    for leaf, each in sorted(line.leaves.items(), key=lambda leaf: (names[int(leaf[0])], leaf[0])):
        kept = [held.unit for held in line.occupancies.all() if _last(held, booking)]
        labels = sorted(unit.label for unit in kept if unit.facility_id == int(leaf))
        yield Inside(names[int(leaf)], each * line.quantity, tuple(labels))


@dataclass(frozen=True, slots=True)
class SecondRow:
    """A thing that a second option wants, and when, where that differs."""

    facility: Facility
    quantity: int
    period: Period
    own_time: bool


def second_rows(second: SecondOption) -> list[SecondRow]:
    """One query."""
    things = Facility.objects.in_bulk([line.facility_id for line in second.lines])
    times = {line.period for line in second.lines}
    return [
        SecondRow(things[line.facility_id], line.quantity, line.period, len(times) > 1)
        for line in second.lines
    ]


def _last(occupancy: Occupancy, booking: Booking) -> bool:
    """Kept now, or to the end of what is over; not a unit that broke and was changed for another."""
    return occupancy.released_at in (None, booking.ended_at)


def rates_in_words(rates: Iterable[Sequence[Any]]) -> str:
    """`1 dagdeel at € 160.00 + 1 hour at € 50.00`, for one unit."""
    return " + ".join(rate_words(*rate) for rate in rates)


def state_of(found: Booking, now: datetime) -> str:
    """What waited until its time was over is expired, also before somebody has written that down."""
    is_over = found.state in WAITING_STATES and found.held_until <= now
    return str(BookingState.EXPIRED if is_over else found.state)


def visit_words(visit: Visit, period: Period, zone: ZoneInfo) -> list[str]:
    """`60 people`, `workshop`, `doors 14:00-16:30 ...`: what was said, each on its own."""
    words = []
    if visit.people:
        words.append(ngettext("%(count)d person", "%(count)d people", visit.people) % {"count": visit.people})
    if visit.activity:
        words.append(str(ACTIVITIES[Activity(visit.activity)]))
    doors = visit.doors(period)
    if doors is not None and visit.setup_minutes:
        words.append(_("doors from %(time)s, set-up before that") % {"time": _at(doors.start, period, zone)})
    if doors is not None and visit.strike_minutes:
        words.append(_("doors close at %(time)s, strike after that") % {"time": _at(doors.end, period, zone)})
    return words


def booking_visit(booking: Booking) -> list[str]:
    """The same of a booking that comes with its hub."""
    return visit_words(booking.visit, booking.period, booking.hub.zone)


def _at(at: datetime, period: Period, zone: ZoneInfo) -> str:
    """The time; with its day where the booking lasts for more than one."""
    there = at.astimezone(zone)
    same = period.start.astimezone(zone).date() == (period.end - timedelta.resolution).astimezone(zone).date()
    return clock(there) if same else moment(at, zone, "short")
