"""How wishes stand, for placing: open, in service and free, leaf by leaf, and all else that admission looks at. One
statement: docs/availability.md tells how it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from bookings.models.companions import NEEDS, read_needs
from bookings.models.free_time import LAPSED
from bookings.models.inducted import INDUCTIONS, read_inductions
from bookings.rules.inductions import NOBODY, Asked, Who
from bookings.rules.leaves import Leaf
from bookings.rules.reasons import Need
from facilities.models import Facility, Hub
from funding.rules.lines import LineWish
from hub.kit.sql import rows

STANDING = f"""
WITH RECURSIVE wish AS (
    -- One row for each leaf of what is wished.
    SELECT w.position, w.facility_id, tstzrange(w.first, w.last) AS during,
        leaf.id AS leaf_id, leaf.name AS leaf, l.quantity AS each,
        greatest(f.turnaround_minutes, leaf.turnaround_minutes) AS turnaround,
        tstzrange(w.first, w.last
            + greatest(f.turnaround_minutes, leaf.turnaround_minutes) * interval '1 minute') AS needed
    FROM unnest(%(facilities)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        WITH ORDINALITY AS w (facility_id, first, last, position)
    JOIN facilities_facility f ON f.id = w.facility_id
    JOIN facilities_leaf l ON l.whole_id = f.id
    JOIN facilities_facility leaf ON leaf.id = l.leaf_id
), {LAPSED}, holds AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE organisation_id = %(organisation)s::bigint) AS of_organisation,
        count(*) FILTER (WHERE placed_by_id = %(person)s::bigint) AS of_person
    FROM bookings_booking
    WHERE state = 'held' AND held_until > %(now)s AND offered_at IS NULL
        AND (organisation_id = %(organisation)s::bigint OR placed_by_id = %(person)s::bigint)
), {NEEDS.format(asked="SELECT DISTINCT facility_id FROM wish")}
SELECT wish.position, wish.leaf_id, wish.leaf, wish.each, wish.turnaround,
    count(u.id) AS in_service,
    COALESCE((
        SELECT range_agg(o.during) @> wish.during
        FROM facilities_openingwindow o
        WHERE int8range(o.facility_id, o.facility_id, '[]') && int8range(wish.facility_id, wish.facility_id, '[]')
            AND o.during && wish.during
    ), false) AS open,
    COALESCE(array_agg(u.id ORDER BY u.id) FILTER (WHERE NOT EXISTS (
        SELECT FROM bookings_occupancy o
        WHERE o.released_at IS NULL
            AND int8range(o.unit_id, o.unit_id, '[]') && int8range(u.id, u.id, '[]')
            AND o.during && wish.needed
            AND NOT EXISTS (SELECT FROM lapsed WHERE lapsed.id = o.line_id)
            AND (o.line_id <> ALL (%(past)s::bigint[])) IS NOT FALSE
    )), '{{}}') AS free,
    EXISTS (
        SELECT FROM lapsed JOIN bookings_line line ON line.id = lapsed.id
        WHERE line.facility_id = wish.leaf_id OR line.leaves ? wish.leaf_id::text
    ) AS lapsed,
    EXISTS (
        SELECT FROM facilities_leaf theirs JOIN bookings_waitlistentry entry ON entry.facility_id = theirs.whole_id
        WHERE theirs.leaf_id = wish.leaf_id AND entry.state = 'waiting' AND entry.during
            && tstzrange(lower(wish.during) - wish.turnaround * interval '1 minute', upper(wish.needed))
    ) AS waited,
    (SELECT of_organisation FROM holds), (SELECT of_person FROM holds),
    (SELECT said FROM needs WHERE needs.whole_id = wish.facility_id),
    (
        SELECT made.id FROM bookings_booking made
        WHERE made.placed_by_id = %(person)s::bigint AND made.request_key = %(key)s::uuid
    ),
    ({INDUCTIONS.format(whole="wish.facility_id")}),
    EXISTS (SELECT FROM facilities_trainingsession s WHERE s.facility_id = wish.facility_id),
    ARRAY(
        SELECT m.person_id FROM members_membership m
        WHERE m.organisation_id = %(of)s::bigint AND m.person_id = ANY (%(people)s::bigint[])
    ),
    hub.id, hub.zone_name, facility.id, facility.hub_id, facility.name, facility.state, facility.capacity_people,
    facility.grid_minutes, facility.min_minutes, facility.max_minutes, facility.notice_minutes, facility.horizon_days,
    facility.turnaround_minutes
FROM wish
JOIN facilities_facility facility ON facility.id = wish.facility_id
JOIN facilities_hub hub ON hub.id = facility.hub_id
LEFT JOIN facilities_unit u ON u.facility_id = wish.leaf_id AND u.state = 'in_service'
GROUP BY wish.position, wish.facility_id, wish.during, wish.leaf_id, wish.leaf, wish.each, wish.turnaround, wish.needed,
    facility.id, hub.id
ORDER BY wish.position, wish.leaf_id
"""
# In the order of the model: that is how Django reads them.
FACILITY = ["id", "hub_id", "name", "state", "capacity_people", "grid_minutes", "min_minutes", "max_minutes"]
FACILITY += ["notice_minutes", "horizon_days", "turnaround_minutes"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one wish stands: whether the facility is open throughout, and of each leaf what is in service and free."""

    open: bool
    leaves: tuple[Leaf, ...] = ()
    lapsed: bool = False
    # Somebody stands in line for some of it.
    waited: bool = False

    @property
    def free(self) -> tuple[int, ...]:
        """The ids of all free units, lowest first."""
        return tuple(sorted(unit for leaf in self.leaves for unit in leaf.free))

    @property
    def copies(self) -> int:
        """How many of the facility are free, each with all its leaves."""
        return min((len(leaf.free) // leaf.each for leaf in self.leaves), default=0)

    def frozen(self, facility_id: int) -> dict[str, int]:
        """What a line writes down of its leaves; nothing of what is its own one leaf."""
        if [leaf.id for leaf in self.leaves] == [facility_id]:
            return {}
        return {str(leaf.id): leaf.each for leaf in self.leaves}


@dataclass(frozen=True, slots=True)
class Stand:
    """The same with the facility, as far as its rules of time go, its hub, how many holds there are, and which booking
    the same request has made."""

    standing: Standing
    facility: Facility
    holds_of_organisation: int
    holds_of_person: int
    needs: tuple[Need, ...] = ()
    made: int | None = None
    inductions: tuple[Asked, ...] = ()
    session: bool = False
    members: frozenset[int] = frozenset()


NOTHING = Standing(open=False)


def standing(*, wishes: Sequence[LineWish], now: datetime) -> list[Standing]:
    """How each wish stands, in the order of the wishes; each is looked at as if it were the only one."""
    found = stands(wishes=wishes, organisation_id=0, person_id=0, now=now)
    return [found[position].standing if position in found else NOTHING for position in range(len(wishes))]


def stands(
    *,
    wishes: Sequence[LineWish],
    organisation_id: int,
    person_id: int,
    now: datetime,
    past_lines: Sequence[int] = (),
    request_key: UUID | None = None,
    whos: Sequence[Who] = (NOBODY,),
) -> dict[int, Stand]:
    """The same by position, with all that admission looks at beside it. Wishes for what does not exist are left out.
    `past_lines`: as if these lines of bookings held nothing; `whos`, of one organisation: whose inductions are looked
    up."""
    values = {
        "facilities": [wish.facility_id for wish in wishes],
        "starts": [wish.period.start for wish in wishes],
        "ends": [wish.period.end for wish in wishes],
        "organisation": organisation_id,
        "person": person_id,
        "now": now,
        "past": list(past_lines),
        "key": request_key,
        "of": whos[0].organisation_id if whos else 0,
        "people": sorted({who.person_id for who in whos}),
        "booked": sorted({who.booking_id for who in whos if who.booking_id}),
    }
    by_position = groupby(rows(STANDING, values), key=lambda found: found[0])
    return {position - 1: _stand(list(found)) for position, found in by_position}


def _stand(found: list[tuple[Any, ...]]) -> Stand:
    """Of one wish: a row for each of its leaves, all else the same in each."""
    leaves = tuple(
        Leaf(id_, name, each, timedelta(minutes=turnaround), in_service, tuple(free))
        for _position, id_, name, each, turnaround, in_service, _open, free, *_rest in found
    )
    is_open, _free, _lapsed, _waited, of_organisation, of_person, needs, made, *rest = found[0][6:]
    asked, session, members, *rest = rest
    hub_id, zone, *facility = rest
    thing = Facility.from_db("default", FACILITY, facility)
    thing.hub = Hub.from_db("default", ["id", "zone_name"], [hub_id, zone])
    lapsed, waited = (any(row[column] for row in found) for column in (8, 9))
    return Stand(
        Standing(is_open, leaves, lapsed, waited),
        thing,
        of_organisation,
        of_person,
        read_needs(needs),
        made,
        read_inductions(asked),
        session,
        frozenset(members),
    )
