"""Who must come along: from the lines of a booking to the lines that the house's rules owe it. Pure.

A companion brings nobody along (`set_companion_rules` sees to that), so adding what is owed owes nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.rules.grid import first_on_grid, last_on_grid
from bookings.rules.reasons import HOUR, Companion, Need, Reason, counts, depends_on_unsaid
from facilities.rules.companions import Span
from funding.rules.lines import LineWish
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A line with what the house needs for its facility and for what is inside it."""

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
class _Due:
    """What one requirement of one line owes. `line` tells lines apart, `times` is how many of the facility it has."""

    need: Need
    line: int
    times: int
    period: Period
    reason: Reason

    @property
    def path(self) -> tuple[int, ...]:
        return self.need.inside.path if self.need.inside else ()

    @property
    def number(self) -> int:
        asked, inside = self.need.requirement, self.need.inside
        return asked.quantity * self.times * (inside.times if inside else 1) if asked.each else asked.quantity

    @property
    def there(self) -> int:
        """How many of the companion come inside the facility anyway: that meets what its parts want."""
        return self.need.inside.there * self.times if self.need.inside else 0


def owed(lines: Sequence[Asked], *, people: int | None, activity: str, zone: ZoneInfo) -> tuple[Owed, ...]:
    """By companion and time; several reasons for one companion at one time are one line: the longest time, the largest
    number. A rule for each facility adds up, another does not."""
    by_companion: dict[int, list[_Due]] = {}
    for number, line in enumerate(lines):
        counting = [need for need in line.needs if counts(need, line.period, people, activity, zone)]
        for due in _dues(number, line, counting, zone):
            by_companion.setdefault(due.need.companion.id, []).append(due)
    grouped = [_one(group) for those in by_companion.values() for group in _together(those)]
    lacking = [each for each in grouped if each.quantity > 0]
    return tuple(sorted(lacking, key=lambda each: (each.period, each.companion.id)))


def perhaps(
    lines: Sequence[Asked], wishes: Sequence[LineWish], *, people: int | None, activity: str, zone: ZoneInfo
) -> tuple[Reason, ...]:
    """Why more may have to come than is among the wishes: how many people come, or what for, has not been said."""
    found = []
    for number, line in enumerate(lines):
        unsaid = [need for need in line.needs if depends_on_unsaid(need, people, activity)]
        found += [
            due.reason
            for due in _dues(number, line, unsaid, zone)
            if due.number > due.there and missing([_one([due])], wishes)
        ]
    return _reasons(found)


def _dues(number: int, line: Asked, needs: Iterable[Need], zone: ZoneInfo) -> list[_Due]:
    found = []
    for need in needs:
        part = need.inside.name if need.inside else ""
        reason = Reason(need.requirement, need.companion.name, line.facility, part)
        found.append(_Due(need, number, line.quantity, _time(need, line.period, zone), reason))
    return _not_there(found)


def _not_there(of_line: list[_Due]) -> list[_Due]:
    """Without what only parts want and the whole has inside already."""
    inner: dict[int, list[_Due]] = {}
    for each in of_line:
        if each.path:
            inner.setdefault(each.need.companion.id, []).append(each)
    met = {id_ for id_, those in inner.items() if _number(those) < 1}
    return [each for each in of_line if not (each.path and each.need.companion.id in met)]


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


def _together(those: Iterable[_Due]) -> Iterator[list[_Due]]:
    """Of one companion: what overlaps, or leaves it no time to turn around between."""
    group: list[_Due] = []
    until: datetime | None = None
    for due in sorted(those, key=lambda each: each.period):
        if until is not None and due.period.start >= until + due.need.companion.turnaround:
            yield group
            group, until = [], None
        group.append(due)
        until = max(due.period.end, until or due.period.end)
    if group:
        yield group


def _one(group: Sequence[_Due]) -> Owed:
    return Owed(
        companion=group[0].need.companion,
        quantity=_number(group),
        period=Period(min(due.period.start for due in group), max(due.period.end for due in group)),
        reasons=_reasons(due.reason for due in group),
    )


def _number(group: Sequence[_Due]) -> int:
    shared = [due.number - due.there for due in group if not due.need.requirement.each]
    for_each: dict[int, list[_Due]] = {}
    for due in group:
        if due.need.requirement.each:
            for_each.setdefault(due.line, []).append(due)
    return max([*shared, sum(map(_added_up, for_each.values()))])


def _added_up(of_line: Sequence[_Due], depth: int = 0) -> int:
    """Parts add up; what a whole wants itself and what its parts want is the same once more, so the larger counts."""
    own = max((due.number for due in of_line if len(due.path) == depth), default=0)
    inner: dict[int, list[_Due]] = {}
    for due in of_line:
        if len(due.path) > depth:
            inner.setdefault(due.path[depth], []).append(due)
    added = sum(_added_up(those, depth + 1) for those in inner.values())
    there = max((due.there for due in of_line), default=0) if depth == 0 else 0
    return max(own, added - there)


def _reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each once; what the whole says itself its parts need not say again."""
    each = tuple(dict.fromkeys(reasons))
    own = {(reason.requirement, reason.facility) for reason in each if not reason.part}
    return tuple(
        reason for reason in each if not reason.part or (reason.requirement, reason.facility) not in own
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
