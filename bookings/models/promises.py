"""What bookings rely on, for a place that wants to take a unit out of service or to close: read, never changed here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Func, QuerySet
from django.db.models.expressions import RawSQL

from bookings.models.bookings import LIVE_STATES, Line, lapsed
from bookings.models.occupancy import Occupancy
from facilities.models import Hub, Unit, UnitState
from facilities.rules.promises import Promise
from hub.kit.periods import Period

# Further than anything can be booked.
FAR = timedelta(days=3 * 366)

# The windows that a line touches, as one: does it lie within them? Found through the exclusion constraint's index.
WITHIN_HOURS = """
COALESCE((
    SELECT range_agg(w.during) FROM facilities_openingwindow w
    WHERE int8range(w.facility_id, w.facility_id, '[]')
            && int8range(bookings_line.facility_id, bookings_line.facility_id, '[]')
        AND w.during && bookings_line.during
) @> bookings_line.during, false)
AND NOT EXISTS (
    -- What it holds of a whole's leaves, as they were when it was booked.
    SELECT FROM jsonb_object_keys(bookings_line.leaves) AS leaf (id)
    WHERE NOT COALESCE((
        SELECT range_agg(w.during) FROM facilities_openingwindow w
        WHERE int8range(w.facility_id, w.facility_id, '[]') && int8range(leaf.id::bigint, leaf.id::bigint, '[]')
            AND w.during && bookings_line.during
    ) @> bookings_line.during, false)
)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An occupancy of a unit by a booking, and the unit that it could have instead."""

    occupancy: Occupancy
    begun: bool
    spare: Unit | None


def on_unit(*, unit: Unit, now: datetime) -> list[Promise]:
    """The bookings that hold a unit from now on, by start, each with the unit that is free for it instead."""
    return [
        promise_of(kept.occupancy.line, now, kept.spare)
        for kept in kept_by(unit=unit, now=now)
        if kept.occupancy.line
    ]


def kept_by(*, unit: Unit, now: datetime) -> list[Kept]:
    """Two queries. A spare is in service and free throughout, turnaround included; who has begun keeps the unit."""
    ahead = Period(now, now + FAR)
    mine = list(
        _counting(Occupancy.objects.overlapping([unit.pk], ahead), now)
        .filter(line__isnull=False)
        .select_related("line__booking__organisation", "line__facility")
        .defer("line__booking__quote")
        .order_by(Func(F("during"), function="lower"), "pk")
    )
    if not mine:
        return []
    others = list(
        Unit.objects.filter(facility=unit.facility_id, state=UnitState.IN_SERVICE)
        .exclude(pk=unit.pk)
        .order_by("pk")
    )
    taken = _taken([other.pk for other in others], ahead)
    return [_kept(occupancy, others, taken, now) for occupancy in mine]


def _taken(units: Sequence[int], ahead: Period) -> dict[int, list[Period]]:
    """Lapsed holds too: nobody has let them go yet, and the constraint counts them."""
    found: dict[int, list[Period]] = {pk: [] for pk in units}
    for pk, during in Occupancy.objects.overlapping(units, ahead).values_list("unit_id", "during"):
        found[pk].append(Period.from_range(during))
    return found


def _kept(
    occupancy: Occupancy, others: Iterable[Unit], taken: dict[int, list[Period]], now: datetime
) -> Kept:
    wanted = Period.from_range(occupancy.during)
    begun = wanted.start <= now
    free = (unit for unit in others if not any(wanted.overlaps(period) for period in taken[unit.pk]))
    return Kept(occupancy, begun, None if begun else next(free, None))


def outside_hours(*, hub: Hub, now: datetime, until: datetime | None = None) -> list[Promise]:
    """The lines of live bookings, not over yet, that do not lie within their facility's opening windows; of those that
    begin before `until`, where that is given. One query."""
    lines = _to_come(Line.objects.filter(booking__hub=hub), now)
    if until:
        lines = lines.filter(during__startswith__lt=until)
    return [
        promise_of(line, now) for line in lines.alias(within=RawSQL(WITHIN_HOURS, [])).filter(within=False)
    ]


def of_facilities(*, facility_ids: Iterable[int], now: datetime) -> list[Promise]:
    """The lines of live bookings, not over yet, that are for these facilities themselves; one query."""
    lines = _to_come(Line.objects.filter(facility__in=sorted(set(facility_ids))), now)
    return [promise_of(line, now) for line in lines]


def _to_come(lines: QuerySet[Line], now: datetime) -> QuerySet[Line]:
    return (
        lines.filter(booking__state__in=LIVE_STATES, booking__during__endswith__gt=now)
        .exclude(lapsed(now, "booking__"))
        .filter(during__endswith__gt=now)
        .select_related("booking__organisation", "facility")
        .defer("booking__quote")
        .order_by(Func(F("during"), function="lower"), "facility__name", "pk")
    )


def _counting(occupancies: QuerySet[Occupancy], now: datetime) -> QuerySet[Occupancy]:
    return occupancies.exclude(lapsed(now, "line__booking__"))


def promise_of(line: Line, now: datetime, spare: Unit | None = None) -> Promise:
    return Promise(
        line=line.pk,
        number=line.booking.number,
        organisation=line.booking.organisation.name,
        facility=line.facility.name,
        period=line.period,
        begun=line.period.start <= now,
        spare=spare.label if spare else "",
        state=line.booking.state,
    )
