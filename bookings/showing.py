"""A booking's lines in the shape that pages and programs show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Booking, BookingState, Line, SecondOption, WaitlistEntry
from bookings.models.bookings import WAITING_STATES
from bookings.models.lines import Kept, kept_lines
from bookings.rules.request import Visit
from facilities.models import Facility
from facilities.rules.companions import ACTIVITIES, Activity
from funding.models.paid import with_the_bank
from funding.outbound.explain import rate_words
from funding.outbound.terms import Costs, costs_of
from funding.rules.quoted import frozen_lines, frozen_shares
from hub.kit.periods import Period
from hub.kit.saying import clock, length, moment
from hub.kit.saying import period as in_words


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
    """One query."""
    lines = kept_lines(booking)
    times = {(each.line.period.start, each.line.period.end) for each in lines}
    return [
        LineRow(
            each.line,
            tuple(sorted(label for _facility, label in each.units)),
            len(times) > 1,
            rates_in_words(each.line.rates),
            tuple(_inside(each)),
        )
        for each in lines
    ]


def _inside(kept: Kept) -> Iterator[Inside]:
    for id_, name in sorted(kept.leaves.items(), key=lambda leaf: (leaf[1], str(leaf[0]))):
        labels = sorted(label for facility, label in kept.units if facility == id_)
        yield Inside(name, kept.line.leaves[str(id_)] * kept.line.quantity, tuple(labels))


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


def waited_for(entry: WaitlistEntry, style: str = "year") -> str:
    """The time itself, or how long it is to be and within what."""
    when = in_words(entry.period.start, entry.period.end, entry.hub.zone, style)
    if entry.is_exact:
        return when
    return _("%(length)s, some time in %(when)s") % {"length": length(entry.minutes), "when": when}


def rates_in_words(rates: Iterable[Sequence[Any]]) -> str:
    """`1 dagdeel at € 160.00 + 1 hour at € 50.00`, for one unit."""
    return " + ".join(rate_words(*rate) for rate in rates)


def state_of(found: Booking, now: datetime) -> str:
    """What waited until its time was over is expired, also before somebody has written that down; but what the bank has
    a payment for is kept until it has answered."""
    return states_of([found], now)[0]


def states_of(bookings: Iterable[Booking], now: datetime) -> list[str]:
    """The same of several; one query where any of them is over and being paid for, else none."""
    rows = list(bookings)
    over = [each for each in rows if each.state in WAITING_STATES and each.held_until <= now]
    paying = [each.ref for each in over if each.paying]
    kept = with_the_bank(paying) if paying else set()
    expired = {each.pk for each in over if each.ref not in kept}
    return [str(BookingState.EXPIRED if each.pk in expired else each.state) for each in rows]


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


def costs_shown(booking: Booking, now: datetime, *, theirs: bool = False) -> Costs:
    """What cancelling costs the organisation of a booking that comes with its hub, by what was agreed."""
    lines, carried = frozen_lines(booking.quote), frozen_shares(booking.quote)
    return costs_of(lines, carried, now=now, zone=booking.hub.zone, theirs=theirs)


def _at(at: datetime, period: Period, zone: ZoneInfo) -> str:
    """The time; with its day where the booking lasts for more than one."""
    there = at.astimezone(zone)
    same = period.start.astimezone(zone).date() == (period.end - timedelta.resolution).astimezone(zone).date()
    return clock(there) if same else moment(at, zone, "short")
