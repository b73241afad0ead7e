"""A venue's day and week over all its units, in the shape that the page shows.

A fixed number of questions, whatever the number of units and bookings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TypeVar

from django.utils.translation import gettext as _

from bookings.addresses import Addresses
from bookings.models import BlockKind
from bookings.models.planning import UnitRow, openings_of, taken_of
from bookings.rules import planning
from bookings.rules.planning import HOUR, Cell, Columns, Kind, Taken
from bookings.showing import visit_words
from facilities.models import Facility, Hub
from hub.kit import saying
from hub.kit.periods import Period, day, days

WEEK = 7
# So wide is a day drawn at least, in pixels; from this length on its columns are hours instead of half hours.
LEAST_WIDTH = 640
LONG = 10 * HOUR
BLOCKED = "blocked"
# Shorter cells have no room for words; they are read out all the same.
SLIM = timedelta(minutes=75)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something taken, in words. Without an address it is no booking."""

    url: str
    state: str
    letter: str
    word: str
    who: str
    what_for: str
    visit: str
    when: str
    turnaround: str
    from_before: bool
    goes_on: bool
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the table: `kind` as in `Kind`; in a week a cell has any number of entries and the day's name."""

    kind: str
    span: int = 1
    words: str = ""
    entries: tuple[Entry, ...] = ()
    is_slim: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    unit: UnitRow
    boxes: tuple[Box, ...]

    @property
    def is_bare(self) -> bool:
        """Nobody and nothing: on a phone one line for all of these is enough."""
        return not self.unit.in_repair and not any(box.entries for box in self.boxes)

    @property
    def is_open(self) -> bool:
        return any(box.kind != Kind.CLOSED for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Group:
    """A facility with its units."""

    facility: Facility
    rows: tuple[Row, ...]

    @property
    def is_one(self) -> bool:
        return len(self.rows) == 1

    @property
    def bare(self) -> int:
        return sum(row.is_bare for row in self.rows)

    @property
    def is_open(self) -> bool:
        return any(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True)
class Head:
    """The name of an hour or a day, above so many columns."""

    name: str
    span: int
    is_now: bool
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    # The widths of the columns below the heads, in pixels; none where all are the same.
    widths: tuple[str, ...] = ()

    @property
    def span(self) -> int:
        """Over the names and all heads."""
        return 1 + sum(head.span for head in self.heads)

    @property
    def states(self) -> list[tuple[str, str]]:
        """Letter and word of the states that occur, for the key."""
        rows = [row for group in self.groups for row in group.rows]
        found = {entry.state for row in rows for box in row.boxes for entry in box.entries}
        if any(row.unit.in_repair for row in rows):
            found.add("in_repair")
        return [said for name, said in state_words().items() if name in found]


def state_words() -> dict[str, tuple[str, str]]:
    """Letter and word by name."""
    return {name: saying.state(name) for name in saying.STATES}


def kinds_of(units: Iterable[UnitRow]) -> dict[str, str]:
    """The kinds there are at a hub: name by slug, in their order."""
    return {unit.facility.kind.slug: unit.facility.kind.name for unit in units if unit.in_use}


def day_table(*, hub: Hub, units: Sequence[UnitRow], first: date, now: datetime) -> Table:
    """One local day of these units: `units_of(hub)` or some of them."""
    whole, zone = day(first, hub.zone), hub.zone
    shown, taken, openings = _facts(hub, units, whole, now)
    axis = planning.axis(whole, _all(openings), _all(taken), zone)
    slots = planning.slots(axis, HOUR if axis.length > LONG else HOUR / 2)
    # A unit that is in repair now was perhaps in order on an earlier day.
    ahead = whole.end > now
    cells = {
        unit.id: planning.row(
            taken=taken.get(unit.id, ()),
            opening=openings.get(unit.facility.pk, ()),
            slots=slots,
            in_repair=unit.in_repair and ahead,
        )
        for unit in shown
    }
    columns = planning.columns(cells.values(), slots)
    scribe = Scribe(hub, now)
    rows = [Row(unit, tuple(scribe.day(unit, cells[unit.id], columns, whole))) for unit in shown]
    heads = tuple(
        Head(
            saying.clock(slot.start.astimezone(zone)),
            columns.span(slot.start, slot.end),
            slot.start <= now < slot.end,
        )
        for slot in slots
    )
    scale = max(1, LEAST_WIDTH / (axis.length / timedelta(minutes=1)))
    return Table(heads, _grouped(rows), tuple(f"{minutes * scale:.1f}" for minutes in columns.minutes))


def week_table(*, hub: Hub, units: Sequence[UnitRow], first: date, now: datetime) -> Table:
    """Seven local days of these units from `first`."""
    zone = hub.zone
    shown, taken, openings = _facts(hub, units, days(first, WEEK, zone), now)
    dates = [first + timedelta(days=number) for number in range(WEEK)]
    wholes = [day(on, zone) for on in dates]
    is_open = {
        facility: [any(each.overlaps(whole) for each in opening) for whole in wholes]
        for facility, opening in openings.items()
    }
    entries = planning.by_day(_all(taken), first, WEEK, zone)
    scribe = Scribe(hub, now)
    rows = [
        Row(unit, tuple(scribe.week(unit, entries, is_open.get(unit.facility.pk, [False] * WEEK), wholes)))
        for unit in shown
    ]
    today = now.astimezone(zone).date()
    heads = tuple(
        Head(saying.day(whole.start, zone, "short"), 1, on == today, on)
        for on, whole in zip(dates, wholes, strict=True)
    )
    return Table(heads, _grouped(rows))


class Scribe:
    """Writes what the cells say."""

    def __init__(self, hub: Hub, now: datetime) -> None:
        self.zone, self.now = hub.zone, now
        self.addresses = Addresses(hub)
        self.states = state_words()
        self.kinds = {kind: str(word) for kind, word in BlockKind.choices}

    def day(self, unit: UnitRow, cells: Iterable[Cell], columns: Columns, whole: Period) -> Iterator[Box]:
        for cell in cells:
            span = columns.span(cell.start, cell.end)
            is_slim = cell.end - cell.start < SLIM
            if cell.kind is Kind.TAKEN and cell.taken:
                yield Box(cell.kind, span, "", (self.entry(cell.taken, whole),), is_slim)
            elif cell.kind is Kind.FREE:
                yield Box(cell.kind, span)
            elif cell.kind is Kind.REPAIR:
                yield Box(cell.kind, span, unit.note, is_slim=is_slim)
            else:
                yield Box(cell.kind, span, self.when(Period(cell.start, cell.end), whole), is_slim=is_slim)

    def week(
        self,
        unit: UnitRow,
        entries: Mapping[tuple[int, int], Sequence[Taken]],
        is_open: Sequence[bool],
        wholes: Sequence[Period],
    ) -> Iterator[Box]:
        for number, whole in enumerate(wholes):
            found = tuple(self.entry(each, whole) for each in entries.get((unit.id, number), ()))
            kind = Kind.FREE if is_open[number] else Kind.CLOSED
            if kind is Kind.FREE and unit.in_repair and whole.end > self.now:
                kind = Kind.REPAIR
            yield Box(kind, words=saying.day(whole.start, self.zone, "short"), entries=found)

    def entry(self, taken: Taken, whole: Period) -> Entry:
        name = taken.state or BLOCKED
        letter, word = self.states.get(name) or saying.state(name)
        kind = self.kinds.get(taken.block_kind, "")
        promised = taken.promised
        after = (taken.during.end - taken.until) // timedelta(minutes=1)
        return Entry(
            url=self.addresses.of(taken),
            state=name,
            letter=letter,
            word=kind if taken.title else word,
            who=taken.organisation or taken.title or kind,
            what_for=taken.purpose,
            visit=", ".join(self.visit(taken)),
            when=self.when(promised, whole),
            turnaround=saying.length(after) if after else "",
            from_before=promised.start < whole.start,
            goes_on=promised.end > whole.end,
            part_of=_("as part of %(whole)s") % {"whole": taken.part_of} if taken.part_of else "",
        )

    def visit(self, taken: Taken) -> list[str]:
        return visit_words(taken.visit, taken.whole, self.zone) if taken.whole else []

    def when(self, period: Period, whole: Period) -> str:
        """The part of a period that lies on a day: `13:00–17:00`, `until 11:00`, `from 20:00`, `all day`."""
        start, end = (self._clock(at) for at in (period.start, period.end))
        if period.start < whole.start:
            return _("until %(time)s") % {"time": end} if period.end < whole.end else _("all day")
        if period.end > whole.end:
            return _("from %(time)s") % {"time": start}
        if period.end == whole.end:
            return _("all day") if period.start == whole.start else f"{start}–24:00"
        return f"{start}–{end}"

    def _clock(self, at: datetime) -> str:
        return saying.clock(at.astimezone(self.zone))


def _facts(
    hub: Hub, units: Sequence[UnitRow], window: Period, now: datetime
) -> tuple[list[UnitRow], dict[int, list[Taken]], dict[int, list[Period]]]:
    """The units to show; by unit what is taken, by facility when it is open. What has gone out of use is shown as
    long as somebody counts on it."""
    asked = {unit.id for unit in units}
    taken: dict[int, list[Taken]] = {}
    for each in taken_of(hub=hub, window=window, now=now):
        if each.unit_id in asked:
            taken.setdefault(each.unit_id, []).append(each)
    shown = [unit for unit in units if unit.in_use or unit.id in taken]
    facilities = {unit.facility.pk for unit in shown}
    openings = openings_of(hub=hub, window=window)
    return shown, taken, {facility: each for facility, each in openings.items() if facility in facilities}


def _all(lists: Mapping[int, Sequence[T]]) -> list[T]:
    return [each for found in lists.values() for each in found]


def _grouped(rows: Iterable[Row]) -> tuple[Group, ...]:
    return tuple(
        Group(together[0].unit.facility, tuple(together))
        for _pk, each in groupby(rows, key=lambda row: row.unit.facility.pk)
        if (together := list(each))
    )
