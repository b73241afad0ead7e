"""What a venue's table shows: its units, when they are open and what is taken of them; three statements, plain rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, F, Func

from bookings.models.bookings import lapsed
from bookings.models.occupancy import Occupancy
from bookings.rules.planning import Taken, joined
from bookings.rules.request import Visit
from facilities.models import Facility, FacilityState, Hub, Unit, UnitState
from hub.kit.periods import Period, merged
from hub.kit.saying import RELEASED

# As in free_time: many facilities meet the index as one multirange.
OPENINGS = """
SELECT w.facility_id, lower(w.during), upper(w.during)
FROM facilities_openingwindow w
WHERE int8range(w.facility_id, w.facility_id, '[]') && (
        SELECT range_agg(int8range(id, id, '[]')) FROM facilities_facility WHERE hub_id = %(hub)s
    )
    AND w.during && %(window)s
"""

# In the order of `Visit`.
VISIT = [f"line__booking__{each}" for each in ("people", "activity", "setup_minutes", "strike_minutes")]


def _edge(of: str, at: str) -> Func:
    return Func(F(of), function=at, output_field=DateTimeField())


# In the order of `taken_units`.
TAKEN = (
    "unit_id",
    # As instants: ranges take the driver ten times as long to read.
    _edge("during", "lower"),
    _edge("during", "upper"),
    _edge("line__during", "upper"),
    "line__booking__number",
    "line__booking__state",
    "line__booking__organisation__name",
    "line__booking__purpose",
    "line__booking__held_until",
    "line__booking__paying",
    "line__leaves",
    "line__facility__name",
    *VISIT,
    _edge("line__booking__during", "lower"),
    _edge("line__booking__during", "upper"),
    "block__uuid",
    "block__kind",
    "block__title",
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    id: int
    label: str
    state: str
    note: str
    facility: Facility

    @property
    def in_repair(self) -> bool:
        return self.state == UnitState.IN_REPAIR

    @property
    def in_use(self) -> bool:
        """It may be booked or will be again, so that it is shown also when nothing is taken of it."""
        return self.state != UnitState.RETIRED and self.facility.state == FacilityState.LIVE


def units_of(hub: Hub) -> list[UnitRow]:
    """Every unit of the hub, in any state, by kind, facility and label; two queries."""
    facilities = {
        facility.pk: facility
        for facility in Facility.objects.filter(hub=hub)
        .select_related("kind")
        .only("name", "slug", "state", "kind__slug", "kind__name_nl", "kind__name_en", "kind__position")
        .order_by("kind__position", "kind__slug", "name", "pk")
    }
    place = {facility: number for number, facility in enumerate(facilities)}
    rows = Unit.objects.filter(facility__hub=hub).values_list("pk", "label", "state", "note", "facility_id")
    units = [
        UnitRow(pk, label, state, note, facilities[facility]) for pk, label, state, note, facility in rows
    ]
    return sorted(units, key=lambda unit: (place[unit.facility.pk], unit.label, unit.id))


def taken_of(*, hub: Hub, window: Period, now: datetime) -> list[Taken]:
    """What is taken of the hub's units in the window, by start; lapsed holds are left out. One query, needed columns
    alone."""
    return joined(
        taken_units(Occupancy.objects.overlapping(Unit.objects.filter(facility__hub=hub), window), now)
    )


def taken_units(occupancies: Any, now: datetime) -> Iterator[Taken]:
    """These occupancies as plain values, without lapsed holds."""
    rows = occupancies.exclude(lapsed(now, "line__booking__")).order_by().values_list(*TAKEN)
    for unit, start, end, line_end, number, state, organisation, purpose, held_until, *more in rows:
        paying, leaves, whole, *visit, first, last, block, kind, title = more
        yield Taken(
            unit_id=unit,
            during=Period(start, end),
            until=min(line_end, end) if line_end else end,
            booking=number or "",
            state=RELEASED if paying and held_until <= now else state or "",
            organisation=organisation or "",
            purpose=purpose or "",
            held_until=held_until,
            part_of=whole if leaves else "",
            visit=Visit(*visit) if number else Visit(),
            whole=Period(first, last) if number else None,
            block=str(block or ""),
            block_kind=kind or "",
            title=title or "",
        )


def openings_of(*, hub: Hub, window: Period) -> dict[int, list[Period]]:
    """By facility: when it is open in the window; windows that touch are one. One query."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"hub": hub.pk, "window": window.to_range()}
        cursor.execute(OPENINGS, values)
        found: dict[int, list[Period]] = {}
        for facility, start, end in cursor.fetchall():
            found.setdefault(facility, []).append(Period(start, end))
    return {facility: merged(each) for facility, each in found.items()}
