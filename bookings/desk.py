"""What a place's own people see of its days: who comes, for what, with which units, from when to when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.models import Booking, Occupancy
from bookings.models.availability import hub_day
from facilities.models import Facility, Hub
from hub.kit.periods import Period, day
from hub.kit.saying import span


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of one booking, or one block. `period` is what the guest was promised, without turnaround."""

    facility: Facility
    period: Period
    units: tuple[str, ...]
    booking: Booking | None


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
    """The units of one line together, by start."""
    together: dict[tuple[str, int], list[Occupancy]] = {}
    for each in occupancies:
        key = ("line", each.line_id) if each.line_id else ("block", each.pk)
        together.setdefault(key, []).append(each)
    rows = [_row(group) for group in together.values()]
    return sorted(rows, key=lambda row: (row.period.start, row.facility.name, row.units))


def _row(group: Sequence[Occupancy]) -> DeskRow:
    first = group[0]
    return DeskRow(
        facility=first.unit.facility,
        period=first.line.period if first.line else Period.from_range(first.during),
        units=tuple(sorted(each.unit.label for each in group)),
        booking=first.line.booking if first.line else None,
    )


def _touching(rows: Iterable[DeskRow], on: date, zone: ZoneInfo) -> Iterator[tuple[str, DeskRow]]:
    whole = day(on, zone)
    for row in rows:
        # Turnaround after midnight alone brings nobody to the door.
        if row.period.overlaps(whole):
            yield span(row.period.start, row.period.end, zone, on).words, row
