"""When which units of a hub are taken, for everybody: nothing about by whom, public facilities alone.

The answer is JSON from the database on: a week of a large hub is a thousand rows, and to make objects of them and text
of those takes longer than to find them.
"""

from datetime import date, datetime

from bookings.models.free_time import LAPSED
from bookings.models.near import NEAR, WAY
from hub.kit.sql import row

WORTH_IT = WAY.format(
    some="unit",
    all="facilities_unit",
    since="(SELECT lower(during) FROM hub)",
    until="(SELECT upper(during) FROM hub)",
)

BUSY = f"""
WITH hub AS MATERIALIZED (
    SELECT id, slug, zone_name, tstzrange(
        %(first)s::date::timestamp AT TIME ZONE zone_name,
        (%(first)s::date + %(days)s::int)::timestamp AT TIME ZONE zone_name
    ) AS during
    FROM facilities_hub WHERE slug = %(slug)s
), unit AS MATERIALIZED (
    SELECT u.id, u.label, f.id AS facility, f.name
    FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id
    WHERE f.hub_id = (SELECT id FROM hub) AND f.state = 'live'
), {LAPSED}, {WORTH_IT}, {NEAR.format(window="(SELECT during FROM hub)")}, taken AS (
    SELECT unit.facility, unit.label AS unit, lower(near.during) AS start, upper(near.during) AS "end"
    FROM near JOIN unit ON unit.id = near.unit_id
    ORDER BY lower(near.during), unit.name, unit.label, unit.id
)
SELECT row_to_json(answer)::text
FROM (
    SELECT hub.slug AS hub, hub.zone_name AS zone, %(first)s::date AS first, %(days)s::int AS days,
        COALESCE((SELECT json_agg(row_to_json(taken)) FROM taken), '[]'::json) AS busy
    FROM hub
) AS answer
"""


def busy_as_json(*, slug: str, first: date, days: int, now: datetime) -> str | None:
    """So many local days of a hub in the shape of `BusyDaysOut`, by start; None where there is no such hub.

    Lapsed holds are left out."""
    found = row(BUSY, {"slug": slug, "first": first, "days": days, "now": now})
    return None if found is None else str(found[0])
