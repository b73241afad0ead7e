"""What the houses' rules of people say of facilities, as the rules read it."""

import json
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from bookings.rules.reasons import Companion, Need
from facilities.rules.companions import Requirement, Span, Why
from hub.kit.sql import rows

# Of a facility by its id: each of its rules with the companion's rules of time. NULL where it has none.
NEEDS = """(
    SELECT json_agg(json_build_array(
        rule.companion_id, rule.why, rule.quantity, rule.span, rule.each, rule.people, rule.at, rule.hours,
        rule.activity, rule.weekdays, rule.holidays, house.holidays_of,
        companion.name, companion.grid_minutes, companion.min_minutes, companion.turnaround_minutes
    ) ORDER BY rule.position)::text
    FROM facilities_companionrule rule
    JOIN facilities_facility companion ON companion.id = rule.companion_id
    JOIN facilities_hub house ON house.id = companion.hub_id
    WHERE rule.facility_id = {facility}
)"""
OF_MANY = f"""
SELECT asked.id, {NEEDS.format(facility="asked.id")} FROM unnest(%(facilities)s::bigint[]) AS asked (id)
"""


def needs_of(facility_ids: Iterable[int]) -> dict[int, tuple[Need, ...]]:
    """By facility, one statement."""
    return {id_: read_needs(text) for id_, text in rows(OF_MANY, {"facilities": sorted(set(facility_ids))})}


def read_needs(text: str | None) -> tuple[Need, ...]:
    """What `NEEDS` answers."""
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
    return Need(requirement, Companion(id_, name, grid, least, timedelta(minutes=turnaround)), holidays_of)
