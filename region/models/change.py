"""How a region's part of the atlas grew: as it stood at the end of each quarter, out of its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.models.use import begun_in
from hub.kit.sql import rows
from region.rules.quarters import Quarter, midnight

QUARTERS = 8
# A check counts for a year.
FRESH = timedelta(days=365)
# The version that was the last one at each instant; what was public then, of this region then. A partner on the atlas
# counts where it was public then, too.
ATLAS = """
WITH version AS MATERIALIZED (
    SELECT v.content, v.made_at, lead(v.made_at) OVER (PARTITION BY v.entry_id ORDER BY v.number) AS until
    FROM region_entryversion v
    WHERE v.entry_id IN (
        SELECT id FROM region_atlasentry WHERE region_id = %(region)s::bigint
        UNION SELECT entry_id FROM region_entryversion WHERE content -> 'region_id' = to_jsonb(%(region)s::bigint)
    )
), stood AS MATERIALIZED (
    SELECT moment.position, moment.day, moment.at, v.content
    FROM unnest(%(moments)s::timestamptz[], %(days)s::date[]) WITH ORDINALITY AS moment (at, day, position)
    JOIN version v ON v.made_at < moment.at AND (v.until IS NULL OR v.until >= moment.at)
    WHERE v.content -> 'region_id' = to_jsonb(%(region)s::bigint)
        AND v.content ->> 'stage' IN ('mapped', 'verified', 'stale')
        AND v.content -> 'merged_into_id' = 'null'
)
SELECT position::int, count(*)::int,
    (count(*) FILTER (WHERE (content ->> 'verified_on')::date > day - %(fresh)s::int))::int,
    sum((SELECT count(*) FROM jsonb_array_elements(content -> 'partners') AS part WHERE part -> 'partner_id' = 'null'
        OR (
            SELECT p.content ->> 'stage' IN ('mapped', 'verified', 'stale') AND p.content -> 'merged_into_id' = 'null'
            FROM region_entryversion p
            WHERE p.entry_id = (part ->> 'partner_id')::bigint AND p.made_at < stood.at
            ORDER BY p.number DESC LIMIT 1
        )))::int,
    sum(jsonb_array_length(content -> 'described'))::int,
    (SELECT count(DISTINCT theme)
        FROM stood AS other CROSS JOIN jsonb_array_elements(other.content -> 'themes') AS theme
        WHERE other.position = stood.position)::int
FROM stood GROUP BY position
"""
NEEDS = """
SELECT quarter.position::int, count(*)::int, (count(*) FILTER (WHERE need.state IN ('met', 'met_otherwise')))::int,
    (count(*) FILTER (WHERE need.state = 'lapsed'))::int
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS quarter (starts, ends, position)
JOIN region_need need ON need.posted_at >= quarter.starts AND need.posted_at < quarter.ends
JOIN members_municipality town ON town.id = need.municipality_id
WHERE town.region_id = %(region)s::bigint AND need.state <> 'taken_off' AND NOT need.only_hubs
GROUP BY quarter.position
"""


@dataclass(frozen=True, slots=True)
class Stood:
    """What was public at an instant: entries, of these checked within a year, partners, what is described, themes."""

    entries: int = 0
    verified: int = 0
    partners: int = 0
    described: int = 0
    themes: int = 0


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """`day` is the last day that the atlas is looked at. `booked` are bookings that began in the quarter and their
    organisations, exact; None while it is not over: what a day adds could be seen. `needs`: public ones that were
    posted, met, lapsed."""

    quarter: Quarter
    day: date
    stood: Stood
    booked: tuple[int, int] | None
    needs: tuple[int, int, int]


def change(region_id: int, on: date, today: date) -> list[QuarterFigures]:
    """Eight quarters up to the one that holds `on`, in which the atlas is looked at as of the end of that day. Three
    statements."""
    quarters = [Quarter.of(on).back(by) for by in reversed(range(QUARTERS))]
    days = [min(each.next.first - timedelta(days=1), on) for each in quarters]
    stood = _stood(region_id, days)
    needs = _needs(region_id, quarters)
    booked = begun_in(region_id, [(each.start, each.end) for each in quarters])
    return [
        QuarterFigures(
            quarter,
            day,
            stood.get(number, Stood()),
            booked[number - 1] if quarter.next.first <= today else None,
            needs.get(number, (0, 0, 0)),
        )
        for number, (quarter, day) in enumerate(zip(quarters, days, strict=True), 1)
    ]


def _stood(region_id: int, days: Sequence[date]) -> dict[int, Stood]:
    moments: list[datetime] = [midnight(day + timedelta(days=1)) for day in days]
    values = {"region": region_id, "moments": moments, "days": list(days), "fresh": FRESH.days}
    return {number: Stood(*found) for number, *found in rows(ATLAS, values, prepared=False)}


def _needs(region_id: int, quarters: Sequence[Quarter]) -> dict[int, tuple[int, int, int]]:
    values = {
        "region": region_id,
        "starts": [each.start for each in quarters],
        "ends": [each.end for each in quarters],
    }
    return {
        number: (posted, met, lapsed) for number, posted, met, lapsed in rows(NEEDS, values, prepared=False)
    }
