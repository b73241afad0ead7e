"""What a calendar link shows: its bookings as plain rows, in one statement whatever their number."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from bookings.models.feeds import Feed, FeedKind
from bookings.rules.request import Visit
from hub.kit.sql import rows

# So far back and ahead, so many at most: the nearest. A hub's year may have a hundred thousand.
BACK, AHEAD, MOST = timedelta(days=31), timedelta(days=400), 5_000
# So long what was cancelled is still said to be so. Whoever did not ask for so long does not see it any more anyhow.
CANCELLED_FOR = timedelta(days=60)
Row = tuple[Any, ...]
# So many columns of a row are the booking's, the others its line's.
OF_BOOKING = 15

# Instants are read as seconds since 1970: who writes a calendar makes texts of them, and thousands of datetimes with a
# zone take longer to make than all of those texts.
SECONDS = "floor(date_part('epoch', {}))::bigint"

SINCE = """GREATEST(
    booking.placed_at, booking.ended_at, booking.changed_at, booking.confirmed_at, booking.requested_at,
    booking.optioned_at, CASE WHEN lapsed.is_so THEN booking.held_until END
)"""

# A hold is nobody's appointment. What waited until its time was over is expired, also before that is written down.
# Its SEQUENCE is then the one that writing it down will give it. A facility's calendar has of a booking only the lines
# that are about that facility, in part or as a whole. A line has times where they are not the booking's.
STATEMENT = f"""
WITH fed AS (
    SELECT booking.id, booking.during, booking.number, booking.hub_id,
        CASE WHEN lapsed.is_so THEN 'expired' ELSE booking.state END AS state,
        booking.sequence + CASE WHEN lapsed.is_so THEN 1 ELSE 0 END AS sequence,
        {SECONDS.format("booking.placed_at")} AS placed_at, {SECONDS.format(SINCE)} AS since,
        organisation.name AS organisation, booking.purpose, booking.end_reason,
        booking.people, booking.activity, booking.setup_minutes, booking.strike_minutes
    FROM bookings_booking booking
    JOIN members_organisation organisation ON organisation.id = booking.organisation_id
    CROSS JOIN LATERAL (
        SELECT booking.state IN ('option', 'requested') AND booking.held_until <= %(now)s::timestamptz
            AND NOT booking.has_second AND NOT booking.paying AS is_so
    ) lapsed
    WHERE {{whose}}
        AND upper(booking.during) > %(since)s::timestamptz AND lower(booking.during) < %(until)s::timestamptz
        AND booking.state <> 'held'
        AND COALESCE(booking.confirmed_at, booking.requested_at, booking.optioned_at) IS NOT NULL
        AND (booking.ended_at IS NULL OR booking.ended_at > %(cancelled_since)s::timestamptz)
    ORDER BY upper(booking.during), booking.id
    LIMIT %(most)s::bigint
)
SELECT fed.number, fed.hub_id, fed.state, fed.sequence, fed.placed_at, fed.since,
    {SECONDS.format("lower(fed.during)")}, {SECONDS.format("upper(fed.during)")},
    fed.organisation, fed.purpose, fed.end_reason,
    fed.people, fed.activity, fed.setup_minutes, fed.strike_minutes,
    facility.name, line.quantity,
    CASE WHEN line.during <> fed.during THEN {SECONDS.format("lower(line.during)")} END,
    CASE WHEN line.during <> fed.during THEN {SECONDS.format("upper(line.during)")} END
FROM fed
JOIN bookings_line line ON line.booking_id = fed.id
JOIN facilities_facility facility ON facility.id = line.facility_id
WHERE {{about}}
ORDER BY upper(fed.during), fed.id, line.position
"""
MINE = """booking.organisation_id IN (
    SELECT membership.organisation_id FROM members_membership membership WHERE membership.person_id = %(owner)s::bigint
)"""
OF_FACILITY = "(line.facility_id = %(facility)s::bigint OR line.leaves ? %(leaf)s::text)"
WHOSE = {
    FeedKind.OWN: f"booking.placed_by_id = %(owner)s::bigint AND {MINE}",
    FeedKind.ORGANISATIONS: MINE,
    FeedKind.HUB: "booking.hub_id = %(hub)s::bigint",
    FeedKind.FACILITY: f"""booking.hub_id = %(hub)s::bigint AND EXISTS (
        SELECT FROM bookings_line line WHERE line.booking_id = booking.id AND {OF_FACILITY}
    )""",
}


# Of a line: what, how many, and when it begins and ends, None where that is when the booking does.
Part = tuple[str, int, int | None, int | None]


class Fed(NamedTuple):
    """A booking as a calendar has it. Instants are seconds since 1970."""

    number: str
    hub_id: int
    state: str
    sequence: int
    placed_at: int
    since: int
    start: int
    end: int
    organisation: str
    purpose: str
    end_reason: str
    people: int | None
    activity: str
    setup_minutes: int
    strike_minutes: int
    parts: tuple[Part, ...]

    @property
    def visit(self) -> Visit:
        return Visit(self.people, self.activity, self.setup_minutes, self.strike_minutes)


def fed(feed: Feed, now: datetime) -> list[Row]:
    """A row for each line of its bookings, by their end, as they come (`bookings_in`); at most MOST bookings."""
    about = OF_FACILITY if feed.kind == FeedKind.FACILITY else "true"
    return rows(STATEMENT.format(about=about, whose=WHOSE[FeedKind(feed.kind)]), _values(feed, now))


def bookings_in(found: Iterable[Row]) -> Iterator[Fed]:
    """The bookings of these rows, each with its lines."""
    before: Row = ()
    parts: tuple[Part, ...] = ()
    for line in found:
        # Most have one line: nothing is gathered for them.
        if before and before[0] != line[0]:
            yield Fed._make((*before[:OF_BOOKING], parts))
            parts = ()
        before, parts = line, (*parts, line[OF_BOOKING:])
    if before:
        yield Fed._make((*before[:OF_BOOKING], parts))


def _values(feed: Feed, now: datetime) -> dict[str, Any]:
    return {
        "owner": feed.owner_id,
        "hub": feed.hub_id,
        "facility": feed.facility_id,
        "leaf": str(feed.facility_id),
        "now": now,
        "since": now - BACK,
        "until": now + AHEAD,
        "cancelled_since": now - CANCELLED_FOR,
        "most": MOST,
    }


# Of the house's own: what was read from another calendar is in that calendar already, and read back from ours it would
# chase itself.
BLOCKS = """
SELECT block.uuid, block.kind, block.title, block.note, lower(block.during), upper(block.during), block.created_at,
    GREATEST(block.created_at, block.changed_at, block.lifted_at), block.lifted_at IS NOT NULL,
    (
        SELECT string_agg(
            CASE WHEN unit.label = facility.name THEN unit.label ELSE facility.name || ' ' || unit.label END,
            ', ' ORDER BY facility.name, unit.label
        )
        FROM bookings_blockunit wanted
        JOIN facilities_unit unit ON unit.id = wanted.unit_id
        JOIN facilities_facility facility ON facility.id = unit.facility_id
        WHERE wanted.block_id = block.id AND {about}
    ) AS units
FROM bookings_block block
WHERE block.hub_id = %(hub)s::bigint AND block.kind <> 'busy'
    AND upper(block.during) > %(since)s::timestamptz AND lower(block.during) < %(until)s::timestamptz
    AND (block.lifted_at IS NULL OR block.lifted_at > %(cancelled_since)s::timestamptz)
    AND EXISTS (
        SELECT FROM bookings_blockunit wanted JOIN facilities_unit unit ON unit.id = wanted.unit_id
        WHERE wanted.block_id = block.id AND {about}
    )
ORDER BY upper(block.during), block.id
LIMIT %(most)s::bigint
"""


class FedBlock(NamedTuple):
    """Something that the house keeps to itself, as its own calendar has it."""

    uuid: UUID
    kind: str
    title: str
    note: str
    start: datetime
    end: datetime
    created_at: datetime
    since: datetime
    is_lifted: bool
    units: str


def fed_blocks(feed: Feed, now: datetime) -> list[Row]:
    """Of a hub's or a facility's calendar, by their end; at most MOST. Rows in the order of `FedBlock`."""
    about = "unit.facility_id = %(facility)s::bigint" if feed.kind == FeedKind.FACILITY else "true"
    return rows(BLOCKS.format(about=about), _values(feed, now))
