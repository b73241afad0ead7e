"""Who does not come: organisations within reach of a region's hubs that never booked there, in groups.

There is no period and no distance to choose: a group and its part that never came are the same for whoever asks, so
nothing can be taken from anything. A group is told in fives, and below five not at all (`region.rules.published`).
"""

from dataclasses import dataclass
from datetime import date

from hub.kit.sql import rows
from region.models.white_spots import CHORD, SPHERE, chord

REACH_KM = 20
# Who runs a hub or gives money is not who one waits for.
STATEMENT = f"""
WITH hub AS MATERIALIZED (
    SELECT hub.id, {SPHERE.format("hub")} FROM facilities_hub hub
    WHERE hub.region_id = %(region)s::bigint
        AND EXISTS (SELECT FROM facilities_facility f WHERE f.hub_id = hub.id AND f.state = 'live')
), town AS MATERIALIZED (
    SELECT m.id, m.name FROM (SELECT m.id, m.name, {SPHERE.format("m")} FROM members_municipality m) AS m
    WHERE EXISTS (SELECT FROM hub WHERE {CHORD.format("m", "hub")} <= %(chord)s::float8)
), organisation AS MATERIALIZED (
    SELECT o.id, town.name AS town,
        NOT EXISTS (
            SELECT FROM bookings_booking b
            WHERE b.organisation_id = o.id
                AND b.hub_id IN (SELECT id FROM facilities_hub WHERE region_id = %(region)s::bigint)
                AND b.state IN ('confirmed', 'completed')
        ) AS never,
        (
            SELECT CASE count(*) WHEN 0 THEN 'none' WHEN 1 THEN min(d.slug) ELSE 'several' END
            FROM members_organisation_disciplines has JOIN members_discipline d ON d.id = has.discipline_id
            WHERE has.organisation_id = o.id
        ) AS discipline,
        coalesce((
            SELECT band.code FROM funding_banddeclaration d JOIN funding_rateband band ON band.id = d.band_id
            WHERE d.organisation_id = o.id AND d.status IN ('provisional', 'accepted') AND d.valid_until >= %(today)s
            ORDER BY d.fiscal_year DESC LIMIT 1
        ), 'none') AS band
    FROM members_organisation o JOIN town ON town.id = o.municipality_id
    WHERE (NOT o.made_by_desk OR EXISTS (SELECT FROM members_membership member WHERE member.organisation_id = o.id))
        AND NOT EXISTS (SELECT FROM facilities_hub run WHERE run.operator_id = o.id)
        AND NOT EXISTS (SELECT FROM funding_fundingagreement given WHERE given.funder_id = o.id)
)
SELECT sort, word, count(*)::int, (count(*) FILTER (WHERE never))::int
FROM organisation CROSS JOIN LATERAL (
    VALUES ('discipline', discipline), ('band', band), ('town', town)
) AS seen (sort, word)
GROUP BY sort, word
ORDER BY sort, word
"""


@dataclass(frozen=True, slots=True)
class Absent:
    """A group by `sort` (`discipline`, `band`, `town`); `word` is a discipline's slug, a band's code or a town's name,
    `none` where nothing is said and `several` of several disciplines. How many are within reach, and how many of them
    never came: exact numbers, for telling in fives only."""

    sort: str
    word: str
    organisations: int
    never: int


def absent(region_id: int, today: date) -> list[Absent]:
    """One statement."""
    values = {"region": region_id, "chord": chord(REACH_KM), "today": today}
    return [Absent(*found) for found in rows(STATEMENT, values, prepared=False)]
