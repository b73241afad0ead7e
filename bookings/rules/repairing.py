"""What becomes of a booking that the house cannot keep as it is. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from zoneinfo import ZoneInfo

from funding.rules.lines import LineWish
from hub.kit.periods import NoSuchTime, Period, instant


class How(StrEnum):
    """Other units of the same thing, another thing of the same kind, another time; or it is cancelled."""

    UNIT = "unit"
    FACILITY = "facility"
    TIME = "time"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a booking as it was shown to them (`as_seen`). `lines` and `price_digest` say how it
    is to be, for another thing or time."""

    number: str
    as_seen: str
    how: How
    lines: tuple[LineWish, ...] = ()
    price_digest: str = ""


def as_seen(state: str, sequence: int) -> str:
    """What a booking is until somebody changes it, approves it or ends it."""
    return f"{state}.{sequence}"


def shifted(wishes: Iterable[LineWish], by: timedelta, zone: ZoneInfo) -> tuple[LineWish, ...] | None:
    """All of them so much later or earlier on the wall clock; None where the clock has no such time."""
    try:
        return tuple(
            LineWish(wish.facility_id, wish.quantity, _shifted(wish.period, by, zone)) for wish in wishes
        )
    except NoSuchTime:
        return None


def _shifted(period: Period, by: timedelta, zone: ZoneInfo) -> Period:
    start, _end = period.local(zone)
    first = instant(start.replace(tzinfo=None) + by, zone, fold=0)
    return Period(first, first + period.length)


def nearby(length: timedelta, grid_minutes: int, most: int) -> Iterator[timedelta]:
    """Shifts on the grid that still meet the old time, the smallest first, later before earlier."""
    step = timedelta(minutes=grid_minutes)
    for number in range(1, most + 1):
        if step * number >= length:
            return
        yield step * number
        yield -step * number


def nearest(starts: Iterable[datetime], start: datetime) -> list[datetime]:
    """By how far away they are; of two as far the later one first."""
    return sorted(set(starts) - {start}, key=lambda each: (abs(each - start), each < start))


def instead(lists: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """One of each list, no two the same, what stands in front first. Of equal choices the earlier list keeps what is in
    front."""
    choices = product(*(range(len(each)) for each in lists))
    for places in sorted(choices, key=lambda each: (sum(each), each)):
        chosen = tuple(each[place] for each, place in zip(lists, places, strict=True))
        if len(set(chosen)) == len(chosen):
            yield chosen
