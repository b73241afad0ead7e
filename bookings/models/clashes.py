"""Where another calendar says busy and somebody has booked: both were there, and a person must choose."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models.bookings import WAITING_STATES
from facilities.models import Hub
from hub.kit.periods import Period
from hub.kit.sql import rows

# The booked time counts, not the turnaround after it: nobody need speak to anybody about that.
STATEMENT = """
SELECT source.id, source.name, facility.name, lower(block.during), upper(block.during),
    booking.number, booking.state, organisation.name, lower(line.during), upper(line.during)
FROM bookings_block block
JOIN bookings_calendarsource source ON block.origin = 'calendar:' || source.uuid::text
JOIN bookings_blockunit wanted ON wanted.block_id = block.id
JOIN bookings_occupancy held ON int8range(held.unit_id, held.unit_id, '[]') &&
        int8range(wanted.unit_id, wanted.unit_id, '[]')
    AND held.during && block.during AND held.released_at IS NULL
JOIN bookings_line line ON line.id = held.line_id AND line.during && block.during
JOIN bookings_booking booking ON booking.id = line.booking_id
JOIN members_organisation organisation ON organisation.id = booking.organisation_id
JOIN facilities_facility facility ON facility.id = line.facility_id
WHERE block.hub_id = %(hub)s AND block.lifted_at IS NULL AND block.kind = 'busy'
    AND upper(block.during) > %(now)s AND upper(line.during) > %(now)s
    AND (booking.state <> ALL(%(waiting)s) OR booking.held_until > %(now)s OR booking.has_second OR booking.paying)
GROUP BY source.id, facility.id, block.id, booking.id, organisation.id, line.id
ORDER BY lower(line.during), booking.number, lower(block.during)
LIMIT %(most)s
"""
MOST = 100


@dataclass(frozen=True, slots=True)
class Clash:
    """A time that a source calls busy, and the booking that is there."""

    source_id: int
    source: str
    facility: str
    busy: Period
    number: str
    state: str
    organisation: str
    booked: Period


def clashes_at(hub: Hub, now: datetime) -> list[Clash]:
    """Those of a hub that are not over, the first to come on top; at most MOST. One query."""
    values = {"hub": hub.pk, "now": now, "waiting": [str(state) for state in WAITING_STATES], "most": MOST}
    return [
        Clash(source_id, source, facility, Period(start, end), number, state, who, Period(first, last))
        for source_id, source, facility, start, end, number, state, who, first, last in rows(
            STATEMENT, values, prepared=False
        )
    ]
