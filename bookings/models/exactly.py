"""What may be booked in exactly one window, in one statement: docs/availability.md tells how it reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bookings.models.free_time import LAPSED
from bookings.models.near import NEAR, OPENINGS, WAY
from hub.kit.periods import Period
from hub.kit.sql import rows

EARTH_KM = 6_371.0
# From a point to the hub, in kilometres as the crow flies (the haversine formula).
KM = f"""(2 * {EARTH_KM} * asin(sqrt(
    power(sin(radians(hub.latitude::float8 - %(latitude)s::float8) / 2), 2)
    + cos(radians(%(latitude)s::float8)) * cos(radians(hub.latitude::float8))
    * power(sin(radians(hub.longitude::float8 - %(longitude)s::float8) / 2), 2)
)))"""
# What is asked of the thing itself and of its place; the length is looked at beside the times.
FITTING = f"""
    f.state = 'live'
        AND (%(kind)s::text = '' OR kind.slug = %(kind)s::text)
        AND (%(family)s::text = '' OR kind.family = %(family)s::text)
        AND (%(region)s::text = '' OR region.slug = %(region)s::text)
        AND (%(hub)s::bigint IS NULL OR hub.id = %(hub)s::bigint)
        AND (f.capacity_people * %(quantity)s::int < %(people)s::int) IS NOT TRUE
        AND (%(km)s::float8 IS NULL OR {KM} <= %(km)s::float8)
        AND (cardinality(%(features)s::text[]) = 0 OR cardinality(%(features)s::text[]) = (
            SELECT count(*)
            FROM facilities_facility_features has JOIN facilities_feature feature ON feature.id = has.feature_id
            WHERE has.facility_id = f.id AND feature.slug = ANY(%(features)s)
        ))
        AND %(minutes)s::int BETWEEN f.min_minutes AND f.max_minutes"""

# The planner cannot know how many facilities are wanted and would compare each with each. So parts of the statement
# meet through IN as a hash (`IS TRUE` and NOT IN keep it from becoming a join) or through real tables by their keys.
WORTH_IT = WAY.format(some="wanted", all="facilities_facility", since="%(start)s", until="%(end)s")
TAKEN_WINDOW = "tstzrange(%(start)s, %(end)s + (SELECT longest FROM patience))"

EXACTLY = f"""
WITH wanted AS MATERIALIZED (
    SELECT f.id, f.turnaround_minutes * interval '1 minute' AS turnaround
    FROM facilities_facility f
    JOIN facilities_hub hub ON hub.id = f.hub_id
    JOIN facilities_kind kind ON kind.id = f.kind_id
    JOIN members_region region ON region.id = hub.region_id
    WHERE {FITTING}
        AND f.notice_minutes <= %(ahead)s::int
        AND (%(end)s AT TIME ZONE hub.zone_name - interval '1 microsecond')::date
            - (%(now)s AT TIME ZONE hub.zone_name)::date <= f.horizon_days
        AND mod(extract(epoch FROM (%(start)s AT TIME ZONE hub.zone_name)::time)::int, f.grid_minutes * 60) = 0
        AND mod(extract(epoch FROM (%(end)s AT TIME ZONE hub.zone_name)::time)::int, f.grid_minutes * 60) = 0
), {LAPSED}, {WORTH_IT}, opened AS MATERIALIZED (
    -- Windows that touch each other are one opening.
    SELECT w.facility_id AS id
    FROM {OPENINGS.format(window="tstzrange(%(start)s, %(end)s)")} AS w
    GROUP BY w.facility_id
    HAVING range_agg(w.during) @> tstzrange(%(start)s, %(end)s)
), unit AS MATERIALIZED (
    -- Of each leaf; the same unit once for each whole that holds it.
    SELECT u.id, wanted.id AS facility_id, l.leaf_id, l.quantity
    FROM wanted
    JOIN facilities_leaf l ON l.whole_id = wanted.id
    JOIN facilities_unit u ON u.facility_id = l.leaf_id
    WHERE u.state = 'in_service' AND (wanted.id IN (SELECT id FROM opened)) IS TRUE
), patience AS MATERIALIZED (
    SELECT greatest(max(turnaround), (
        SELECT max(f.turnaround_minutes) * interval '1 minute'
        FROM facilities_facility f WHERE (f.id IN (SELECT leaf_id FROM unit)) IS TRUE
    )) AS longest
    FROM wanted
), {NEAR.format(window=TAKEN_WINDOW)}, taken AS (
    SELECT near.unit_id, l.whole_id
    FROM near
    JOIN facilities_unit u ON u.id = near.unit_id
    JOIN facilities_leaf l ON l.leaf_id = u.facility_id
    JOIN facilities_facility leaf ON leaf.id = l.leaf_id
    JOIN facilities_facility f ON f.id = l.whole_id
    WHERE near.during && tstzrange(%(start)s, %(end)s
        + greatest(f.turnaround_minutes, leaf.turnaround_minutes) * interval '1 minute')
), free AS (
    SELECT facility_id, leaf_id, count(*) / quantity AS free
    FROM unit
    WHERE (id, facility_id) NOT IN (SELECT unit_id, whole_id FROM taken)
    GROUP BY facility_id, leaf_id, quantity
), fits AS MATERIALIZED (
    -- The scarcest leaf counts; one of which nothing is free is not among them.
    SELECT facility_id, min(free) AS free
    FROM free
    GROUP BY facility_id
    HAVING min(free) >= %(quantity)s::int
        AND count(*) = (SELECT count(*) FROM facilities_leaf l WHERE l.whole_id = free.facility_id)
)
SELECT f.id, fits.free, f.name, kind.slug, kind.family, kind.position, town.name,
    hub.id, hub.slug, hub.name, hub.zone_name, hub.gap_policy, hub.municipality_id, hub.region_id,
    hub.latitude::float8, hub.longitude::float8
FROM fits
JOIN facilities_facility f ON f.id = fits.facility_id
JOIN facilities_kind kind ON kind.id = f.kind_id
JOIN facilities_hub hub ON hub.id = f.hub_id
JOIN members_municipality town ON town.id = hub.municipality_id
ORDER BY hub.name, kind.position, f.name, f.id
LIMIT %(limit)s::int OFFSET %(offset)s::int
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A point, in degrees, and how far from it at most; without `km` only where distances are counted from."""

    latitude: float
    longitude: float
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Texts are slugs; empty, none or nought mean any."""

    kind: str = ""
    family: str = ""
    features: tuple[str, ...] = ()
    region: str = ""
    hub_id: int | None = None
    people: int = 0
    quantity: int = 1
    near: Near | None = None

    def values(self) -> dict[str, Any]:
        """As the statements name them."""
        return {
            "kind": self.kind,
            "family": self.family,
            "features": sorted(set(self.features)),
            "region": self.region,
            "hub": self.hub_id,
            "people": self.people,
            "quantity": max(self.quantity, 1),
            "latitude": self.near.latitude if self.near else None,
            "longitude": self.near.longitude if self.near else None,
            "km": self.near.km if self.near else None,
        }


@dataclass(frozen=True, slots=True)
class Fit:
    """One facility that may be booked then: how many of its units are free, and what a list shows of it and its hub.
    Latitude and longitude in degrees."""

    facility_id: int
    free: int
    name: str
    kind: str
    family: str
    kind_position: int
    town: str
    hub_id: int
    hub: str
    hub_name: str
    zone_name: str
    gap_policy: str
    municipality_id: int
    region_id: int
    latitude: float
    longitude: float


def free_exactly(
    *, wanted: Wanted, window: Period, now: datetime, limit: int = 24, offset: int = 0
) -> list[Fit]:
    """The facilities that may be booked in exactly this window, by hub, kind and name.

    Ask one more than a page holds to see whether there is a next one."""
    values = {
        **wanted.values(),
        "minutes": window.minutes,
        "ahead": (window.start - now) // timedelta(minutes=1),
        "start": window.start,
        "end": window.end,
        "now": now,
        "limit": limit,
        "offset": offset,
    }
    return [Fit(*found) for found in rows(EXACTLY, values)]
