"""A booking's lines in the shape that pages and programs show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.models import Booking, BookingState, Line, Occupancy
from bookings.models.bookings import WAITING_STATES
from funding.outbound.explain import rate_words


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line with the labels of the units that are kept for it, and whether its time differs from the others'."""

    line: Line
    units: tuple[str, ...]
    own_time: bool
    rates: str


def line_rows(booking: Booking) -> list[LineRow]:
    """Two queries, whatever the number of lines."""
    lines = list(booking.lines.select_related("facility__kind").prefetch_related("occupancies__unit"))
    times = {(line.period.start, line.period.end) for line in lines}
    return [
        LineRow(
            line,
            tuple(sorted(each.unit.label for each in line.occupancies.all() if _last(each, booking))),
            len(times) > 1,
            rates_in_words(line.rates),
        )
        for line in lines
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
