"""What a calendar link shows: its bookings as plain rows, in one statement whatever their number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bookings.models.feeds import Feed, FeedKind
from bookings.rules.request import Visit
from hub.kit.periods import Period
from hub.kit.sql import rows

# So far back and ahead, so many at most: the nearest. A hub's year may have a hundred thousand.
BACK, AHEAD, MOST = timedelta(days=31), timedelta(days=400), 5_000
# So long what was cancelled is still said to be so. Whoever did not ask for so long does not see it any more anyhow.
CANCELLED_FOR = timedelta(days=60)

# A hold is nobody's appointment. What waited until its time was over is expired, also before that is written down.
# Its SEQUENCE is then the one that writing it down will give it. A facility's calendar has of a booking only the lines
# that are about that facility, in part or as a whole.
STATEMENT = """
SELECT booking.number, booking.hub_id,
    CASE WHEN lapsed.is_so THEN 'expired' ELSE booking.state END,
    booking.sequence + CASE WHEN lapsed.is_so THEN 1 ELSE 0 END,
    booking.placed_at,
    GREATEST(
        booking.placed_at, booking.ended_at, booking.changed_at, booking.confirmed_at, booking.requested_at,
        booking.optioned_at, CASE WHEN lapsed.is_so THEN booking.held_until END
    ),
    lower(booking.during), upper(booking.during), organisation.name, booking.purpose, booking.end_reason,
    booking.people, booking.activity, booking.setup_minutes, booking.strike_minutes, lines.of_it::text
FROM bookings_booking booking
JOIN members_organisation organisation ON organisation.id = booking.organisation_id
CROSS JOIN LATERAL (
    SELECT booking.state IN ('option', 'requested') AND booking.held_until <= %(now)s
        AND NOT booking.has_second AND NOT booking.paying AS is_so
) lapsed
CROSS JOIN LATERAL (
    SELECT json_agg(
        json_build_array(
            facility.name, line.quantity,
            extract(epoch FROM lower(line.during)), extract(epoch FROM upper(line.during))
        ) ORDER BY line.position
    ) AS of_it
    FROM bookings_line line JOIN facilities_facility facility ON facility.id = line.facility_id
    WHERE line.booking_id = booking.id AND {about}
) lines
WHERE {whose} AND upper(booking.during) > %(since)s AND lower(booking.during) < %(until)s
    AND booking.state <> 'held'
    AND COALESCE(booking.confirmed_at, booking.requested_at, booking.optioned_at) IS NOT NULL
    AND (booking.ended_at IS NULL OR booking.ended_at > %(cancelled_since)s)
    AND lines.of_it IS NOT NULL
ORDER BY upper(booking.during), booking.id
LIMIT %(most)s
"""
MINE = """booking.organisation_id IN (
    SELECT membership.organisation_id FROM members_membership membership WHERE membership.person_id = %(owner)s
)"""
OF_FACILITY = "(line.facility_id = %(facility)s OR line.leaves ? %(leaf)s)"
WHOSE = {
    FeedKind.OWN: f"booking.placed_by_id = %(owner)s AND {MINE}",
    FeedKind.ORGANISATIONS: MINE,
    FeedKind.HUB: "booking.hub_id = %(hub)s",
    FeedKind.FACILITY: "booking.hub_id = %(hub)s",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A line: so many of what, when."""

    name: str
    quantity: int
    start: float
    end: float

    @property
    def period(self) -> Period:
        return Period(*(datetime.fromtimestamp(at, UTC) for at in (self.start, self.end)))


@dataclass(frozen=True, slots=True)
class Fed:
    """A booking as a calendar has it."""

    number: str
    hub_id: int
    state: str
    sequence: int
    placed_at: datetime
    since: datetime
    start: datetime
    end: datetime
    organisation: str
    purpose: str
    end_reason: str
    visit: Visit
    parts: tuple[Part, ...]


def fed(feed: Feed, now: datetime) -> list[Fed]:
    """By their end; at most MOST."""
    about = OF_FACILITY if feed.kind == FeedKind.FACILITY else "true"
    statement = STATEMENT.format(about=about, whose=WHOSE[FeedKind(feed.kind)])
    return list(_read(rows(statement, _values(feed, now), prepared=False)))


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


def _read(found: list[tuple[Any, ...]]) -> Iterator[Fed]:
    for *columns, people, activity, setup, strike, parts in found:
        visit = Visit(people, activity, setup, strike)
        values = [*columns, visit, tuple(Part(*each) for each in json.loads(parts))]
        yield Fed(*values)


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
WHERE block.hub_id = %(hub)s AND block.kind <> 'busy'
    AND upper(block.during) > %(since)s AND lower(block.during) < %(until)s
    AND (block.lifted_at IS NULL OR block.lifted_at > %(cancelled_since)s)
    AND EXISTS (
        SELECT FROM bookings_blockunit wanted JOIN facilities_unit unit ON unit.id = wanted.unit_id
        WHERE wanted.block_id = block.id AND {about}
    )
ORDER BY upper(block.during), block.id
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class FedBlock:
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


def fed_blocks(feed: Feed, now: datetime) -> list[FedBlock]:
    """Of a hub's or a facility's calendar, by their end; at most MOST."""
    about = "unit.facility_id = %(facility)s" if feed.kind == FeedKind.FACILITY else "true"
    return [FedBlock(*each) for each in rows(BLOCKS.format(about=about), _values(feed, now), prepared=False)]
