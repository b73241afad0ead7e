"""What a venue's timeline draws, as JSON that the database writes: three statements, whatever the number of units.

Instants are whole minutes since 1970, so that whoever draws needs no clock of their own. Each statement answers one row
with one text; the shapes are told where the text is put together (`bookings/timeline.py`).
"""

from datetime import datetime

from bookings.models.planning import OPENINGS
from facilities.models import Hub
from hub.kit.periods import Period
from hub.kit.sql import row

# Not `extract`, which reckons in decimals: of six thousand instants that is a millisecond.
MINUTES = "(date_part('epoch', {}) / 60)::bigint"

UNITS = """
SELECT coalesce(json_agg(json_build_array(
    facility.id, facility.name, kind.slug, CASE WHEN %(dutch)s::boolean THEN kind.name_nl ELSE kind.name_en END,
    facility.state = 'live', its.units, facility.grid_minutes
) ORDER BY kind.position, kind.slug, facility.name, facility.id), '[]')::text
FROM facilities_facility facility JOIN facilities_kind kind ON kind.id = facility.kind_id
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(unit.id, unit.label, unit.state, unit.note) ORDER BY unit.label, unit.id) AS units
    FROM facilities_unit unit WHERE unit.facility_id = facility.id
) AS its
WHERE facility.hub_id = %(hub)s::bigint AND its.units IS NOT NULL
"""

OPEN = f"""
SELECT coalesce(json_agg(
    json_build_array(w.facility_id, {MINUTES.format("w.start")}, {MINUTES.format("w.until")})
), '[]')::text
FROM ({OPENINGS}) AS w (facility_id, start, until)
"""

# What lapsed counts no more, as `bookings.lapsed` says it; what is being released still does.
TAKEN = f"""
SELECT coalesce(json_agg(json_build_array(
    held.id, held.unit_id, {MINUTES.format("lower(held.during)")},
    {MINUTES.format("least(upper(line.during), upper(held.during))")}, {MINUTES.format("upper(held.during)")},
    booking.number,
    CASE WHEN booking.paying AND booking.held_until <= %(now)s THEN 'released' ELSE booking.state END,
    organisation.name, booking.purpose, CASE WHEN line.leaves <> '{{}}' THEN (
        SELECT whole.name FROM facilities_facility whole WHERE whole.id = line.facility_id
    ) END,
    {MINUTES.format("lower(booking.during)")},
    block.uuid, block.kind, block.title
) ORDER BY held.id), '[]')::text
FROM bookings_occupancy held
LEFT JOIN bookings_line line ON line.id = held.line_id
LEFT JOIN bookings_booking booking ON booking.id = line.booking_id
LEFT JOIN members_organisation organisation ON organisation.id = booking.organisation_id
LEFT JOIN bookings_block block ON block.id = held.block_id
WHERE held.released_at IS NULL AND held.during && %(window)s
    AND int8range(held.unit_id, held.unit_id, '[]') && (
        SELECT range_agg(int8range(unit.id, unit.id, '[]'))
        FROM facilities_unit unit JOIN facilities_facility facility ON facility.id = unit.facility_id
        WHERE facility.hub_id = %(hub)s::bigint
    )
    AND NOT coalesce(
        booking.state IN ('held', 'option', 'requested') AND booking.held_until <= %(now)s
        AND NOT booking.has_second AND NOT booking.paying,
        false
    )
"""


def units_drawn(*, hub: Hub, dutch: bool) -> str:
    """Each facility with its units, in any state: `[id, name, kind, its name, live, [[id, label, state, note]],
    the steps in which it is booked]`."""
    return _text(UNITS, {"hub": hub.pk, "dutch": dutch})


def openings_drawn(*, hub: Hub, window: Period) -> str:
    """`[facility, start, end]`."""
    return _text(OPEN, {"hub": hub.pk, "window": window.to_range()})


def taken_drawn(*, hub: Hub, window: Period, now: datetime) -> str:
    """`[occupancy, unit, start, end of what was promised, end, number, state, organisation, purpose, whole, start of
    the booking, block, block's kind, block's title]`; null where it has none."""
    return _text(TAKEN, {"hub": hub.pk, "window": window.to_range(), "now": now})


def _text(statement: str, values: dict[str, object]) -> str:
    found = row(statement, values)
    return str(found[0]) if found else "[]"
