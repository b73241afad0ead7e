"""What somebody drags on the timeline, as it was shown to them before they said yes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bookings.rules.changing import Change
from funding.rules.lines import LineWish
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class MoveUnit:
    """Another unit of the same thing, at the same time: `held` is the occupancy."""

    held: int
    unit: int


@dataclass(frozen=True, slots=True)
class MoveBooking:
    """A change of the booking; afterwards it is on this unit in this period, and was before on and in those that it
    `was`. `own_cents`: what the organisation paid when it stood there, where that is known."""

    change: Change
    unit: int
    period: Period
    was_unit: int
    was_period: Period
    own_cents: int | None = None


@dataclass(frozen=True, slots=True)
class MoveBlock:
    """`was`: its time as it was shown; `knowing`: the bookings that are in its way there."""

    block: UUID
    units: tuple[int, ...]
    period: Period
    was: Period
    knowing: tuple[str, ...] = ()


Move = MoveUnit | MoveBooking | MoveBlock


def moved(lines: Sequence[LineWish], at: int, facility_id: int, period: Period) -> tuple[LineWish, ...]:
    """The booking's lines when one unit of the one at this place is dragged to a facility and a period. What was for
    the same time goes along: people and things come together."""
    dragged = lines[at]
    found: list[LineWish] = []
    for place, line in enumerate(lines):
        line = replace(line, period=period) if line.period == dragged.period else line
        if place == at and facility_id != line.facility_id:
            if line.quantity > 1:
                found.append(replace(line, quantity=line.quantity - 1))
            line = LineWish(facility_id, 1, line.period)
        found.append(line)
    return tuple(found)
