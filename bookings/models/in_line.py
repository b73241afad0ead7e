"""Who stands in line for what, who comes before whom, and for whom there may be something now: reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from bookings.models.availability import first_free
from bookings.models.bookings import LIVE_STATES, BookingState, Line, lapsed
from bookings.models.free_time import LAPSED
from bookings.models.standing import Standing, standing
from bookings.models.waitlist import WaitlistEntry, WaitState
from bookings.rules.leaves import Leaf as Units
from facilities.models import FacilityState, Hub, Leaf
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from hub.kit.sql import rows
from members.models import Organisation

# A list on a page, and so many of one line are asked who is first.
MOST = 100
# No turnaround is longer: who may touch whom is looked at exactly afterwards.
A_DAY = timedelta(days=1)

# Each entry beside the free time of its units: of every leaf one unit must have a stretch that is long enough. What
# passes here is looked at properly; quantity, grid, notice and price are not looked at here. Ranges of one entry only,
# so it costs a few index probes for each entry.
HOPEFUL = f"""
WITH {LAPSED}
SELECT entry.id
FROM bookings_waitlistentry entry
JOIN facilities_facility facility ON facility.id = entry.facility_id AND facility.state = 'live'
WHERE entry.state = 'waiting' AND entry.until > %(now)s AND NOT EXISTS (
    SELECT FROM facilities_leaf leaf
    WHERE leaf.whole_id = entry.facility_id AND NOT EXISTS (
        SELECT FROM facilities_unit u
        CROSS JOIN LATERAL unnest(
            COALESCE((
                SELECT range_agg(w.during * entry.during) FROM facilities_openingwindow w
                WHERE int8range(w.facility_id, w.facility_id, '[]')
                        && int8range(entry.facility_id, entry.facility_id, '[]')
                    AND w.during && entry.during
            ), '{{}}') - COALESCE((
                SELECT range_agg(o.during) FROM bookings_occupancy o
                WHERE o.released_at IS NULL
                    AND int8range(o.unit_id, o.unit_id, '[]') && int8range(u.id, u.id, '[]')
                    AND o.during && entry.during
                    AND NOT EXISTS (SELECT FROM lapsed WHERE lapsed.id = o.line_id)
            ), '{{}}')
        ) AS free
        WHERE u.facility_id = leaf.leaf_id AND u.state = 'in_service'
            AND upper(free) - lower(free) >= entry.minutes * interval '1 minute'
    )
)
ORDER BY entry.looked_at NULLS FIRST, entry.joined_at, entry.id
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Somebody in line who could be served now, and when; `each`: units of a leaf that one of it takes, by leaf."""

    entry: WaitlistEntry
    at: Period
    each: dict[int, int]

    def units(self, leaf: Units, during: Period) -> int:
        """How many units of a leaf they would take out of that time; both leave their turnaround after them."""
        taken, wanted = (each.widened(after=leaf.turnaround) for each in (self.at, during))
        return self.entry.quantity * self.each.get(leaf.id, 0) if taken.overlaps(wanted) else 0


def hopeful(*, now: datetime, most: int) -> list[int]:
    """The entries for which something may have come free, first those looked at longest ago. One statement."""
    return [id_ for (id_,) in rows(HOPEFUL, {"now": now, "most": most})]


def fit(entry: WaitlistEntry, now: datetime) -> Period | None:
    """The first time at which it could be had, whoever else is in line; none where there is none. One query."""
    window = entry.period
    found = first_free(
        facilities=[entry.facility],
        minutes=entry.minutes,
        window=window,
        now=now,
        quantity=entry.quantity,
    )
    start = found.get(entry.facility_id)
    return None if start is None else Period(start, start + entry.length)


def first_in_line(
    *, wishes: Sequence[LineWish], organisation_id: int, now: datetime, before: WaitlistEntry | None = None
) -> WaitlistEntry | None:
    """Whoever in line could be served now, and could not if these wishes were: nobody comes before them. An
    organisation that is in line for a wish itself lets those before it go first (`before`: before this place of it).
    Nobody in line: two queries."""
    leaves = _leaves([wish.facility_id for wish in wishes])
    entries = list(_ahead(wishes, leaves, before, now))
    mine = {each.pk for each in entries if before is None and each.organisation_id == organisation_id}
    if len(mine) == len(entries):
        return None
    # Of these wishes they have not come to a place of their own yet.
    behind = list(zip(wishes, standing(wishes=wishes, now=now), strict=True))
    theirs = _leaves([entry.facility_id for entry in entries])
    ahead: list[Ahead] = []
    for entry in entries:
        if entry.pk in mine:
            behind = [each for each in behind if not _is_what_they_wait_for(entry, each[0], now)]
        elif at := fit(entry, now):
            ahead.append(Ahead(entry, at, theirs[entry.facility_id]))
            if any(_clash(wish, stand, ahead) for wish, stand in behind):
                return entry
    return None


def _is_what_they_wait_for(entry: WaitlistEntry, wish: LineWish, now: datetime) -> bool:
    """A place is for what it says and for no more, and for once: else one of an hour would pass others for a week."""
    asked = (
        entry.facility_id == wish.facility_id
        and entry.period.contains(wish.period)
        and wish.period.minutes <= entry.minutes
        and wish.quantity <= entry.quantity
    )
    since = Line.objects.filter(
        facility=entry.facility_id,
        during__overlap=entry.during,
        booking__organisation=entry.organisation_id,
        booking__placed_at__gte=entry.joined_at,
        booking__state__in=LIVE_STATES,
    )
    return asked and not since.exclude(lapsed(now, "booking__")).exists()


def _leaves(facility_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """By whole and leaf, how many units of the leaf one of the whole takes."""
    out: dict[int, dict[int, int]] = {id_: {} for id_ in facility_ids}
    for whole, leaf, each in Leaf.objects.filter(whole__in=set(facility_ids)).values_list(
        "whole_id", "leaf_id", "quantity"
    ):
        out[whole][leaf] = each
    return out


def _ahead(
    wishes: Sequence[LineWish],
    leaves: dict[int, dict[int, int]],
    before: WaitlistEntry | None,
    now: datetime,
) -> Iterator[WaitlistEntry]:
    """In the order of the line; up to a place that is to be `before` everybody behind it."""
    starts, ends = ([getattr(wish.period, name) for wish in wishes] for name in ("start", "end"))
    whole = Period(min(starts) - A_DAY, max(ends) + A_DAY)
    things = Leaf.objects.filter(leaf__in={leaf for each in leaves.values() for leaf in each}).values("whole")
    found = waiting(now).filter(facility__in=things, facility__state=FacilityState.LIVE)
    found = found.filter(during__overlap=whole.to_range()).select_related("facility__hub")
    for entry in found.order_by("joined_at", "pk")[:MOST]:
        if before and entry.pk == before.pk:
            return
        yield entry


def _clash(wish: LineWish, stand: Standing, ahead: Sequence[Ahead]) -> bool:
    for leaf in stand.leaves:
        theirs = sum(each.units(leaf, wish.period) for each in ahead)
        if theirs and len(leaf.free) < wish.quantity * leaf.each + theirs:
            return True
    return False


def waiting(now: datetime) -> QuerySet[WaitlistEntry]:
    return WaitlistEntry.objects.filter(state=WaitState.WAITING, until__gt=now)


def offers_not_taken(*, organisation_id: int, facility_id: int, during: Period) -> int:
    """How often an organisation was offered a facility around then and has not booked it (yet)."""
    offered = WaitlistEntry.objects.filter(organisation=organisation_id, facility=facility_id)
    offered = offered.filter(state=WaitState.OFFERED, during__overlap=during.to_range())
    return offered.filter(offer__confirmed_at=None, offer__requested_at=None).count()


def place_in_line(entry: WaitlistEntry, now: datetime) -> int:
    """1 is the first of those who wait for some of the same time of this facility."""
    earlier = Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk)
    others = waiting(now).filter(earlier, facility=entry.facility_id, during__overlap=entry.during)
    return others.count() + 1


def waits_of(organisation: Organisation, now: datetime) -> QuerySet[WaitlistEntry]:
    """What an organisation stands in line for, the first to begin first."""
    found = waiting(now).filter(organisation=organisation)
    return found.select_related("hub", "facility").order_by("during", "pk")


def waits_and_offers_of(organisation: Organisation, now: datetime) -> QuerySet[WaitlistEntry]:
    """The same with what is offered to it and still held."""
    held = Q(state=WaitState.OFFERED, offer__state=BookingState.HELD, offer__held_until__gt=now)
    found = WaitlistEntry.objects.filter(
        Q(state=WaitState.WAITING, until__gt=now) | held, organisation=organisation
    )
    return found.select_related("hub", "organisation", "offer", "used_by").order_by("during", "pk")


def waits_at(hub: Hub, now: datetime) -> QuerySet[WaitlistEntry]:
    """Who stands in line at a hub, by thing and in the order of the line."""
    found = waiting(now).filter(hub=hub).select_related("organisation", "facility", "hub")
    return found.order_by("facility__name", "joined_at", "pk")[:MOST]


def places_of(*, organisation_id: int, hub_id: int, person_id: int, now: datetime) -> int:
    """The most of what an organisation has at a hub and a person has anywhere; the caller holds both keys."""
    counts: dict[str, Any] = {"organisation": organisation_id, "hub": hub_id}
    ours = waiting(now).filter(**counts).count()
    return max(ours, waiting(now).filter(placed_by=person_id).count())
