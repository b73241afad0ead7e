"""What a place's own people see of its days: who comes, for what, with which units, from when to when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.models import Block, Booking, Occupancy
from bookings.models.availability import hub_day
from bookings.showing import Inside, booking_visit
from facilities.models import Facility, Hub
from hub.kit.periods import Period, day
from hub.kit.saying import span


@dataclass(frozen=True, slots=True)
class DeskThing:
    """What is meant by one line of a booking: a facility and the units that are held; of a whole also which of them is
    which."""

    facility: Facility
    units: tuple[str, ...]
    inside: tuple[Inside, ...] = ()

    @property
    def labels(self) -> str:
        """The units' labels, where they say more than the facility's name."""
        labels = ", ".join(self.units)
        return "" if labels == self.facility.name else labels


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A visit: all that one booking has in one stretch of time; or one block. `period` is what the guest was promised,
    without turnaround."""

    period: Period
    things: tuple[DeskThing, ...]
    booking: Booking | None
    block: Block | None = None
    # Who comes and when the doors are, in words.
    visit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A local day with its rows, each with the hours of this day in words: a stay of days is there on each of them."""

    date: date
    rows: tuple[tuple[str, DeskRow], ...]


def desk_days(*, hub: Hub, first: date, count: int, now: datetime) -> list[DeskDay]:
    """`count` local days from `first`, each with all that touches it; one query, however much that is."""
    rows = desk_rows(hub_day(hub=hub, on=first, now=now, count=count))
    dates = [first + timedelta(days=number) for number in range(count)]
    return [DeskDay(on, tuple(_touching(rows, on, hub.zone))) for on in dates]


def desk_rows(occupancies: Sequence[Occupancy]) -> list[DeskRow]:
    """What one booking has at one time together, by start: a guest with a studio and three microphones comes once."""
    together: dict[tuple[int, Period], list[Occupancy]] = {}
    for each in occupancies:
        # A block is nobody's visit, and what it holds for one time stands together too.
        key = (
            (each.line.booking_id, each.line.period) if each.line else (-(each.block_id or 0), _period(each))
        )
        together.setdefault(key, []).append(each)
    rows = [_row(group) for group in together.values()]
    return sorted(rows, key=lambda row: (row.period.start, row.period.end, row.things[0].facility.name))


def _row(group: Sequence[Occupancy]) -> DeskRow:
    by_line: dict[int | None, list[Occupancy]] = {}
    for each in group:
        by_line.setdefault(each.line_id, []).append(each)
    if None in by_line:
        things = [_thing(units) for units in _by_facility(group)]
    else:
        things = [_thing(units) for units in by_line.values()]
    line = group[0].line
    return DeskRow(
        period=_period(group[0]),
        things=tuple(sorted(things, key=lambda thing: (thing.facility.kind_id, thing.facility.name))),
        booking=line.booking if line else None,
        block=group[0].block,
        visit=tuple(booking_visit(line.booking)) if line else (),
    )


def _by_facility(group: Sequence[Occupancy]) -> list[list[Occupancy]]:
    """A block has no lines: the units of one facility stand together."""
    found: dict[int, list[Occupancy]] = {}
    for each in group:
        found.setdefault(each.unit.facility_id, []).append(each)
    return list(found.values())


def _thing(held: Sequence[Occupancy]) -> DeskThing:
    line = held[0].line
    labels = tuple(sorted(each.unit.label for each in held))
    if line is None or not line.leaves:
        return DeskThing(held[0].unit.facility, labels)
    by_leaf: dict[str, list[str]] = {}
    for each in held:
        by_leaf.setdefault(each.unit.facility.name, []).append(each.unit.label)
    inside = [Inside(name, len(units), tuple(sorted(units))) for name, units in sorted(by_leaf.items())]
    return DeskThing(line.facility, labels, tuple(inside))


def _period(each: Occupancy) -> Period:
    return each.line.period if each.line else Period.from_range(each.during)


def _touching(rows: Iterable[DeskRow], on: date, zone: ZoneInfo) -> Iterator[tuple[str, DeskRow]]:
    whole = day(on, zone)
    for row in rows:
        # Turnaround after midnight alone brings nobody to the door.
        if row.period.overlaps(whole):
            yield span(row.period.start, row.period.end, zone, on).words, row
