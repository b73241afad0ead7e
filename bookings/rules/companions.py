"""Who must come along: from the lines of a booking to the lines that the house's rules owe it. Pure.

A companion brings nobody along (`set_companion_rules` sees to that), so adding what is owed owes nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.rules.grid import first_on_grid, last_on_grid
from bookings.rules.reasons import HOUR, Companion, Need, Reason, counts
from facilities.rules.companions import Span
from funding.rules.lines import LineWish
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A line with what the house needs for its facility."""

    facility: str
    quantity: int
    period: Period
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """So many of a companion for a time on its own grid, and why."""

    companion: Companion
    quantity: int
    period: Period
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        return " ".join(map(str, self.reasons))

    @property
    def wish(self) -> LineWish:
        return LineWish(self.companion.id, self.quantity, self.period)

    def is_met_by(self, wish: LineWish) -> bool:
        return (
            wish.facility_id == self.companion.id
            and wish.quantity >= self.quantity
            and wish.period.start <= self.period.start
            and wish.period.end >= self.period.end
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one requirement of one line owes. `line` tells lines apart, `times` is how many of the facility it has."""

    need: Need
    line: int
    times: int
    period: Period
    reason: Reason


def owed(lines: Sequence[Asked], *, people: int | None, activity: str, zone: ZoneInfo) -> tuple[Owed, ...]:
    """By companion and time; several reasons for one companion at one time are one line: the longest time, the largest
    number. A rule for each facility adds up, another does not."""
    by_companion: dict[int, list[_Part]] = {}
    for number, line in enumerate(lines):
        for need in line.needs:
            if counts(need, line.period, people, activity, zone):
                reason = Reason(need.requirement, need.companion.name, line.facility)
                part = _Part(need, number, line.quantity, _time(need, line.period, zone), reason)
                by_companion.setdefault(need.companion.id, []).append(part)
    found = [_one(group) for parts in by_companion.values() for group in _together(parts)]
    return tuple(sorted(found, key=lambda each: (each.period, each.companion.id)))


def missing(due: Iterable[Owed], wishes: Sequence[LineWish]) -> Owed | None:
    """The first that no line meets."""
    return next((each for each in due if not any(each.is_met_by(wish) for wish in wishes)), None)


def _time(need: Need, period: Period, zone: ZoneInfo) -> Period:
    """The whole, the first or the last hour, widened to the companion's grid and to its shortest booking."""
    span, companion = need.requirement.span, need.companion
    start = max(period.end - HOUR, period.start) if span is Span.LAST else period.start
    end = min(period.start + HOUR, period.end) if span is Span.FIRST else period.end
    start = last_on_grid(start, companion.grid_minutes, zone)
    end = first_on_grid(end, companion.grid_minutes, zone)
    least = timedelta(minutes=companion.min_minutes)
    if end - start < least:
        if span is Span.LAST:
            start = last_on_grid(end - least, companion.grid_minutes, zone)
        else:
            end = first_on_grid(start + least, companion.grid_minutes, zone)
    return Period(start, end)


def _together(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Of one companion: what overlaps, or leaves it no time to turn around between."""
    group: list[_Part] = []
    until: datetime | None = None
    for part in sorted(parts, key=lambda each: each.period):
        if until is not None and part.period.start >= until + part.need.companion.turnaround:
            yield group
            group, until = [], None
        group.append(part)
        until = max(part.period.end, until or part.period.end)
    if group:
        yield group


def _one(group: Sequence[_Part]) -> Owed:
    shared = [part.need.requirement.quantity for part in group if not part.need.requirement.each]
    for_each: dict[int, int] = {}
    for part in group:
        if part.need.requirement.each:
            number = part.need.requirement.quantity * part.times
            for_each[part.line] = max(for_each.get(part.line, 0), number)
    return Owed(
        companion=group[0].need.companion,
        quantity=max([*shared, sum(for_each.values())]),
        period=Period(min(part.period.start for part in group), max(part.period.end for part in group)),
        reasons=tuple(dict.fromkeys(part.reason for part in group)),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as it will be booked: which of the picked lines it is, if any, and what it is owed for."""

    wish: LineWish
    picked: int | None
    owed: tuple[Owed, ...] = ()


def with_owed(wishes: Sequence[LineWish], due: Sequence[Owed]) -> tuple[Kept, ...]:
    """The picked lines, and what is owed beside them. Somebody who was picked for a part of the time comes for all of
    it: two lines that collide become one."""
    companions = {each.companion.id: each.companion for each in due}
    kept = [Kept(wish, number) for number, wish in enumerate(wishes)]
    merged = [each for each in kept if each.wish.facility_id not in companions]
    for id_, companion in companions.items():
        mine = [each for each in kept if each.wish.facility_id == id_]
        mine += [Kept(each.wish, None, (each,)) for each in due if each.companion.id == id_]
        merged += _folded(mine, companion.turnaround)
    last = len(wishes)
    return tuple(
        sorted(merged, key=lambda each: (last if each.picked is None else each.picked, each.wish.period))
    )


def _folded(mine: Iterable[Kept], turnaround: timedelta) -> Iterator[Kept]:
    group: list[Kept] = []
    for each in sorted(mine, key=lambda each: each.wish.period):
        if group and each.wish.period.start >= max(it.wish.period.end for it in group) + turnaround:
            yield from _settled(group)
            group = []
        group.append(each)
    yield from _settled(group)


def _settled(group: Sequence[Kept]) -> Iterable[Kept]:
    """One line where something of it is owed; what was only picked stays as it was picked."""
    due = tuple(owed for each in group for owed in each.owed)
    if not due:
        return group
    wish = LineWish(
        group[0].wish.facility_id,
        max(each.wish.quantity for each in group),
        Period(min(each.wish.period.start for each in group), max(each.wish.period.end for each in group)),
    )
    return [Kept(wish, next((each.picked for each in group if each.picked is not None), None), due)]
