"""From the lines that a booking has and the ones that are wanted to what stays, what goes and what comes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.rules.request import Visit
from funding.rules.lines import LineWish
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Change:
    """How a booking is to be from now on. `price_digest` is of what was shown: price, difference and fee; `seen` what
    the booking was then (`repairing.as_seen`), where that matters beside the price."""

    number: str
    lines: tuple[LineWish, ...]
    purpose: str
    visit: Visit
    price_digest: str
    reason: str = ""
    seen: str = ""
    # Whoever could do it for the organisation as well does it for the hub.
    for_hub: bool = False


@dataclass(frozen=True, slots=True)
class Stays:
    """So many units of the booking's line at this position."""

    position: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`order` are the lines of the booking afterwards: what stays, and what is new, by its place in `added`. `stays`:
    by the position of each line how many units stay."""

    order: tuple[Stays | int, ...]
    added: tuple[LineWish, ...]
    stays: dict[int, int]
    # By wish: is it had already, all of it?
    met: tuple[bool, ...]

    def changes(self, lines: Sequence[LineWish]) -> bool:
        return bool(self.added) or any(
            self.stays[position] != line.quantity for position, line in enumerate(lines)
        )


def plan(lines: Sequence[LineWish], wishes: Sequence[LineWish]) -> Plan:
    """The same thing for the same time stays, as many units of it as are still wanted; everything else is new."""
    stays = dict.fromkeys(range(len(lines)), 0)
    order: list[Stays | int] = []
    added: list[LineWish] = []
    met = []
    for wish in wishes:
        wanted = wish.quantity
        for position, line in enumerate(lines):
            kept = min(wanted, line.quantity - stays[position])
            if kept and (line.facility_id, line.period) == (wish.facility_id, wish.period):
                stays[position] += kept
                wanted -= kept
                order.append(Stays(position, stays[position]))
        met.append(not wanted)
        if wanted:
            order.append(len(added))
            added.append(LineWish(wish.facility_id, wanted, wish.period))
    return Plan(tuple(order), tuple(added), stays, tuple(met))


def together(lines: Sequence[LineWish]) -> tuple[LineWish, ...]:
    """What a booking has, as one would ask for it: units that came at different times, for the same time, in one."""
    counted: dict[tuple[int, Period], int] = {}
    for line in lines:
        key = (line.facility_id, line.period)
        counted[key] = counted.get(key, 0) + line.quantity
    return tuple(LineWish(facility, quantity, period) for (facility, period), quantity in counted.items())
