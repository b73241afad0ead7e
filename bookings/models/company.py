"""Whom facilities need and when those can come: two statements for any number of facilities, the second only where a
house has rules about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models.companions import needs_of
from bookings.models.exactly import Fit
from bookings.models.free_time import LAPSED
from bookings.rules.company import Coming, Company, Party, Presence, PresentLeaf
from bookings.rules.reasons import Need, may_count
from bookings.rules.request import Visit
from bookings.rules.together import Ranges, Thing, microseconds_of
from funding.rules.lines import LineWish
from hub.kit.periods import Period, day
from hub.kit.sql import rows

# Beside those who come along whatever takes of the same units as they do: together they may want too many. Free time is
# read unit by unit, since somebody who comes stays for all of it; docs/availability.md tells how.
PRESENCES = f"""
WITH wanted AS MATERIALIZED (
    SELECT f.id, f.turnaround_minutes, f.max_minutes, f.notice_minutes, f.horizon_days, hub.zone_name
    FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
    WHERE f.state = 'live' AND f.id IN (
        SELECT unnest(%(companions)s::bigint[])
        UNION
        SELECT mine.whole_id
        FROM facilities_leaf theirs JOIN facilities_leaf mine ON mine.leaf_id = theirs.leaf_id
        WHERE theirs.whole_id = ANY(%(companions)s::bigint[]) AND mine.whole_id = ANY(%(others)s::bigint[])
    )
), {LAPSED}, opening AS MATERIALIZED (
    SELECT w.facility_id, range_agg(w.during * %(window)s) AS during
    FROM facilities_openingwindow w
    WHERE int8range(w.facility_id, w.facility_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM wanted)
        AND w.during && %(window)s
    GROUP BY w.facility_id
), unit AS MATERIALIZED (
    SELECT u.id, wanted.id AS facility_id, l.leaf_id, l.quantity,
        greatest(wanted.turnaround_minutes, leaf.turnaround_minutes) AS turnaround
    FROM wanted
    JOIN facilities_leaf l ON l.whole_id = wanted.id
    JOIN facilities_facility leaf ON leaf.id = l.leaf_id
    JOIN facilities_unit u ON u.facility_id = l.leaf_id
    WHERE u.state = 'in_service'
), near AS MATERIALIZED (
    -- On its own, so that the index is read once for all units together and not once for each.
    SELECT o.unit_id, o.during
    FROM bookings_occupancy o
    WHERE o.released_at IS NULL
        AND int8range(o.unit_id, o.unit_id, '[]') && (SELECT range_agg(int8range(id, id, '[]')) FROM unit)
        AND o.during && tstzrange(lower(%(window)s),
            upper(%(window)s) + (SELECT max(turnaround) FROM unit) * interval '1 minute')
        AND NOT EXISTS (SELECT FROM lapsed WHERE lapsed.id = o.line_id)
), taken AS (
    SELECT unit.id, unit.facility_id, range_agg(tstzrange(
        lower(near.during) - unit.turnaround * interval '1 minute', upper(near.during)
    )) AS during
    FROM near JOIN unit ON unit.id = near.unit_id
    GROUP BY unit.id, unit.facility_id
)
SELECT wanted.id, wanted.max_minutes, wanted.notice_minutes, wanted.horizon_days, wanted.zone_name,
    l.leaf_id, l.quantity, unit.turnaround, unit.id,
    ARRAY(SELECT (extract(epoch FROM lower(each)) * 1000000)::bigint FROM unnest(free.during) AS each),
    ARRAY(SELECT (extract(epoch FROM upper(each)) * 1000000)::bigint FROM unnest(free.during) AS each)
FROM wanted
JOIN facilities_leaf l ON l.whole_id = wanted.id
LEFT JOIN unit ON unit.facility_id = wanted.id AND unit.leaf_id = l.leaf_id
LEFT JOIN opening ON opening.facility_id = wanted.id
LEFT JOIN taken ON taken.id = unit.id AND taken.facility_id = wanted.id
CROSS JOIN LATERAL (
    SELECT COALESCE(opening.during, '{{}}') - COALESCE(taken.during, '{{}}') AS during
) AS free
ORDER BY wanted.id, l.leaf_id, unit.id
"""


def company(
    *,
    needs: Mapping[int, tuple[Need, ...]],
    names: Mapping[int, str],
    window: Period,
    visit: Visit,
    now: datetime,
) -> Company:
    """Of everything that is named (`needs` may be of more), for starts and ends within the window. At most one
    statement."""
    coming = [
        need
        for id_, each in needs.items()
        if id_ in names
        for need in each
        if may_count(need, visit.people, visit.activity)
    ]
    if not coming:
        return Company(needs, names, {}, visit)
    companions = {need.companion.id: need.companion for need in coming}
    # As far as a companion's grid and shortest booking may widen a line, in nights in which the clock changes too.
    wider = timedelta(minutes=max(each.grid_minutes + each.min_minutes for each in companions.values()) + 120)
    values = {
        "companions": sorted(companions),
        "others": sorted(names),
        "window": Period(window.start - wider, window.end + wider).to_range(),
        "now": now,
    }
    found = groupby(rows(PRESENCES, values), key=lambda row: row[:5])
    presences = {about[0]: _presence(about, list(of_it), now) for about, of_it in found}
    return Company(needs, names, presences, visit)


def accompanied(
    *, fits: Sequence[Fit], quantity: int, period: Period, visit: Visit, now: datetime
) -> list[tuple[Fit, Party]]:
    """Those of what is free then whose companions can come too."""
    names = {fit.facility_id: fit.name for fit in fits}
    needs = needs_of(names) if names else {}
    them = company(needs=needs, names=names, window=period, visit=visit, now=now)
    found = []
    for fit in fits:
        zone, thing = ZoneInfo(fit.zone_name), Thing(fit.facility_id, 1, (), frozenset(), quantity)
        if them.waits([thing], period.start, period.length, zone) is None:
            found.append((fit, Party(them, (LineWish(fit.facility_id, quantity, period),), zone)))
    return found


def coming_with(*, wish: LineWish, name: str, zone: ZoneInfo) -> Coming:
    """Who must come along with one thing, whether or not they can; one statement."""
    return Company(needs_of([wish.facility_id]), {wish.facility_id: name}).look((wish,), zone)


def _presence(about: tuple[Any, ...], of_it: list[tuple[Any, ...]], now: datetime) -> Presence:
    _id, max_minutes, notice, horizon, zone_name = about
    zone = ZoneInfo(zone_name)
    earliest = microseconds_of(now + timedelta(minutes=notice))
    latest = microseconds_of(day(now.astimezone(zone).date() + timedelta(days=horizon), zone).end)
    by_leaf = groupby(of_it, key=lambda row: row[5:8])
    return Presence(
        max_minutes,
        tuple(
            PresentLeaf(
                leaf,
                each,
                timedelta(minutes=turnaround or 0),
                tuple(
                    (unit, _within(earliest, latest, starts, ends))
                    for *_about, unit, starts, ends in rows_of
                    if unit is not None
                ),
            )
            for (leaf, each, turnaround), rows_of in by_leaf
        ),
    )


def _within(earliest: int, latest: int, starts: Iterable[int], ends: Iterable[int]) -> Ranges:
    """What notice and horizon leave of the stretches."""
    return [
        (max(start, earliest), min(end, latest))
        for start, end in zip(starts, ends, strict=True)
        if start < latest and end > earliest
    ]
