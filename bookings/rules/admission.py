"""Who may have what when: a flat list of checks that reads as the policy. Pure; the facts are read before.

The order is the order in which somebody would want to hear it: what is wrong with the wish itself, then what the
facility's rules of time say, then whether it is still there.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from bookings.rules.companions import Asked, Owed, missing, owed
from bookings.rules.facts import Facts, Wish
from bookings.rules.grid import first_on_grid, last_on_grid, on_grid
from bookings.rules.inducting import colleague, inducted, one_seat
from bookings.rules.leaves import Leaf, Want, choose, peak
from bookings.rules.reasons import asks_activity, asks_people
from bookings.rules.refusals import (
    ActivityNotSaid,
    BeyondHorizon,
    CompanionMissing,
    NothingWanted,
    NoTimeBetween,
    NotLive,
    NotOnGrid,
    NotOpenThen,
    OneHubAtATime,
    PeopleNotSaid,
    QuantityOutOfBounds,
    SameThingTwice,
    SharedParts,
    SlotTaken,
    TooLong,
    TooManyHolds,
    TooManyPeople,
    TooShort,
    TooSoon,
)
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from hub.kit.saying import clock, day, length, moment
from hub.kit.saying import period as span_of_time

HOLD = timedelta(minutes=15)
MOST_HOLDS = 3


def check(facts: Facts) -> None:
    """Refuse what the policy does not allow, with the first thing that is wrong."""
    check_policy(facts)
    check_free(facts)
    for holds in (facts.holds_of_organisation, facts.holds_of_person):
        if holds >= MOST_HOLDS:
            raise TooManyHolds(most=MOST_HOLDS)


def check_policy(facts: Facts) -> None:
    """Whether it may be booked so, if it is free."""
    if not facts.wishes:
        raise NothingWanted()
    for of_all in OF_ALL_WISHES:
        for wish in facts.wishes:
            if not wish.kept or of_all is _once or (of_all is inducted and facts.other):
                of_all(wish, facts)
    for of_visit in OF_THE_VISIT:
        of_visit(facts)


def check_free(facts: Facts) -> None:
    for still_there in (_still_free, _free_for_all):
        for wish in facts.wishes:
            still_there(wish, facts)


def _live(wish: Wish, facts: Facts) -> None:
    if not wish.thing.live:
        raise NotLive(**wish.about)


def _one_hub(wish: Wish, facts: Facts) -> None:
    if wish.thing.hub_id != facts.hub_id:
        raise OneHubAtATime(**wish.about)


def _quantity(wish: Wish, facts: Facts) -> None:
    if wish.in_service == 0:
        raise NotLive(**wish.about)
    if not 1 <= wish.quantity <= wish.in_service:
        raise QuantityOutOfBounds(most=wish.in_service, **wish.about)


def _not_too_soon(wish: Wish, facts: Facts) -> None:
    if wish.period.start < wish.thing.earliest and not wish.noticed:
        at = first_on_grid(wish.thing.earliest, wish.thing.grid_minutes, wish.thing.zone)
        raise TooSoon(earliest=moment(at, wish.thing.zone), earliest_at=at.isoformat(), **wish.about)


def _within_horizon(wish: Wish, facts: Facts) -> None:
    if wish.period.end > wish.thing.latest:
        last_day = day(wish.thing.latest - timedelta(minutes=1), wish.thing.zone, "year")
        raise BeyondHorizon(latest=last_day, latest_at=wish.thing.latest.isoformat(), **wish.about)


def _on_grid(wish: Wish, facts: Facts) -> None:
    thing = wish.thing
    for at in (wish.period.start, wish.period.end):
        if not on_grid(at, thing.grid_minutes, thing.zone):
            raise NotOnGrid(
                grid=length(thing.grid_minutes),
                before=clock(last_on_grid(at, thing.grid_minutes, thing.zone).astimezone(thing.zone)),
                after=clock(first_on_grid(at, thing.grid_minutes, thing.zone).astimezone(thing.zone)),
                **wish.about,
            )


def _long_enough(wish: Wish, facts: Facts) -> None:
    if wish.period.length < timedelta(minutes=wish.thing.min_minutes):
        raise TooShort(least=length(wish.thing.min_minutes), **wish.about)


def _short_enough(wish: Wish, facts: Facts) -> None:
    if wish.period.length > timedelta(minutes=wish.thing.max_minutes):
        raise TooLong(most=length(wish.thing.max_minutes), **wish.about)


def _open_throughout(wish: Wish, facts: Facts) -> None:
    if not wish.open:
        raise NotOpenThen(**wish.about)


def _once(wish: Wish, facts: Facts) -> None:
    """Two lines of one facility may follow each other with its turnaround between them, not overlap."""
    for other in _others_of_same(wish, facts):
        if wish.period.widened(after=wish.thing.turnaround).overlaps(other.period):
            raise SameThingTwice(**wish.about)


def _others_of_same(wish: Wish, facts: Facts) -> Iterator[Wish]:
    return (each for each in facts.wishes if each is not wish and each.thing.id == wish.thing.id)


def _enough_for_all(wish: Wish, facts: Facts) -> None:
    """A studio and what contains it, or two kits of one pool: together they may need more than there is."""
    for leaf in wish.leaves:
        sharing = [(each, its) for each in facts.wishes for its in each.leaves if its.id == leaf.id]
        wanted = [
            (each.period.widened(after=its.turnaround), each.quantity * its.each) for each, its in sharing
        ]
        if len(sharing) > 1 and peak(wanted) > leaf.in_service:
            other = next(each for each, _its in sharing if each is not wish)
            raise SharedParts(other=other.thing.name, shared=leaf.name, there=leaf.in_service, **wish.about)


def _still_free(wish: Wish, facts: Facts) -> None:
    if wish.free < wish.quantity:
        raise SlotTaken(free=wish.free, **wish.about)


def _free_for_all(wish: Wish, facts: Facts) -> None:
    """Each by itself is free, but not all of them at once. The first has what it wants; said of the others."""
    if wish.position and units(facts.wishes[: wish.position + 1]) is None:
        raise SlotTaken(free=0, **wish.about)


def units(wishes: Sequence[Wish]) -> list[list[tuple[Leaf, list[int]]]] | None:
    """By wish and leaf the units that it gets, the lowest first; None when they are not to be had together."""
    out: list[list[tuple[Leaf, list[int]]]] = [[] for _wish in wishes]
    for id_ in dict.fromkeys(leaf.id for wish in wishes for leaf in wish.leaves):
        sharing = [
            (number, wish, leaf)
            for number, wish in enumerate(wishes)
            for leaf in wish.leaves
            if leaf.id == id_
        ]
        chosen = choose(
            [
                Want(wish.quantity * leaf.each, leaf.free, wish.period.widened(after=leaf.turnaround))
                for _number, wish, leaf in sharing
            ]
        )
        if chosen is None:
            return None
        for (number, _wish, leaf), its in zip(sharing, chosen, strict=True):
            out[number].append((leaf, its))
    return out


OF_ALL_WISHES: tuple[Callable[[Wish, Facts], None], ...] = (
    _live,
    _one_hub,
    _quantity,
    one_seat,
    _not_too_soon,
    _within_horizon,
    _on_grid,
    _long_enough,
    _short_enough,
    _open_throughout,
    inducted,
    _once,
    _enough_for_all,
)


def _time_between(facts: Facts) -> None:
    whole = Period(
        min(wish.period.start for wish in facts.wishes), max(wish.period.end for wish in facts.wishes)
    )
    if facts.visit.doors(whole) is None:
        raise NoTimeBetween(setup=facts.visit.setup_minutes, strike=facts.visit.strike_minutes)


def _people_fit(facts: Facts) -> None:
    """Rooms that are booked for the same time hold them together."""
    people = facts.visit.people
    for wish in facts.wishes:
        if people is None or wish.thing.capacity is None:
            continue
        beside = [each for each in facts.wishes if each.period.overlaps(wish.period) and each.thing.capacity]
        most = sum((each.thing.capacity or 0) * each.quantity for each in beside)
        if people > most:
            raise TooManyPeople(people=people, most=most, **wish.about)


def _said(facts: Facts) -> None:
    for wish in facts.wishes:
        if facts.visit.people is None and asks_people(wish.needs):
            raise PeopleNotSaid(**wish.about)
        if not facts.visit.activity and asks_activity(wish.needs):
            raise ActivityNotSaid(**wish.about)


def due(facts: Facts) -> tuple[Owed, ...]:
    """Who must come along with these wishes."""
    lines = [Asked(wish.thing.name, wish.quantity, wish.period, wish.needs) for wish in facts.wishes]
    zone = facts.wishes[0].thing.zone
    return owed(lines, people=facts.visit.people, activity=facts.visit.activity, zone=zone)


def _companions_come(facts: Facts) -> None:
    zone = facts.wishes[0].thing.zone
    wishes = [LineWish(wish.thing.id, wish.quantity, wish.period) for wish in facts.wishes]
    if lacking := missing(due(facts), wishes):
        raise CompanionMissing(
            why=lacking.why,
            reasons=[reason.code for reason in lacking.reasons],
            facility=lacking.companion.name,
            facility_id=lacking.companion.id,
            quantity=lacking.quantity,
            when=span_of_time(lacking.period.start, lacking.period.end, zone),
            start=lacking.period.start.isoformat(),
            end=lacking.period.end.isoformat(),
        )


OF_THE_VISIT: tuple[Callable[[Facts], None], ...] = (
    colleague,
    _time_between,
    _people_fit,
    _said,
    _companions_come,
)
