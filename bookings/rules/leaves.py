"""Which units a booking takes: of each leaf as many as its lines want, none twice at one time. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Leaf:
    """One facility whose units a wish takes, `each` of them for one of what is wished; how many are in service, and
    which are free for the whole time, the turnaround included, which is the longer of the two."""

    id: int
    name: str
    each: int
    turnaround: timedelta
    in_service: int
    free: tuple[int, ...]

    @property
    def most(self) -> int:
        return self.in_service // self.each


@dataclass(frozen=True, slots=True)
class Want:
    """So many of these units (the lowest first) for a period, the turnaround included."""

    count: int
    free: tuple[int, ...]
    needed: Period


def peak(wants: Iterable[tuple[Period, int]]) -> int:
    """The most that is wanted at one instant."""
    wants = list(wants)
    return max(
        (sum(count for period, count in wants if period.start <= at.start < period.end) for at, _n in wants),
        default=0,
    )


def choose(wants: Sequence[Want]) -> list[list[int]] | None:
    """For each its units, none of them twice at one time; None when that is not to be had.

    Who comes later may send an earlier one to another unit (augmenting paths), so that units are found whenever all
    overlap each other, as in nearly every booking. Where they only overlap in a row, a way may be overlooked.
    """
    seats = _Seats(wants)
    for number, want in enumerate(wants):
        if not all(seats.find(number, set()) for _one in range(want.count)):
            return None
    out: list[list[int]] = [[] for _want in wants]
    for unit, holders in sorted(seats.holders.items()):
        for number in holders:
            out[number].append(unit)
    return out


class _Seats:
    """Which wants hold a unit, by their numbers; those of one unit do not overlap."""

    def __init__(self, wants: Sequence[Want]) -> None:
        self.wants = wants
        self.holders: dict[int, list[int]] = {}

    def find(self, number: int, tried: set[int]) -> bool:
        """One unit more for this want. Free ones first; else whoever is in the way looks for another."""
        mine = self.wants[number]
        rest = [unit for unit in mine.free if unit not in tried and number not in self.holders.get(unit, ())]
        for unit in rest:
            if not self._in_the_way(unit, mine):
                self.holders.setdefault(unit, []).append(number)
                return True
        return any(unit not in tried and self._make_room(unit, number, tried) for unit in rest)

    def _make_room(self, unit: int, number: int, tried: set[int]) -> bool:
        tried.add(unit)
        before = {each: list(holders) for each, holders in self.holders.items()}
        others = self._in_the_way(unit, self.wants[number])
        self.holders[unit] = [each for each in self.holders[unit] if each not in others] + [number]
        if all(self.find(other, tried) for other in others):
            return True
        self.holders = before
        return False

    def _in_the_way(self, unit: int, mine: Want) -> list[int]:
        holders = self.holders.get(unit, ())
        return [each for each in holders if self.wants[each].needed.overlaps(mine.needed)]
