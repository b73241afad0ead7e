"""Who stands in somebody's way with an option, and who waits behind it: reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from bookings.models.admission import NOBODY_SAID, Look, look
from bookings.models.bookings import Booking, BookingState
from bookings.models.occupancy import Occupancy
from bookings.models.second_options import SecondOption, SecondState
from bookings.rules import admission
from bookings.rules.facts import Wish
from bookings.rules.inductions import NOBODY, Who
from bookings.rules.request import Visit
from facilities.models import Hub, Unit
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.models import Organisation

# A list on a page.
MOST = 100


@dataclass(frozen=True, slots=True)
class Behind:
    """Who waits behind a booking, and the facilities whose units they want."""

    second_id: int
    organisation_id: int
    person_id: int
    leaf_ids: frozenset[int]


def option_in_the_way(
    *,
    wishes: Sequence[LineWish],
    hub_id: int,
    now: datetime,
    visit: Visit = NOBODY_SAID,
    who: Who = NOBODY,
) -> Booking | None:
    """The option without which these wishes could be had, the first to end of several; none where something else is
    in their way too, or somebody is second already. Nothing is held. One query for each wish and each option."""
    seen = _look(wishes, hub_id, now, visit, who=who)
    for first in options_there(seen, now):
        mine = list(first.lines.values_list("pk", flat=True))
        try:
            admission.check(_look(wishes, hub_id, now, visit, mine, who).facts)
        except Refusal:
            continue
        return first
    return None


def options_there(seen: Look, now: datetime) -> Iterator[Booking]:
    """Options that hold what is looked at, with nobody behind them, the first to end first."""
    ids = {id_ for wish in seen.facts.wishes for id_ in _options_on(wish, now)}
    found = Booking.objects.filter(
        pk__in=ids, state=BookingState.OPTION, held_until__gt=now, has_second=False
    )
    yield from found.order_by("held_until", "pk")


def _options_on(wish: Wish, now: datetime) -> Iterator[int]:
    for leaf in wish.leaves:
        units = Unit.objects.filter(facility=leaf.id)
        needed = Period(wish.period.start, wish.period.end + leaf.turnaround)
        taken = Occupancy.objects.overlapping(units, needed)
        yield from taken.filter(line__booking__state=BookingState.OPTION).values_list(
            "line__booking", flat=True
        )


def behind(number: str, now: datetime) -> Behind | None:
    """Who waits behind the booking with this number, if anybody does. Nothing is held."""
    found = SecondOption.objects.filter(behind__number=number, state=SecondState.WAITING).first()
    if found is None:
        return None
    seen = look_for(found, now)
    leaf_ids = seen.leaf_ids if seen else frozenset[int]()
    return Behind(found.pk, found.organisation_id, found.placed_by_id, leaf_ids)


def second_behind(first: Booking) -> SecondOption | None:
    """What waits behind a booking; no query where nothing does."""
    if not first.has_second:
        return None
    waiting = first.seconds.filter(state=SecondState.WAITING)
    return waiting.select_related("organisation").first()


def seconds_of(organisation: Organisation) -> QuerySet[SecondOption]:
    """What an organisation waits for, the first to start first."""
    waiting = SecondOption.objects.filter(organisation=organisation, state=SecondState.WAITING)
    return waiting.select_related("hub", "behind").order_by("during", "pk")


def seconds_at(hub: Hub) -> QuerySet[SecondOption]:
    """Who waits at a hub, the first to be decided first."""
    waiting = SecondOption.objects.filter(hub=hub, state=SecondState.WAITING)
    return waiting.select_related("organisation", "behind").order_by("behind__held_until", "pk")[:MOST]


def look_for(second: SecondOption, now: datetime) -> Look | None:
    """How what it wants stands, without counting anybody's holds; None where something of it is no more to be had at
    all."""
    try:
        who = Who(second.placed_by_id, second.organisation_id)
        return _look(second.lines, second.hub_id, now, second.visit, who=who)
    except Http404:
        return None


def look_again_for(booking: Booking, wishes: Sequence[LineWish], now: datetime) -> Look | None:
    """How what a booking was for stands now that it is over, without counting anybody's holds; None where something of
    it is no more to be had at all."""
    try:
        who = Who(booking.placed_by_id, booking.organisation_id, booking.pk)
        return _look(wishes, booking.hub_id, now, booking.visit, who=who)
    except Http404:
        return None


def _look(
    wishes: Sequence[LineWish],
    hub_id: int,
    now: datetime,
    visit: Visit,
    past_lines: Sequence[int] = (),
    who: Who = NOBODY,
) -> Look:
    # Nobody has the number nought: holds are not counted.
    return look(
        wishes=wishes,
        hub_id=hub_id,
        organisation_id=0,
        person_id=0,
        now=now,
        visit=visit,
        past_lines=past_lines,
        who=who,
    )
