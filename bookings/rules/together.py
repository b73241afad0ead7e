"""When something and what is wanted with it are free together: the same start for all of them, each another facility.

Instants are microseconds since 1970 UTC, as the database gives them; a range of starts has both its ends.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bookings.rules.grid import MINUTE, first_on_grid, on_grid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = 60
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Thing:
    """One facility that may serve a wish: the instants at which enough of it is free for the whole length.

    `takes`: of what it takes units. Two things that take of the same cannot both serve."""

    facility_id: int
    grid_minutes: int
    ranges: Ranges
    takes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Together:
    """A start, and by extra wish, in their order, the facility that serves it."""

    start: datetime
    extras: tuple[int, ...]


def instant_of(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def microseconds_of(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def lies_on_grid(minutes: int, grid_minutes: int) -> bool:
    """False where no booking of this length can begin and end on the grid: clocks change by whole hours."""
    return bool(HOUR % grid_minutes) or minutes % grid_minutes == 0


def starts_together(
    main: Thing, extras: Sequence[Sequence[Thing]], *, minutes: int, zone: ZoneInfo
) -> Iterator[Together]:
    """Every start at which the thing is free together with one candidate for each extra wish, earliest first. Of
    several candidates the first that leaves enough for the other wishes."""
    length = timedelta(minutes=minutes)

    def fits(thing: Thing, at: datetime) -> bool:
        return on_grid(at, thing.grid_minutes, zone) and on_grid(at + length, thing.grid_minutes, zone)

    def is_able(free: Asked, at: datetime, thing: Thing) -> bool:
        return free(thing) and fits(thing, at)

    for first, last in main.ranges:
        at, end = first_on_grid(instant_of(first), main.grid_minutes, zone), instant_of(last)
        while at <= end:
            # Looked at only as far as somebody is needed: of a hundred that could serve, the first often does.
            free = Asked(partial(_is_free, at=at))
            if _served(extras, main.takes, free) is None:
                # Nothing gets better before the next of them becomes free.
                following = _next_free(extras, at)
                if following is None:
                    return
                at = first_on_grid(max(at + MINUTE, following), main.grid_minutes, zone)
                continue
            if fits(main, at):
                served = _served(extras, main.takes, Asked(partial(is_able, free, at)))
                if served is not None:
                    yield Together(at, served)
            at = first_on_grid(at + MINUTE, main.grid_minutes, zone)


class Asked:
    """A question about things that is answered once for each."""

    def __init__(self, question: Callable[[Thing], bool]) -> None:
        self._question = question
        self._answers: dict[int, bool] = {}

    def __call__(self, thing: Thing) -> bool:
        # Their ranges have no hash; the same facility may be another thing for another wish.
        known = self._answers.get(id(thing))
        if known is None:
            known = self._answers[id(thing)] = self._question(thing)
        return known


def _is_free(thing: Thing, at: datetime) -> bool:
    moment = microseconds_of(at)
    number = bisect_right(thing.ranges, moment, key=_first) - 1
    return number >= 0 and moment <= thing.ranges[number][1]


def _next_free(extras: Sequence[Sequence[Thing]], at: datetime) -> datetime | None:
    """When the next range of any candidate begins."""
    moment = microseconds_of(at)
    following = []
    for thing in (each for wish in extras for each in wish):
        number = bisect_right(thing.ranges, moment, key=_first)
        if number < len(thing.ranges):
            following.append(thing.ranges[number][0])
    return instant_of(min(following)) if following else None


def _first(each: tuple[int, int]) -> int:
    return each[0]


def _served(
    wishes: Sequence[Sequence[Thing]], taken: frozenset[int], can: Callable[[Thing], bool]
) -> tuple[int, ...] | None:
    """A candidate for each wish that can, none of which takes of what another one takes; None when there is no such
    choice."""
    if not wishes:
        return ()
    for thing in wishes[0]:
        if thing.takes & taken or not can(thing):
            continue
        rest = _served(wishes[1:], taken | thing.takes, can)
        if rest is not None:
            return (thing.facility_id, *rest)
    return None
