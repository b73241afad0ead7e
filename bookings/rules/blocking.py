"""What is left for a block beside what others hold. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hub.kit.periods import Period, merged


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit that nobody holds for a time in which this block wants it."""

    block_id: int
    unit_id: int
    during: Period


def without(period: Period, others: Iterable[Period]) -> Iterator[Period]:
    """What is left of a period beside these, by start."""
    at = period.start
    for other in merged(each for each in others if each.overlaps(period)):
        if other.start > at:
            yield Period(at, other.start)
        at = max(at, other.end)
    if at < period.end:
        yield Period(at, period.end)


def shared(one: Period, other: Period) -> Period | None:
    """The time that both have, if any."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start < end else None


def gaps(
    wanted: Iterable[Gap],
    freed: Iterable[tuple[int, Period]],
    taken: Mapping[int, Iterable[Period]],
) -> list[Gap]:
    """What each block gets of the time that was freed (by unit), beside what is taken (by unit). Of two that want the
    same the first in `wanted` gets it."""
    held = {unit: list(periods) for unit, periods in taken.items()}
    free: dict[int, list[Period]] = {}
    for unit, period in freed:
        free.setdefault(unit, []).append(period)
    found = []
    for each in wanted:
        for period in merged(free.get(each.unit_id, ())):
            both = shared(period, each.during)
            for left in without(both, held.get(each.unit_id, ())) if both else ():
                found.append(Gap(each.block_id, each.unit_id, left))
                held.setdefault(each.unit_id, []).append(left)
    return found
