"""Which requests there were already: asked in every booking."""

from uuid import UUID

from hub.kit.sql import row

REQUEST = """
SELECT booking.id FROM bookings_booking booking
WHERE booking.placed_by_id = %(person)s::bigint AND booking.request_key = %(key)s
"""


def asked_before(*, person_id: int, request_key: UUID) -> int | None:
    """The id of the booking that this request of somebody has made, if it came before."""
    found = row(REQUEST, {"person": person_id, "key": request_key})
    return int(found[0]) if found else None
