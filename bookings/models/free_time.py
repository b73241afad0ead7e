"""Free time as one SQL statement for any number of facilities: docs/availability.md tells how it reads.

A booking's occupancy includes the turnaround after it, and a new booking needs its own before the next occupancy: so
what is taken is each occupancy extended *backwards* by the turnaround. Holds that have lapsed do not count: the next
placer releases them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bookings.models.near import NEAR, OPENINGS, WAY
from hub.kit.periods import Period
from hub.kit.sql import rows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What waited until its time was over: holds, options, requests; not what a second option waits behind, nor what may
# still be paid for. In words of the ORM: `bookings.lapsed`.
LAPSED = """
lapsed AS (
    SELECT line.id
    FROM bookings_booking booking JOIN bookings_line line ON line.booking_id = booking.id
    WHERE booking.state IN ('held', 'option', 'requested') AND booking.held_until <= %(now)s
        AND NOT booking.has_second AND NOT booking.paying
)"""

WORTH_IT = WAY.format(
    some="wanted", all="facilities_facility", since="lower(%(window)s)", until="upper(%(window)s)"
)
TAKEN_WINDOW = "tstzrange(lower(%(window)s), upper(%(window)s) + (SELECT longest FROM patience))"

STARTS = f"""
WITH wanted AS MATERIALIZED (
    SELECT f.id, f.turnaround_minutes * interval '1 minute' AS turnaround, hub.zone_name
    FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
    WHERE f.id = ANY(%(facilities)s::bigint[])
), {LAPSED}, {WORTH_IT}, hours AS MATERIALIZED (
    -- Of each day on the hubs' clocks only these hours; they may go past midnight.
    SELECT zone.name, range_agg(tstzrange(
        (day + %(from)s::time) AT TIME ZONE zone.name,
        (day + %(until)s::time + (%(until)s::time <= %(from)s::time)::int * interval '1 day') AT TIME ZONE zone.name
    )) AS during
    FROM (SELECT DISTINCT zone_name AS name FROM wanted) AS zone
    CROSS JOIN LATERAL generate_series(
        (lower(%(window)s) AT TIME ZONE zone.name)::date::timestamp - interval '1 day',
        (upper(%(window)s) AT TIME ZONE zone.name)::date::timestamp,
        interval '1 day'
    ) AS day
    WHERE %(from)s::time IS NOT NULL
    GROUP BY zone.name
), opened AS MATERIALIZED (
    SELECT w.facility_id, range_agg(w.during * %(window)s) AS during
    FROM {OPENINGS.format(window="%(window)s")} AS w
    GROUP BY w.facility_id
), opening AS MATERIALIZED (
    SELECT opened.facility_id,
        CASE WHEN hours.name IS NULL THEN opened.during ELSE opened.during * hours.during END AS during
    FROM opened
    JOIN facilities_facility f ON f.id = opened.facility_id
    JOIN facilities_hub hub ON hub.id = f.hub_id
    LEFT JOIN hours ON hours.name = hub.zone_name
), unit AS MATERIALIZED (
    -- Of each leaf; the same unit once for each whole that holds it. What is never open for so long is not looked at.
    SELECT u.id, wanted.id AS facility_id, l.leaf_id, l.quantity
    FROM wanted
    JOIN facilities_leaf l ON l.whole_id = wanted.id
    JOIN facilities_unit u ON u.facility_id = l.leaf_id
    WHERE u.state = 'in_service' AND (wanted.id IN (
        SELECT facility_id FROM opening
        WHERE EXISTS (SELECT FROM unnest(opening.during) AS each WHERE upper(each) - lower(each) >= %(length)s)
    )) IS TRUE
), patience AS MATERIALIZED (
    SELECT greatest(max(turnaround), (
        SELECT max(f.turnaround_minutes) * interval '1 minute'
        FROM facilities_facility f WHERE (f.id IN (SELECT leaf_id FROM unit)) IS TRUE
    )) AS longest
    FROM wanted
), {NEAR.format(window=TAKEN_WINDOW)}, taken AS (
    SELECT u.id, f.id AS facility_id, range_agg(tstzrange(
        lower(near.during) - greatest(f.turnaround_minutes, leaf.turnaround_minutes) * interval '1 minute',
        upper(near.during)
    )) AS during
    FROM near
    JOIN facilities_unit u ON u.id = near.unit_id
    JOIN facilities_leaf l ON l.leaf_id = u.facility_id AND (l.whole_id IN (SELECT id FROM wanted)) IS TRUE
    JOIN facilities_facility leaf ON leaf.id = l.leaf_id
    JOIN facilities_facility f ON f.id = l.whole_id
    GROUP BY u.id, f.id
), free AS (
    SELECT unit.facility_id, unit.leaf_id, unit.quantity,
        unnest(opening.during - COALESCE(taken.during, '{{}}')) AS during
    FROM unit
    JOIN opening ON opening.facility_id = unit.facility_id
    LEFT JOIN taken ON taken.id = unit.id AND taken.facility_id = unit.facility_id
), edge AS (
    -- A unit's starts: each stretch of free time shrunk by the wanted length at its end, that last instant included.
    SELECT facility_id, leaf_id, quantity, lower(during) AS at, 1 AS step FROM free
    WHERE upper(during) - lower(during) >= %(length)s
    UNION ALL
    SELECT facility_id, leaf_id, quantity, upper(during) - %(length)s, -1 FROM free
    WHERE upper(during) - lower(during) >= %(length)s
), depth AS (
    SELECT facility_id, leaf_id, quantity, at,
        sum(step) OVER sweep AS units,
        lead(at) OVER sweep AS until
    FROM edge
    WINDOW sweep AS (PARTITION BY facility_id, leaf_id ORDER BY at, step DESC ROWS UNBOUNDED PRECEDING)
), enough AS (
    -- The instants that lie in the starts of so many units of one leaf as are needed.
    SELECT facility_id, leaf_id, range_agg(tstzrange(at, until, '[]')) AS during
    FROM depth WHERE units >= %(quantity)s * quantity GROUP BY facility_id, leaf_id
), start AS (
    -- And of every leaf.
    SELECT facility_id, range_intersect_agg(during) AS during
    FROM enough
    GROUP BY facility_id
    HAVING count(*) = (SELECT count(*) FROM facilities_leaf l WHERE l.whole_id = enough.facility_id)
)
SELECT opening.facility_id,
    -- As numbers: ranges and instants take the driver ten times as long to read.
    CASE WHEN NOT %(alone)s THEN
        ARRAY(SELECT (extract(epoch FROM lower(each)) * 1000000)::bigint FROM unnest(opening.during) AS each) END,
    CASE WHEN NOT %(alone)s THEN
        ARRAY(SELECT (extract(epoch FROM upper(each)) * 1000000)::bigint FROM unnest(opening.during) AS each) END,
    ARRAY(SELECT (extract(epoch FROM lower(each)) * 1000000)::bigint FROM unnest(start.during) AS each),
    ARRAY(SELECT (extract(epoch FROM upper(each)) * 1000000)::bigint FROM unnest(start.during) AS each)
FROM opening LEFT JOIN start ON start.facility_id = opening.facility_id
WHERE NOT %(alone)s OR start.facility_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of the day to another, past midnight when the end is not after the start."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Of one facility: when it is open, and the closed ranges of instants at which a booking may start."""

    open: tuple[Period, ...]
    starts: tuple[tuple[datetime, datetime], ...]


def free_time(
    *,
    facility_ids: Iterable[int],
    length: timedelta,
    quantity: int,
    window: Period,
    now: datetime,
    hours: Hours | None = None,
) -> dict[int, FreeTime]:
    """By facility: opening and starts within the window for so many units at once, within these hours of each day on
    the hub's clock. Not yet on the grid, and without notice or horizon. A facility that is never open in the window is
    not in the answer."""
    return {
        facility: FreeTime(
            tuple(Period(_at(first), _at(last)) for first, last in zip(opens, closes, strict=True)),
            tuple((_at(first), _at(last)) for first, last in zip(firsts, lasts, strict=True)),
        )
        for facility, opens, closes, firsts, lasts in _starts(
            facility_ids, length, quantity, window, now, hours, alone=False
        )
    }


def start_ranges(
    *,
    facility_ids: Iterable[int],
    length: timedelta,
    quantity: int,
    window: Period,
    now: datetime,
    hours: Hours | None = None,
) -> dict[int, list[tuple[int, int]]]:
    """The starts alone, as microseconds since 1970, for those that look through very many of them. A facility without
    any is not in the answer."""
    return {
        facility: sorted(zip(firsts, lasts, strict=True))
        for facility, _opens, _closes, firsts, lasts in _starts(
            facility_ids, length, quantity, window, now, hours, alone=True
        )
        if firsts
    }


def _starts(
    facility_ids: Iterable[int],
    length: timedelta,
    quantity: int,
    window: Period,
    now: datetime,
    hours: Hours | None,
    *,
    alone: bool,
) -> list[tuple[Any, ...]]:
    values = {
        "facilities": sorted(facility_ids),
        "length": length,
        "quantity": quantity,
        "window": window.to_range(),
        "now": now,
        "from": hours.start if hours else None,
        "until": hours.end if hours else None,
        "alone": alone,
    }
    return rows(STARTS, values)


def _at(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
