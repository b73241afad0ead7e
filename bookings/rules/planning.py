"""A venue's day and week as the cells of a table: what is taken of each unit, exact to the minute. Pure.

A day is drawn between two instants, its axis; a row is cut into cells that follow each other without gap or overlap.
The table's columns are the stretches between all edges of all cells, so that each cell spans a whole number of them.
Days are local: one of 23 or 25 hours has as many hour columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from bookings.rules.request import Visit
from hub.kit.periods import Period

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# When there is nothing to draw a day around.
USUAL = (time(9), time(17))


class Kind(StrEnum):
    FREE = "free"
    CLOSED = "closed"
    REPAIR = "repair"
    TAKEN = "taken"
    TURNAROUND = "turnaround"


@dataclass(frozen=True, slots=True)
class Taken:
    """A unit is taken: by a booking (with its number), or by a block. `during` includes the turnaround, which begins at
    `until`, the end of what the guest was promised."""

    unit_id: int
    during: Period
    until: datetime
    booking: str = ""
    state: str = ""
    organisation: str = ""
    purpose: str = ""
    held_until: datetime | None = None
    # The whole that it was booked as a part of.
    part_of: str = ""
    visit: Visit = Visit()
    # Of the whole booking, which a visit is about.
    whole: Period | None = None
    # Of a block: its uuid, its kind and its title.
    block: str = ""
    block_kind: str = ""
    title: str = ""

    @property
    def promised(self) -> Period:
        return Period(self.during.start, self.until)


def joined(taken: Iterable[Taken]) -> list[Taken]:
    """By start. A block that got back what lay within it is one again, not as many as the pieces it came in."""
    found: list[Taken] = []
    last: dict[tuple[int, str], int] = {}
    for each in sorted(taken, key=lambda each: each.during.start):
        of = (each.unit_id, each.block)
        at = last.get(of) if each.block else None
        if at is not None and found[at].during.end >= each.during.start:
            whole = Period(found[at].during.start, max(found[at].during.end, each.during.end))
            found[at] = replace(found[at], during=whole, until=whole.end)
        else:
            last[of] = len(found)
            found.append(each)
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    kind: Kind
    start: datetime
    end: datetime
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The stretches between neighbouring edges, by their first and last instants."""

    edges: tuple[datetime, ...]
    places: dict[datetime, int]

    def span(self, start: datetime, end: datetime) -> int:
        """How many columns lie between two edges."""
        return self.places[end] - self.places[start]

    @property
    def minutes(self) -> list[float]:
        """How long each column is."""
        return [(end - start) / MINUTE for start, end in pairwise(self.edges)]


def axis(whole: Period, openings: Iterable[Period], taken: Iterable[Taken], zone: ZoneInfo) -> Period:
    """The part of a local day that is worth drawing, in whole local hours: from the first opening to the last closing,
    and as far as somebody comes or goes. A turnaround alone draws nothing out. Never empty."""
    moments: list[datetime] = []
    for opening in openings:
        if opening.overlaps(whole):
            moments += (max(opening.start, whole.start), min(opening.end, whole.end) - MINUTE)
    for each in taken:
        if each.promised.overlaps(whole):
            moments += _comings(each.promised, whole)
    if not moments:
        here = whole.start.astimezone(zone).date()
        return Period(*(datetime.combine(here, at, zone) for at in USUAL))
    first, last = _hour(min(moments), zone), _hour(max(moments), zone) + HOUR
    return Period(max(first, whole.start), min(last, whole.end))


def _comings(promised: Period, whole: Period) -> Iterable[datetime]:
    """An instant of the first and of the last hour, where those are on this day."""
    if promised.start >= whole.start:
        yield promised.start
    if promised.end <= whole.end:
        yield promised.end - MINUTE


def _hour(at: datetime, zone: ZoneInfo) -> datetime:
    there = at.astimezone(zone)
    return at - timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond)


def slots(whole: Period, step: timedelta) -> list[Period]:
    """The axis in steps from its start; the last may be shorter."""
    count = -(-whole.length // step)
    starts = [whole.start + step * number for number in range(count)]
    return [Period(start, min(start + step, whole.end)) for start in starts]


def row(
    *,
    taken: Iterable[Taken],
    opening: Iterable[Period],
    slots: Sequence[Period],
    in_repair: bool = False,
) -> list[Cell]:
    """One unit's cells from the start of the first slot to the end of the last. What is free is cut at each slot;
    of a unit in repair it is one cell."""
    opening = sorted(opening)
    cells: list[Cell] = []
    at, end = slots[0].start, slots[-1].end
    for each in sorted(taken, key=lambda each: each.during.start):
        for kind, first, last in (
            (Kind.TAKEN, each.during.start, each.until),
            (Kind.TURNAROUND, each.until, each.during.end),
        ):
            first, last = max(first, at), min(last, end)
            if first < last:
                cells += _between(at, first, opening, slots, in_repair)
                cells.append(Cell(kind, first, last, each))
                at = last
    return cells + _between(at, end, opening, slots, in_repair)


def _between(
    start: datetime, end: datetime, opening: Sequence[Period], slots: Sequence[Period], in_repair: bool
) -> list[Cell]:
    """What nobody took: open or closed."""
    cells: list[Cell] = []
    at = start
    for window in opening:
        first, last = max(window.start, at), min(window.end, end)
        if first >= last:
            continue
        if at < first:
            cells.append(Cell(Kind.CLOSED, at, first))
        cells += [Cell(Kind.REPAIR, first, last)] if in_repair else _free(first, last, slots)
        at = last
    if at < end:
        cells.append(Cell(Kind.CLOSED, at, end))
    return cells


def _free(start: datetime, end: datetime, slots: Sequence[Period]) -> list[Cell]:
    return [
        Cell(Kind.FREE, max(slot.start, start), min(slot.end, end))
        for slot in slots
        if slot.start < end and start < slot.end
    ]


def columns(rows: Iterable[Sequence[Cell]], slots: Sequence[Period]) -> Columns:
    """The columns that all these rows and the slots above them are cut by."""
    edges = {slots[0].start, *(slot.end for slot in slots)}
    for cells in rows:
        edges.update(cell.end for cell in cells)
    ordered = tuple(sorted(edges))
    return Columns(ordered, {edge: place for place, edge in enumerate(ordered)})


def by_day(
    taken: Iterable[Taken], first: date, count: int, zone: ZoneInfo
) -> dict[tuple[int, int], list[Taken]]:
    """By unit and number of the day from `first`: who was promised something of that local day, by start."""
    found: dict[tuple[int, int], list[Taken]] = {}
    for each in sorted(taken, key=lambda each: each.during.start):
        begins = (each.during.start.astimezone(zone).date() - first).days
        ends = ((each.until - timedelta.resolution).astimezone(zone).date() - first).days
        for number in range(max(begins, 0), min(ends, count - 1) + 1):
            found.setdefault((each.unit_id, number), []).append(each)
    return found
