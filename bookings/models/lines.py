"""A booking's lines with what is kept for them, in one statement."""

import json
from dataclasses import dataclass
from typing import Any

from bookings.models.bookings import Booking, Line
from facilities.models import Facility
from hub.kit.sql import rows

# In the order of the model: that is how Django reads them.
LINE = [
    "id",
    "booking_id",
    "facility_id",
    "quantity",
    "during",
    "list_cents",
    "vat_bp",
    "rates",
    "position",
    "leaves",
]
# Kept is what is held now, or was to the end of what is over; not a unit that broke and was changed for another.
LINES = f"""
SELECT facility.name,
    (
        SELECT json_agg(json_build_array(unit.facility_id, unit.label))::text
        FROM bookings_occupancy held JOIN facilities_unit unit ON unit.id = held.unit_id
        WHERE held.line_id = line.id AND (held.released_at IS NULL OR held.released_at = %(ended)s::timestamptz)
    ),
    (
        SELECT json_object_agg(leaf.id, leaf.name)::text FROM facilities_facility leaf
        WHERE leaf.id IN (SELECT key::bigint FROM jsonb_object_keys(line.leaves) AS key)
    ),
    {", ".join(f"line.{column}" for column in LINE)}
FROM bookings_line line JOIN facilities_facility facility ON facility.id = line.facility_id
WHERE line.booking_id = %(booking)s::bigint
ORDER BY line.position
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A line, of its facility no more than the name; its units as (facility, label), and by id the names of the leaves
    that it had when it was booked."""

    line: Line
    units: tuple[tuple[int, str], ...]
    leaves: dict[int, str]


def kept_lines(booking: Booking) -> list[Kept]:
    """In their order; one query."""
    values = {"booking": booking.pk, "ended": booking.ended_at}
    return [_kept(booking, *found) for found in rows(LINES, values)]


def _kept(booking: Booking, name: str, units: str | None, leaves: str | None, *columns: Any) -> Kept:
    values = dict(zip(LINE, columns, strict=True))
    values |= {each: json.loads(values[each]) for each in ("rates", "leaves")}
    line = Line.from_db("default", LINE, list(values.values()))
    line.booking = booking
    line.facility = Facility.from_db("default", ["id", "name"], [line.facility_id, name])
    held = tuple((facility, label) for facility, label in json.loads(units or "[]"))
    return Kept(line, held, {int(id_): leaf for id_, leaf in json.loads(leaves or "{}").items()})
