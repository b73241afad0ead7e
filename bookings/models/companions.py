"""What the houses' rules of people say of facilities, as the rules read it."""

import json
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from bookings.rules.reasons import Companion, Inside, Need
from facilities.rules.companions import Requirement, Span, Why
from hub.kit.sql import rows

# Of facilities: each of their own rules, then each of what is inside them at any depth, with the companion's rules of
# time. Stands after WITH RECURSIVE; `asked` selects ids. Who has none, also inside, is not among `needs`.
NEEDS = """inside (whole_id, id, path, times) AS (
    SELECT asked.id, asked.id, ARRAY[]::bigint[], 1::bigint FROM ({asked}) AS asked (id)
    UNION ALL
    SELECT inside.whole_id, p.part_id, inside.path || p.part_id, inside.times * p.quantity
    FROM inside JOIN facilities_part p ON p.whole_id = inside.id
), there AS (
    SELECT whole_id, id, sum(times)::int AS times FROM inside WHERE cardinality(path) > 0 GROUP BY whole_id, id
), needs AS (
    SELECT inside.whole_id, json_agg(json_build_array(
        rule.companion_id, rule.why, rule.quantity, rule.span, rule.each, rule.people, rule.at, rule.hours,
        rule.activity, rule.weekdays, rule.holidays, house.holidays_of,
        CASE WHEN cardinality(inside.path) > 0 THEN part.name END, inside.path, inside.times, COALESCE(there.times, 0),
        companion.name, companion.grid_minutes, companion.min_minutes, companion.turnaround_minutes
    ) ORDER BY cardinality(inside.path), inside.path, rule.position)::text AS said
    FROM inside
    JOIN facilities_companionrule rule ON rule.facility_id = inside.id
    JOIN facilities_facility part ON part.id = inside.id
    JOIN facilities_facility companion ON companion.id = rule.companion_id
    JOIN facilities_hub house ON house.id = companion.hub_id
    LEFT JOIN there ON there.whole_id = inside.whole_id AND there.id = rule.companion_id
    GROUP BY inside.whole_id
)"""
OF_MANY = f"""
WITH RECURSIVE {NEEDS.format(asked="SELECT id FROM unnest(%(facilities)s::bigint[]) AS of_them (id)")}
SELECT whole_id, said FROM needs
"""


def needs_of(facility_ids: Iterable[int]) -> dict[int, tuple[Need, ...]]:
    """By facility, with what the rules of its parts want; one statement. Who needs nobody is not in the answer, and
    those that need the same have the same object."""
    read: dict[str, tuple[Need, ...]] = {}
    found = {}
    for id_, text in rows(OF_MANY, {"facilities": sorted(set(facility_ids))}):
        if text not in read:
            read[text] = read_needs(text)
        found[id_] = read[text]
    return found


def read_needs(text: str | None) -> tuple[Need, ...]:
    """What `NEEDS` says of one."""
    return tuple(_need(*each) for each in json.loads(text or "[]"))


def _need(
    id_: int,
    why: str,
    quantity: int,
    span: str,
    each: bool,
    people: int | None,
    at: str | None,
    hours: int | None,
    activity: str,
    weekdays: list[int],
    holidays: bool,
    holidays_of: str,
    part: str | None,
    path: list[int],
    times: int,
    there: int,
    *companion: Any,
) -> Need:
    name, grid, least, turnaround = companion
    requirement = Requirement(
        companion_id=id_,
        why=Why(why),
        quantity=quantity,
        span=Span(span),
        each=each,
        people=people,
        at=time.fromisoformat(at) if at else None,
        hours=hours,
        activity=activity,
        weekdays=frozenset(weekdays),
        holidays=holidays,
    )
    return Need(
        requirement,
        Companion(id_, name, grid, least, timedelta(minutes=turnaround)),
        holidays_of,
        Inside(part, tuple(path), times, there) if part is not None else None,
    )
