"""Where a kind of facility is far away: every town against every kind, in one statement (and one for unmet needs).

The distance is that of the site's search, the great circle between two points (`bookings.models.exactly.KM`), here as
the chord beneath it: its square is four times what stands under the root of the haversine formula, and with it a
pair costs three subtractions instead of four sines. A grid of cells as wide as the distance asked for keeps apart what
cannot be near; each thing stands in its own cell and the eight around it.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from bookings.models.exactly import EARTH_KM
from hub.kit.sql import rows
from region.models.needs_unmet import unmet
from region.rules.published import percent

DISTANCES = (5, 10, 20, 40)
USUAL_KM = 20
NAMED = 3
# Points on the unit sphere. A degree is a little more than 111 km; near a pole nobody lives.
SPHERE = """cos(radians({0}.latitude::float8)) * cos(radians({0}.longitude::float8)) AS u,
        cos(radians({0}.latitude::float8)) * sin(radians({0}.longitude::float8)) AS v,
        sin(radians({0}.latitude::float8)) AS w"""
CHORD = "(power({0}.u - {1}.u, 2) + power({0}.v - {1}.v, 2) + power({0}.w - {1}.w, 2))"
SEATED = """
    SELECT o.municipality_id, count(*)::int AS number
    FROM members_organisation o
    WHERE NOT o.made_by_desk OR EXISTS (SELECT FROM members_membership member WHERE member.organisation_id = o.id)
    GROUP BY o.municipality_id"""
# What the site books, and what the atlas describes: of one place each kind counts once.
THINGS = """
    SELECT DISTINCT f.kind_id, true AS here, hub.latitude, hub.longitude
    FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
    WHERE f.state = 'live'
    UNION ALL
    SELECT DISTINCT d.kind_id, false, e.latitude, e.longitude
    FROM region_describedfacility d JOIN region_atlasentry e ON e.id = d.entry_id
    WHERE e.reach = 'place' AND e.stage IN ('mapped', 'verified', 'stale') AND e.merged_into_id IS NULL"""
HEAVIEST = "ORDER BY told DESC, needs DESC, name) FILTER (WHERE state = 'none' AND told + needs > 0)"
STATEMENT = f"""
WITH ground AS MATERIALIZED (
    SELECT %(km)s::float8 / 111 AS high,
        %(km)s::float8 / 111 / cos(radians(least(coalesce(max(abs(latitude))::float8, 0) + 1, 89))) AS wide
    FROM members_municipality
), town AS MATERIALIZED (
    SELECT m.id, m.region_id, m.name, {SPHERE.format("m")},
        CASE WHEN seated.number >= 5 THEN (seated.number + 2) / 5 * 5 ELSE 0 END AS told,
        floor(m.latitude::float8 / ground.high)::int AS y, floor(m.longitude::float8 / ground.wide)::int AS x
    FROM members_municipality m CROSS JOIN ground LEFT JOIN ({SEATED}
    ) AS seated ON seated.municipality_id = m.id
    WHERE %(region)s::bigint IS NULL OR m.region_id = %(region)s::bigint
), kind AS MATERIALIZED (
    SELECT id, position, slug FROM facilities_kind WHERE family <> 'session'
), thing AS MATERIALIZED (
    SELECT found.kind_id, found.here, {SPHERE.format("found")},
        floor(found.latitude::float8 / ground.high)::int + down.n AS y,
        floor(found.longitude::float8 / ground.wide)::int + along.n AS x
    FROM ({THINGS}
    ) AS found CROSS JOIN ground
    CROSS JOIN generate_series(-1, 1) AS down (n) CROSS JOIN generate_series(-1, 1) AS along (n)
), booked AS MATERIALIZED (
    SELECT town.id AS town_id, kind.id AS kind_id FROM town CROSS JOIN kind WHERE EXISTS (
        SELECT FROM thing WHERE thing.here AND thing.kind_id = kind.id AND thing.x = town.x AND thing.y = town.y
            AND {CHORD.format("town", "thing")} <= %(chord)s::float8)
), told_of AS MATERIALIZED (
    SELECT town.id AS town_id, kind.id AS kind_id FROM town CROSS JOIN kind WHERE EXISTS (
        SELECT FROM thing WHERE NOT thing.here AND thing.kind_id = kind.id AND thing.x = town.x AND thing.y = town.y
            AND {CHORD.format("town", "thing")} <= %(chord)s::float8)
), wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::bigint[], %(towns)s::bigint[], %(counts)s::int[])
        AS wanted (kind_id, town_id, number)
), looked AS MATERIALIZED (
    SELECT town.region_id, kind.id AS kind_id, kind.position, kind.slug, town.name, town.told,
        coalesce(wanted.number, 0) AS needs,
        CASE WHEN booked.town_id IS NOT NULL THEN 'here' WHEN told_of.town_id IS NOT NULL THEN 'told' ELSE 'none' END
            AS state
    FROM town CROSS JOIN kind
    LEFT JOIN booked ON booked.town_id = town.id AND booked.kind_id = kind.id
    LEFT JOIN told_of ON told_of.town_id = town.id AND told_of.kind_id = kind.id
    LEFT JOIN wanted ON wanted.town_id = town.id AND wanted.kind_id = kind.id
)
SELECT region_id, kind_id, count(*)::int, (count(*) FILTER (WHERE state = 'told'))::int,
    (count(*) FILTER (WHERE state = 'none'))::int, sum(told)::int,
    coalesce(sum(told) FILTER (WHERE state = 'here'), 0)::int,
    coalesce(sum(told) FILTER (WHERE state = 'told'), 0)::int,
    sum(needs)::int, coalesce(sum(needs) FILTER (WHERE state = 'none'), 0)::int,
    coalesce((array_agg(name {HEAVIEST})[1:{NAMED}], '{{}}'), coalesce((array_agg(told {HEAVIEST})[1:{NAMED}], '{{}}')
FROM looked
GROUP BY region_id, kind_id, position, slug
ORDER BY region_id, position, slug
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A kind in a region: `towns`, of which some have it near only as the atlas tells (`told_towns`) and some not at
    all (`white_towns`). Organisations are sums of told numbers (`region.rules.published`): all, those with it near on
    the site, those with it near only on the atlas. `largest` are the white spots that weigh most, of those that weigh
    anything, and `weights` their organisations."""

    region_id: int
    kind_id: int
    towns: int
    told_towns: int
    white_towns: int
    organisations: int
    here: int
    told: int
    needs: int
    white_needs: int
    largest: tuple[str, ...]
    weights: tuple[int, ...]

    @property
    def share(self) -> int | None:
        """How many in a hundred of the organisations have it near, on the site or elsewhere."""
        return percent(self.here + self.told, self.organisations)

    @property
    def share_here(self) -> int | None:
        return percent(self.here, self.organisations)


def chord(km: float) -> float:
    """The square of the chord beneath so many kilometres of a great circle, on a sphere of radius 1."""
    return (2 * math.sin(km / EARTH_KM / 2)) ** 2


def coverage(km: int, *, since: datetime, region_id: int | None = None) -> list[Coverage]:
    """Every kind in a region, or in all of them; needs that came to nothing since then. Two statements."""
    wanted = [each for each in unmet(region_id, since) if each.kind_id is not None]
    values = {
        "km": km,
        "chord": chord(km),
        "region": region_id,
        "kinds": [each.kind_id for each in wanted],
        "towns": [each.municipality_id for each in wanted],
        "counts": [each.count for each in wanted],
    }
    # Planned each time: how many places there are decides how it is best asked.
    return [
        Coverage(*(*found[:-2], tuple(found[-2]), tuple(found[-1])))
        for found in rows(STATEMENT, values, prepared=False)
    ]
