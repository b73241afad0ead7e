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
NEVER = datetime.max.replace(tzinfo=UTC)
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Thing:
    """One facility that may serve a wish: the instants at which enough of it is free for the whole length.

    `takes`: of what it takes units. Two things that take of the same cannot both serve. `quantity`
    is how much is enough."""

    facility_id: int
    grid_minutes: int
    ranges: Ranges
    takes: frozenset[int]
    quantity: int = 1


Comes = Callable[[datetime, tuple[Thing, ...]], datetime | None]
"""Of things that would start together: None when whomever they need comes too, else before when that is not so."""


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


def everybody(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
    """Where no house has rules about who comes along."""
    return None


def starts_together(
    main: Thing, extras: Sequence[Sequence[Thing]], *, minutes: int, zone: ZoneInfo, comes: Comes = everybody
) -> Iterator[Together]:
    """Every start at which the thing is free together with one candidate for each extra wish and with whomever they
    need, earliest first. Of several candidates the first that leaves enough for the other wishes."""
    look = _Look(main, extras, timedelta(minutes=minutes), zone, comes)
    for first, last in main.ranges:
        at, end = first_on_grid(instant_of(first), main.grid_minutes, zone), instant_of(last)
        while at <= end:
            served, again = look(at)
            if served is not None:
                yield Together(at, served)
            if again == NEVER:
                return
            at = first_on_grid(max(at + MINUTE, again), main.grid_minutes, zone)


@dataclass(frozen=True, slots=True)
class _Look:
    """At one start: who serves, and before when nothing gets better."""

    main: Thing
    extras: Sequence[Sequence[Thing]]
    length: timedelta
    zone: ZoneInfo
    comes: Comes

    def __call__(self, at: datetime) -> tuple[tuple[int, ...] | None, datetime]:
        alone = self.comes(at, (self.main,))
        if alone is not None:
            return None, alone
        # Looked at only as far as somebody is needed: of a hundred that could serve, the first often does.
        waits: list[datetime] = []
        free = Asked(partial(self._is_free, at, waits))
        if _served(self.extras, self.main.takes, free) is None:
            # Nobody was passed over: whoever is free and waits for somebody has said until when.
            return None, min([*waits, _next_free(self.extras, at)])
        if not self._fits(self.main, at):
            return None, at
        able = Asked(lambda thing: free(thing) and self._fits(thing, at))
        together = partial(self._come, at)
        return _served(self.extras, self.main.takes, able, (self.main,), together), at

    def _is_free(self, at: datetime, waits: list[datetime], thing: Thing) -> bool:
        if not _is_free(thing, at):
            return False
        again = self.comes(at, (thing,))
        if again is not None:
            waits.append(again)
        return again is None

    def _fits(self, thing: Thing, at: datetime) -> bool:
        end = at + self.length
        return on_grid(at, thing.grid_minutes, self.zone) and on_grid(end, thing.grid_minutes, self.zone)

    def _come(self, at: datetime, those: tuple[Thing, ...]) -> bool:
        return self.comes(at, those) is None


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


def _next_free(extras: Sequence[Sequence[Thing]], at: datetime) -> datetime:
    """When the next range of any candidate begins."""
    moment = microseconds_of(at)
    following = []
    for thing in (each for wish in extras for each in wish):
        number = bisect_right(thing.ranges, moment, key=_first)
        if number < len(thing.ranges):
            following.append(thing.ranges[number][0])
    return instant_of(min(following)) if following else NEVER


def _first(each: tuple[int, int]) -> int:
    return each[0]


def _served(
    wishes: Sequence[Sequence[Thing]],
    taken: frozenset[int],
    can: Callable[[Thing], bool],
    chosen: tuple[Thing, ...] = (),
    come: Callable[[tuple[Thing, ...]], bool] = lambda those: True,
) -> tuple[int, ...] | None:
    """A candidate for each wish that can, none of which takes of what another one takes, and whomever they and those
    `chosen` before need comes too; None when there is no such choice."""
    if not wishes:
        return ()
    for thing in wishes[0]:
        if thing.takes & taken or not can(thing) or not come((*chosen, thing)):
            continue
        rest = _served(wishes[1:], taken | thing.takes, can, (*chosen, thing), come)
        if rest is not None:
            return (thing.facility_id, *rest)
    return None
