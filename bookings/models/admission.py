"""The facts that admission looks at, read in a number of queries that does not grow with the lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404

from bookings.models.availability import earliest_start, latest_end
from bookings.models.standing import Stand, Standing, stands
from bookings.rules.facts import Facts, Thing, Wish
from bookings.rules.inductions import NOBODY, Who
from bookings.rules.request import Visit
from facilities.models import Facility, FacilityState
from funding.rules.lines import LineWish

NOBODY_SAID = Visit()


@dataclass(frozen=True, slots=True)
class Look:
    """Facts for the rules, and beside them, by line, what inserting needs. `made`: the booking that this request has
    made by now."""

    facts: Facts
    facilities: tuple[Facility, ...]
    standings: tuple[Standing, ...]
    made: int | None = None

    @property
    def leaf_ids(self) -> frozenset[int]:
        """The facilities whose units may be taken: what is locked."""
        return frozenset(leaf.id for stands in self.standings for leaf in stands.leaves)


def look(
    *,
    wishes: Sequence[LineWish],
    hub_id: int,
    organisation_id: int,
    person_id: int,
    now: datetime,
    visit: Visit = NOBODY_SAID,
    past_lines: Sequence[int] = (),
    request_key: UUID | None = None,
    who: Who = NOBODY,
    others: Sequence[Who] = (),
) -> Look:
    """One query. Raises Http404 for a facility that does not exist or is still a draft. `past_lines`: as if these lines
    of bookings held nothing. `who` will be there, unless the visit names a colleague: without one nobody holds an
    induction. `others` of the same organisation are looked up as well, for who looks at several bookings at once."""
    who = who.named(visit)
    found = stands(
        wishes=wishes,
        organisation_id=organisation_id,
        person_id=person_id,
        now=now,
        past_lines=past_lines,
        request_key=request_key,
        whos=(who, *others),
    )
    seen = _all_there(found, len(wishes))
    facts = replace(_facts(wishes, seen, now), hub_id=hub_id, visit=visit, who=who)
    return Look(
        facts,
        tuple(each.facility for each in seen),
        tuple(each.standing for each in seen),
        seen[0].made if seen else None,
    )


def _facts(wishes: Sequence[LineWish], seen: Sequence[Stand], now: datetime) -> Facts:
    """As far as they are read; without wishes there is nothing to read."""
    its = (
        _wish(position, wish, each, now)
        for position, (wish, each) in enumerate(zip(wishes, seen, strict=True))
    )
    if not seen:
        return Facts(0, ())
    first = seen[0]
    return Facts(
        hub_id=0,
        wishes=tuple(its),
        holds_of_organisation=first.holds_of_organisation,
        holds_of_person=first.holds_of_person,
        members=first.members,
    )


def _all_there(found: Mapping[int, Stand], count: int) -> list[Stand]:
    if len(found) != count or any(each.facility.state == FacilityState.DRAFT for each in found.values()):
        raise Http404
    return [found[position] for position in range(count)]


def _wish(position: int, wish: LineWish, stand: Stand, now: datetime) -> Wish:
    stands = stand.standing
    return Wish(
        position=position,
        thing=_thing(stand, now),
        quantity=wish.quantity,
        period=wish.period,
        open=stands.open,
        leaves=stands.leaves,
        needs=stand.needs,
        inductions=stand.inductions,
    )


def _thing(stand: Stand, now: datetime) -> Thing:
    facility, stands = stand.facility, stand.standing
    return Thing(
        id=facility.pk,
        name=facility.name,
        hub_id=facility.hub_id,
        live=facility.state == FacilityState.LIVE,
        zone=facility.hub.zone,
        grid_minutes=facility.grid_minutes,
        min_minutes=facility.min_minutes,
        max_minutes=facility.max_minutes,
        turnaround=max((leaf.turnaround for leaf in stands.leaves), default=timedelta(0)),
        earliest=earliest_start(facility, now),
        latest=latest_end(facility, now),
        capacity=facility.capacity_people,
        session=stand.session,
    )
