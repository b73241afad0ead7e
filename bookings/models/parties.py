"""Between whom a booking would be: asked in every booking, so in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bookings.rules.request import BookingRequest
from facilities.models import Hub
from hub.kit.sql import row
from members.models import Organisation, Post

# In the order of the models: that is how Django reads them. The rest of them is not looked at when booking.
ORGANISATION = ["id", "uuid", "name", "municipality_id"]
HUB = ["id", "slug", "name", "region_id", "municipality_id", "zone_name", "gap_policy", "approval_hours"]
PARTIES = f"""
SELECT membership.post,
    (
        SELECT booking.id FROM bookings_booking booking
        WHERE booking.placed_by_id = person.id AND booking.request_key = %(key)s
    ),
    ARRAY(SELECT DISTINCT leaf.leaf_id FROM facilities_leaf leaf WHERE leaf.whole_id = ANY (%(facilities)s::bigint[])),
    {", ".join(f"organisation.{column}" for column in ORGANISATION)},
    {", ".join(f"hub.{column}" for column in HUB)}
FROM members_organisation organisation
JOIN members_membership membership ON membership.organisation_id = organisation.id
JOIN members_user person ON person.id = membership.person_id
JOIN facilities_hub hub ON hub.id = %(hub)s::bigint
WHERE organisation.id = %(organisation)s::bigint AND person.id = %(person)s::bigint AND person.is_active
"""

AT_DESK = """
SELECT
    (
        SELECT booking.id FROM bookings_booking booking
        WHERE booking.placed_by_id = %(person)s::bigint AND booking.request_key = %(key)s
    ),
    ARRAY(SELECT DISTINCT leaf.leaf_id FROM facilities_leaf leaf WHERE leaf.whole_id = ANY (%(facilities)s::bigint[]))
"""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who books, where, what the one who asks is for the organisation, and which booking this request of theirs made if
    it came before. `leaf_ids`: the facilities whose units are asked for."""

    organisation: Organisation
    hub: Hub
    post: str
    made: int | None
    leaf_ids: frozenset[int]


def parties(
    *, organisation_id: int, hub_id: int, person_id: int, request_key: UUID, facility_ids: Sequence[int]
) -> Parties | None:
    """None where the hub or the organisation is not there, or the person is nothing to it."""
    values = {
        "organisation": organisation_id,
        "hub": hub_id,
        "person": person_id,
        "key": request_key,
        "facilities": list(facility_ids),
    }
    found = row(PARTIES, values)
    if found is None:
        return None
    post, made, leaves, *rest = found
    split = len(ORGANISATION)
    return Parties(
        Organisation.from_db("default", ORGANISATION, rest[:split]),
        Hub.from_db("default", HUB, rest[split:]),
        str(post),
        made,
        frozenset(leaves),
    )


def at_desk(*, organisation: Organisation, hub: Hub, person_id: int, request: BookingRequest) -> Parties:
    """The same where the hub books for an organisation that it wrote down itself."""
    things = [line.facility_id for line in request.lines]
    values = {"person": person_id, "key": request.request_key, "facilities": things}
    found = row(AT_DESK, values)
    made, leaves = found if found else (None, ())
    return Parties(organisation, hub, Post.OWNER, made, frozenset(leaves))
