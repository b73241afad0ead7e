"""The cheapest cover where a house has dayparts of its own, such as an evening from six to eleven.

Hours, days and weeks begin where one likes; a house's daypart is a stretch of the clock, bought whole. `price.cheapest`
is the rule for a house without its own, where a daypart is any four hours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from funding.rules.price import HOURS, Charge
from funding.rules.time import billable_minutes
from funding.rules.windows import ClockWindow, stretches
from hub.kit.periods import Period

# On the clock that counts what is paid for: minutes since the start.
Piece = tuple[int, int]


def cheapest_by_the_clock(
    period: Period, zone: ZoneInfo, rates: Mapping[str, int], dayparts: Iterable[ClockWindow]
) -> tuple[Charge, ...]:
    """The combination (unit name -> cents) that covers the period at the lowest price; of equally cheap ones that with
    the fewest pieces. Needs a rate other than the daypart's, unless the dayparts cover the whole period."""
    total = billable_minutes(period, zone)
    windows = sorted(
        (_paid(period.start, stretch.start, zone), _paid(period.start, stretch.end, zone))
        for daypart in dayparts
        for stretch in stretches(daypart, period, zone)
    )
    counts = _cover(total, windows, rates)
    return tuple(
        Charge(unit, counts[unit], rates[unit])
        for unit in sorted(rates, key=lambda unit: -HOURS[unit])
        if counts[unit]
    )


def _paid(start: datetime, at: datetime, zone: ZoneInfo) -> int:
    return billable_minutes(Period(start, at), zone) if at > start else 0


def _cover(total: int, windows: list[Piece], rates: Mapping[str, int]) -> Counter[str]:
    """From the start on, always the cheapest way to each minute that a piece may end at (Dijkstra's algorithm). What
    begins where one likes begins best where the piece before it ends."""
    # (cents, pieces, minute, the units used so far)
    ways: list[tuple[int, int, int, tuple[str, ...]]] = [(0, 0, 0, ())]
    done: set[int] = set()
    while ways:
        cents, pieces, minute, used = heappop(ways)
        if minute >= total:
            return Counter(used)
        if minute in done:
            continue
        done.add(minute)
        for unit, end in _next(minute, windows, rates):
            heappush(ways, (cents + rates[unit], pieces + 1, min(end, total), (*used, unit)))
    raise UncoveredTime


def _next(minute: int, windows: list[Piece], rates: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for unit in rates:
        if unit != "daypart":
            yield unit, minute + HOURS[unit] * 60
            continue
        ends = [end for start, end in windows if start <= minute < end]
        if ends:
            yield unit, max(ends)


class UncoveredTime(Exception):
    """Only dayparts have a price, and a part of the time lies in none of them."""
