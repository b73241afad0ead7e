"""How much of what is open is used: hours of units, facility by facility, for who looks after a region.

It says no more than everybody may see hour by hour: when something is open, and when it is taken. Who takes it is not
in it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from hub.kit.sql import rows

# A region's units over months: by whom, not by when (bookings/models/near.py). What is made of others has no units of
# its own and counts with its parts. The turnaround after a booking is taken and not used, so a booking counts as long
# as its line. What the house keeps while it is closed anyway takes nothing from what is open.
USE = """
WITH wanted AS MATERIALIZED (
    SELECT f.id, f.hub_id, f.kind_id, f.name, f.slug, (
        SELECT count(*) FROM facilities_unit u WHERE u.facility_id = f.id AND u.state = 'in_service'
    )::int AS units
    FROM facilities_facility f
    WHERE f.hub_id = ANY(%(hubs)s::bigint[]) AND f.state = 'live'
        AND EXISTS (SELECT FROM facilities_unit u WHERE u.facility_id = f.id)
), opened AS MATERIALIZED (
    SELECT w.facility_id, sum(extract(epoch FROM upper(w.during * {window}) - lower(w.during * {window}))) AS seconds
    FROM facilities_openingwindow w
    WHERE int8range(w.facility_id, w.facility_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM wanted)
        AND w.during && {window}
    GROUP BY w.facility_id
), unit AS MATERIALIZED (
    SELECT u.id, u.facility_id FROM facilities_unit u
    WHERE u.facility_id IN (SELECT id FROM wanted) AND u.state = 'in_service'
), held AS MATERIALIZED (
    SELECT unit.facility_id, o.line_id, o.during * coalesce(line.during, o.during) * {window} AS used
    FROM bookings_occupancy o
    JOIN unit ON unit.id = o.unit_id
    LEFT JOIN bookings_line line ON line.id = o.line_id
    LEFT JOIN bookings_booking booking ON booking.id = line.booking_id
    WHERE o.released_at IS NULL
        AND int8range(o.unit_id, o.unit_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM unit)
        AND o.during && {window}
        AND (o.line_id IS NULL OR booking.state IN ('confirmed', 'completed'))
), taken AS MATERIALIZED (
    SELECT facility_id, sum(extract(epoch FROM upper(used) - lower(used))) AS seconds
    FROM held WHERE line_id IS NOT NULL AND NOT isempty(used)
    GROUP BY facility_id
), kept AS MATERIALIZED (
    SELECT held.facility_id,
        sum(extract(epoch FROM upper(w.during * held.used) - lower(w.during * held.used))) AS seconds
    FROM held JOIN facilities_openingwindow w
        ON int8range(w.facility_id, w.facility_id, '[]') && int8range(held.facility_id, held.facility_id, '[]')
        AND w.during && held.used
    WHERE held.line_id IS NULL
    GROUP BY held.facility_id
)
SELECT wanted.id, wanted.name, wanted.slug, wanted.kind_id, wanted.units, hub.id, hub.name, hub.slug,
    (coalesce(opened.seconds, 0) * wanted.units / 60)::int, (coalesce(taken.seconds, 0) / 60)::int,
    (coalesce(kept.seconds, 0) / 60)::int
FROM wanted JOIN facilities_hub hub ON hub.id = wanted.hub_id
LEFT JOIN opened ON opened.facility_id = wanted.id LEFT JOIN taken ON taken.facility_id = wanted.id
LEFT JOIN kept ON kept.facility_id = wanted.id
ORDER BY hub.name, hub.id, wanted.name, wanted.id
""".format(window="tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)")
QUARTERS = """
SELECT quarter.position::int, count(*)::int, count(DISTINCT booking.organisation_id)::int
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS quarter (starts, ends, position)
JOIN bookings_booking booking ON lower(booking.during) >= quarter.starts AND lower(booking.during) < quarter.ends
JOIN facilities_hub hub ON hub.id = booking.hub_id
WHERE hub.region_id = %(region)s::bigint AND booking.state IN ('confirmed', 'completed')
GROUP BY quarter.position
"""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Of units: two cameras open for an hour are 120."""

    opened: int = 0
    booked: int = 0
    blocked: int = 0

    def __add__(self, other: Self) -> "Minutes":
        return Minutes(self.opened + other.opened, self.booked + other.booked, self.blocked + other.blocked)

    @property
    def to_be_had(self) -> int:
        """Open, and not kept by the house itself."""
        return max(self.opened - self.blocked, 0)

    @property
    def percent(self) -> int | None:
        """What was booked of it; None of what was never open."""
        return round(self.booked * 100 / self.to_be_had) if self.to_be_had else None


@dataclass(frozen=True, slots=True)
class Use:
    """A facility that is live today and has units, `units` of them in service."""

    facility_id: int
    name: str
    slug: str
    kind_id: int
    units: int
    hub_id: int
    hub: str
    hub_slug: str
    minutes: Minutes


def use_of(hub_ids: Collection[int], start: datetime, end: datetime) -> list[Use]:
    """Of each facility of these hubs between two instants; by hub and name. One statement."""
    if not hub_ids or end <= start:
        return []
    values = {"hubs": sorted(hub_ids), "start": start, "end": end}
    return [Use(*(*found[:8], Minutes(*found[8:]))) for found in rows(USE, values, prepared=False)]


def begun_in(region_id: int, periods: Iterable[tuple[datetime, datetime]]) -> list[tuple[int, int]]:
    """Bookings at a region's hubs that begin in each of these periods, and of how many organisations."""
    wanted = list(periods)
    values = {
        "region": region_id,
        "starts": [start for start, _end in wanted],
        "ends": [end for _start, end in wanted],
    }
    found = {
        number: (count, organisations)
        for number, count, organisations in rows(QUARTERS, values, prepared=False)
    }
    return [found.get(number, (0, 0)) for number in range(1, len(wanted) + 1)]
