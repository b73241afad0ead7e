"""A start is found exactly when admission lets all of it in: with whoever must come along, as the basket adds them."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bookings.models.admission import look
from bookings.models.companions import needs_of
from bookings.models.company import accompanied
from bookings.models.exactly import Wanted, free_exactly
from bookings.models.somewhere import Looking, Somewhere
from bookings.rules import admission
from bookings.rules.companions import Asked, owed, with_owed
from bookings.rules.question import Extra
from bookings.rules.request import Visit
from facilities.models import CompanionRule, Facility, FacilityState, KindFamily
from facilities.rules.companions import Span, Why
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from tests.actions.test_availability import AMSTERDAM, MIDNIGHTS, SPAN, World
from tests.actions.test_somewhere import Stage, build, serves, staged, week, world
from tests.cast import MONDAY, NOW, THURSDAY
from tests.factories.blocks import taken
from tests.factories.facilities import FacilityFactory, KindFactory, made_of

SAID = Visit(people=60, activity="workshop")
STUDIO, MANY, FEW, ENGINEER = range(4)


@pytest.fixture
def stage(db) -> Stage:
    return staged()


@dataclass(frozen=True)
class Ruled:
    """Who comes along with which thing of the stage."""

    facility: int
    companion: int
    facts: dict


def whys() -> st.SearchStrategy[dict]:
    clocks = st.sampled_from([time(4), time(9), time(14), time(18), time(22, 30)])
    return st.one_of(
        st.just({"why": Why.ALWAYS}),
        st.sampled_from([40, 80]).map(lambda people: {"why": Why.PEOPLE, "people": people}),
        st.just({"why": Why.ACTIVITY, "activity": "workshop"}),
        clocks.map(lambda at: {"why": Why.AFTER, "at": at}),
        clocks.map(lambda at: {"why": Why.BEFORE, "at": at}),
        st.integers(1, 3).map(lambda hours: {"why": Why.LONGER, "hours": hours}),
        st.sets(st.integers(1, 7), min_size=1, max_size=3).map(
            lambda days: {"why": Why.WEEKDAY, "weekdays": sorted(days)}
        ),
    )


def rules(facilities: list[int], companions: list[int]) -> st.SearchStrategy[list[Ruled]]:
    facts = st.builds(
        lambda why, quantity, span, each: {**why, "quantity": quantity, "span": span, "each": each},
        whys(),
        st.sampled_from([1, 1, 2]),
        st.sampled_from(Span),
        st.booleans(),
    )
    one = st.builds(Ruled, st.sampled_from(facilities), st.sampled_from(companions), facts)
    return st.lists(one, min_size=1, max_size=3)


def coarse(midnight: datetime) -> st.SearchStrategy[tuple[World, ...]]:
    """Few starts, so that admission can be asked about each, and many that are free."""
    grids = st.sampled_from([30, 60, 60, 120])
    openings = st.one_of(st.none(), st.just([(0, SPAN)]))

    def one(its: World, grid: int, opening: list[tuple[int, int]] | None) -> World:
        return replace(its, grid_minutes=grid, openings=opening or its.openings)

    return st.tuples(*(st.builds(one, world(midnight, units), grids, openings) for units in (2, 3, 2, 1)))


worlds = st.sampled_from(MIDNIGHTS).flatmap(coarse)


def set_up(stage: Stage, built: tuple[World, ...], ruled: list[Ruled], **of_engineer: int) -> None:
    build(stage, built)
    Facility.objects.filter(pk=stage.things[ENGINEER].pk).update(**of_engineer)
    CompanionRule.objects.all().delete()
    CompanionRule.objects.bulk_create(
        CompanionRule(
            facility=stage.things[each.facility],
            companion=stage.things[each.companion],
            position=position,
            **each.facts,
        )
        for position, each in enumerate(ruled)
    )


def let_in(stage: Stage, wishes: list[LineWish], now: datetime) -> bool:
    """What admission says of the wishes and of all that is owed beside them."""
    names = {thing.pk: thing.name for thing in stage.things}
    needs = needs_of(names)
    asked = [
        Asked(names[wish.facility_id], wish.quantity, wish.period, needs.get(wish.facility_id, ()))
        for wish in wishes
    ]
    due = owed(asked, people=SAID.people, activity=SAID.activity, zone=AMSTERDAM)
    booked = [each.wish for each in with_owed(wishes, due)]
    hub = stage.things[0].hub_id
    seen = look(wishes=booked, hub_id=hub, organisation_id=0, person_id=0, now=now, visit=SAID)
    try:
        admission.check(seen.facts)
    except Refusal:
        return False
    return True


@given(
    worlds,
    rules([STUDIO], [MANY, FEW, ENGINEER]),
    st.sampled_from([60, 120, 150, 240]),
    st.sampled_from([1, 1, 2]),
    st.sampled_from([{}, {"notice_minutes": 30 * 60}, {"max_minutes": 240}, {"horizon_days": 1}]),
)
def test_a_start_is_found_exactly_when_admission_lets_it_in(stage, built, ruled, minutes, quantity, limits):
    set_up(stage, built, ruled, **limits)
    now = built[0].midnight
    window = built[0].period(0, 2 * SPAN)
    wanted = Wanted(kind="studio", quantity=quantity)
    looking = Looking.of(Somewhere(wanted, minutes, window, visit=SAID), now)
    main = stage.things[STUDIO].pk
    found = [each.start for each in looking.times([main], 10_000).get(main, [])]
    alone = replace(looking, needs={})
    every = [each.start for each in alone.times([main], 10_000).get(main, [])]
    length = timedelta(minutes=minutes)

    def wishes(at: datetime) -> list[LineWish]:
        return [LineWish(main, quantity, Period(at, at + length))]

    assert found == [at for at in every if let_in(stage, wishes(at), now)]
    assert [each.start for each in looking.first()] == found[:1]
    for at in every[:3]:
        period = Period(at, at + length)
        fits = free_exactly(wanted=wanted, window=period, now=now)
        exact = accompanied(fits=fits, quantity=quantity, period=period, visit=SAID, now=now)
        assert bool(exact) is (at in found)


@given(
    worlds,
    rules([STUDIO, MANY, FEW], [ENGINEER]),
    st.lists(
        st.sampled_from([Extra(1, "microphone"), Extra(2, "", "equipment"), Extra(1, "engineer")]),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from([60, 120, 150, 240]),
)
def test_extras_are_the_first_whose_company_can_come_too(stage, built, ruled, extras, minutes):
    set_up(stage, built, ruled)
    now, length = built[0].midnight - timedelta(days=9), minutes // 5
    window = built[0].period(0, SPAN)
    looking = Looking.of(Somewhere(Wanted(kind="studio"), minutes, window, None, tuple(extras), SAID), now)
    main = stage.things[STUDIO].pk
    found = [(each.start, each.extras) for each in looking.times([main], 10_000).get(main, [])]
    kinds = [thing.kind for thing in stage.things]
    model = []
    for start in range(SPAN - length + 1):
        period = built[0].period(start, start + length)
        if not serves(built[0], start, length, 1):
            continue
        candidates = [
            [
                number
                for number, kind in enumerate(kinds)
                if wish.kind in ("", kind.slug)
                and wish.family in ("", kind.family)
                and serves(built[number], start, length, wish.quantity)
            ]
            for wish in extras
        ]
        for chosen in product(*candidates):
            wishes = [LineWish(main, 1, period)] + [
                LineWish(stage.things[number].pk, wish.quantity, period)
                for number, wish in zip(chosen, extras, strict=True)
            ]
            if len({0, *chosen}) == len(chosen) + 1 and let_in(stage, wishes, now):
                model.append((period.start, tuple(stage.things[number].pk for number in chosen)))
                break
    assert found == model


def engineer_of(studio: Facility, **facts: object) -> Facility:
    """Somebody who comes along with the studio, after six unless told otherwise."""
    kind = KindFactory(slug="engineer", family=KindFamily.EXPERT)
    days = [MONDAY + timedelta(days=number) for number in range(7)]
    engineer = FacilityFactory(hub=studio.hub, kind=kind, open_days=days)
    rule = {"why": Why.AFTER, "at": time(18), "position": 0, **facts}
    CompanionRule.objects.create(facility=studio, companion=engineer, **rule)
    return engineer


def test_what_takes_of_the_same_units_is_counted_together(db):
    microphones = FacilityFactory(kind=KindFactory(slug="microphone"), units=3, open_days=[THURSDAY])
    kit = made_of((microphones, 2), open_days=[THURSDAY])
    CompanionRule.objects.create(facility=kit, companion=microphones, why=Why.ALWAYS, position=0)
    asked = {"wanted": Wanted(hub_id=kit.hub_id, kind="recording-studio")}
    (found,) = week(**asked).first()
    assert [wish.quantity for wish in found.party.coming.wishes] == [1, 1]
    CompanionRule.objects.update(quantity=2)
    assert week(**asked).first() == []


def hours_of(studio: Facility, **asked: object) -> set[int]:
    """The hours of Thursday at which four hours in the studio may begin."""
    times = week(wanted=Wanted(kind="recording-studio"), **asked).times([studio.pk], 500)[studio.pk]
    return {each.start.astimezone(AMSTERDAM).hour for each in times}


def test_a_companions_other_visits_turnaround_notice_and_horizon_count(db):
    studio = FacilityFactory(open_days=[THURSDAY], grid_minutes=60)
    engineer = engineer_of(studio, why=Why.ALWAYS, at=None, span=Span.LAST)
    everywhere = set(range(9, 20))
    assert hours_of(studio) == everywhere
    evening = Period(*(datetime(2026, 11, 26, hour, tzinfo=AMSTERDAM) for hour in (18, 20)))
    taken(engineer.units.get(), evening)
    # The last hour may not lie between six and eight.
    assert hours_of(studio) == everywhere - {15, 16}
    Facility.objects.filter(pk=engineer.pk).update(turnaround_minutes=60)
    assert hours_of(studio) == everywhere - {14, 15, 16}
    # From Thursday at two on: the last hour begins at one at the earliest.
    notice = int((datetime(2026, 11, 26, 14, tzinfo=AMSTERDAM) - NOW).total_seconds()) // 60
    Facility.objects.filter(pk=engineer.pk).update(turnaround_minutes=0, notice_minutes=notice)
    assert hours_of(studio) == everywhere - {9, 10, 15, 16}
    Facility.objects.filter(pk=engineer.pk).update(notice_minutes=0, horizon_days=2)
    assert week(wanted=Wanted(kind="recording-studio")).first() == []


def test_somebody_off_the_site_is_still_owed_so_those_hours_are_not_offered(db):
    studio = FacilityFactory(open_days=[THURSDAY])
    engineer = engineer_of(studio)
    Facility.objects.filter(pk=engineer.pk).update(state=FacilityState.RETIRED)
    assert hours_of(studio) == {9, 10, 11, 12, 13, 14}


def test_as_many_statements_for_one_hub_with_rules_as_for_ten(db):
    def counted(hubs: int) -> int:
        for _each in range(hubs):
            engineer_of(FacilityFactory(open_days=[THURSDAY]), why=Why.ALWAYS, at=None)
        with CaptureQueriesContext(connection) as captured:
            found = week(wanted=Wanted(family="studio")).first()
        assert all(len(each.party.coming.wishes) == 2 for each in found)
        return len(captured)

    assert counted(1) == counted(9) == 4
    fits = free_exactly(wanted=Wanted(family="studio"), window=NOON, now=NOW)
    with CaptureQueriesContext(connection) as captured:
        assert len(accompanied(fits=fits, quantity=1, period=NOON, visit=Visit(), now=NOW)) == 10
    assert len(captured) == 2


NOON = Period(*(datetime(2026, 11, 26, hour, tzinfo=AMSTERDAM) for hour in (12, 16)))
