"""The facts that admission looks at, read in a number of queries that does not grow with the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import Http404

from bookings.models.availability import earliest_start, latest_end
from bookings.models.bookings import Booking, BookingState
from bookings.models.free_time import Standing, standing
from bookings.rules.admission import Facts, Thing, Wish
from facilities.models import Facility, FacilityState
from funding.rules.lines import LineWish


@dataclass(frozen=True, slots=True)
class Look:
    """Facts for the rules, and beside them, by line, what inserting needs."""

    facts: Facts
    facilities: tuple[Facility, ...]
    standings: tuple[Standing, ...]


def look(
    *, wishes: Sequence[LineWish], hub_id: int, organisation_id: int, person_id: int, now: datetime
) -> Look:
    """Three queries. Raises Http404 for a facility that does not exist or is still a draft."""
    found = facilities_of(wishes)
    facilities = tuple(found[wish.facility_id] for wish in wishes)
    standings = tuple(standing(wishes=wishes, now=now)) if wishes else ()
    holds = _holds(organisation_id, person_id, now)
    facts = Facts(
        hub_id=hub_id,
        wishes=tuple(
            _wish(position, wish, found[wish.facility_id], stands, now)
            for position, (wish, stands) in enumerate(zip(wishes, standings, strict=True))
        ),
        holds_of_organisation=holds["of_organisation"],
        holds_of_person=holds["of_person"],
    )
    return Look(facts, facilities, standings)


def facilities_of(wishes: Sequence[LineWish]) -> dict[int, Facility]:
    ids = {wish.facility_id for wish in wishes}
    found = Facility.objects.exclude(state=FacilityState.DRAFT).select_related("hub").in_bulk(ids)
    if len(found) != len(ids):
        raise Http404
    return found


def _wish(position: int, wish: LineWish, facility: Facility, stands: Standing, now: datetime) -> Wish:
    return Wish(
        position=position,
        thing=_thing(facility, now),
        quantity=wish.quantity,
        period=wish.period,
        open=stands.open,
        in_service=stands.in_service,
        free=len(stands.free),
    )


def _thing(facility: Facility, now: datetime) -> Thing:
    return Thing(
        id=facility.pk,
        name=facility.name,
        hub_id=facility.hub_id,
        live=facility.state == FacilityState.LIVE,
        zone=facility.hub.zone,
        grid_minutes=facility.grid_minutes,
        min_minutes=facility.min_minutes,
        max_minutes=facility.max_minutes,
        turnaround=timedelta(minutes=facility.turnaround_minutes),
        earliest=earliest_start(facility, now),
        latest=latest_end(facility, now),
    )


def _holds(organisation_id: int, person_id: int, now: datetime) -> dict[str, int]:
    live = Booking.objects.filter(state=BookingState.HELD, held_until__gt=now)
    return live.filter(Q(organisation_id=organisation_id) | Q(placed_by_id=person_id)).aggregate(
        of_organisation=Count("pk", filter=Q(organisation_id=organisation_id)),
        of_person=Count("pk", filter=Q(placed_by_id=person_id)),
    )
