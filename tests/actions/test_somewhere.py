"""The first start somewhere, with what is wanted beside it, against a model that looks at every five minutes."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import Occupancy
from bookings.models.exactly import Near, Wanted
from bookings.models.free_time import Hours
from bookings.models.somewhere import Looking, Somewhere
from bookings.rules.grid import on_grid
from bookings.rules.question import Extra
from facilities.models import Facility, KindFamily, OpeningWindow, Unit
from hub.kit.periods import Period
from tests.actions.test_availability import (
    AMSTERDAM,
    LONG_BEFORE,
    MIDNIGHTS,
    SPAN,
    World,
    stretches,
    within,
)
from tests.cast import NOW, THURSDAY
from tests.factories.blocks import taken
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory, made_of
from tests.factories.members import MunicipalityFactory

UNITS = (2, 3, 2, 1)
KINDS = ("studio", "microphone", "microphone", "engineer")


@dataclass(frozen=True)
class Stage:
    """A studio, two pools of microphones and an engineer at one hub: in the hub's own order."""

    things: list[Facility]


@pytest.fixture
def stage(db) -> Stage:
    return staged()


def staged() -> Stage:
    hub = HubFactory()
    families = {"studio": "studio", "microphone": "equipment", "engineer": "expert"}
    kinds = {slug: KindFactory(slug=slug, family=family) for slug, family in families.items()}
    things = [
        FacilityFactory(hub=hub, name=f"{number} {kind}", kind=kinds[kind], units=units)
        for number, (kind, units) in enumerate(zip(KINDS, UNITS, strict=True))
    ]
    return Stage(things)


def world(midnight: datetime, units: int) -> st.SearchStrategy[World]:
    return st.builds(
        World,
        midnight=st.just(midnight),
        turnaround=st.sampled_from([0, 0, 3, 12]),
        grid_minutes=st.sampled_from([5, 15, 30, 30, 60, 240]),
        openings=stretches(1, 4, 500),
        taken=st.lists(stretches(0, 5, 120), min_size=units, max_size=units),
    )


worlds = st.sampled_from(MIDNIGHTS).flatmap(
    lambda midnight: st.tuples(*(world(midnight, units) for units in UNITS))
)
wishes = st.lists(
    st.sampled_from(
        [
            Extra(1, "microphone"),
            Extra(2, "microphone"),
            Extra(3, "", "equipment"),
            Extra(1, "engineer"),
            Extra(1, "", "studio"),
        ]
    ),
    max_size=3,
)


def build(stage: Stage, built: tuple[World, ...]) -> None:
    """The worlds in the database, in place of those before."""
    Occupancy.objects.all().delete()
    OpeningWindow.objects.all().delete()
    for facility, its in zip(stage.things, built, strict=True):
        Facility.objects.filter(pk=facility.pk).update(
            turnaround_minutes=its.turnaround * 5,
            grid_minutes=its.grid_minutes,
            min_minutes=its.grid_minutes,
            horizon_days=400,
        )
        OpeningWindow.objects.bulk_create(
            OpeningWindow(facility=facility, during=its.period(*each).to_range()) for each in its.openings
        )
        units = Unit.objects.filter(facility=facility).order_by("pk")
        for unit, periods in zip(units, its.taken, strict=True):
            taken(unit, *(its.period(*each) for each in periods))


def serves(its: World, start: int, length: int, number: int) -> bool:
    edges = (start, start + length)
    return (
        length * 5 >= its.grid_minutes
        and all(on_grid(its.at(each), its.grid_minutes, AMSTERDAM) for each in edges)
        and its.open(*edges)
        and its.units_free(*edges) >= number
    )


def expected(stage: Stage, built, wanted: list[Extra], length: int, between) -> list[tuple[int, tuple]]:
    """By start the ids that serve the wishes: the first choice of all in which nobody serves twice."""
    found = []
    for start in range(-SPAN, 2 * SPAN - length + 1):
        instants = range(start, start + length)
        if between and not all(within(built[0].at(each), between) for each in instants):
            continue
        if not serves(built[0], start, length, 1):
            continue
        candidates = [
            [
                number
                for number, kind in enumerate(KINDS)
                if wish.kind in ("", kind)
                and wish.family in ("", stage.things[number].kind.family)
                and serves(built[number], start, length, wish.quantity)
            ]
            for wish in wanted
        ]
        choices = [each for each in product(*candidates) if len({0, *each}) == len(each) + 1]
        if choices:
            found.append((start, tuple(stage.things[number].pk for number in choices[0])))
    return found


@given(
    worlds,
    wishes,
    st.integers(3, 30),
    st.sampled_from([None, None, (time(9), time(17)), (time(20), time(6))]),
)
def test_starts_and_extras_are_those_of_the_model(stage, built, wanted, length, between):
    build(stage, built)
    window = built[0].period(-SPAN, 2 * SPAN)
    asked = Somewhere(
        Wanted(kind="studio"), length * 5, window, Hours(*between) if between else None, tuple(wanted)
    )
    looking = Looking.of(asked, LONG_BEFORE)
    model = expected(stage, built, wanted, length, between)
    starts = [(built[0].at(start), ids) for start, ids in model]
    main = stage.things[0].pk
    times = looking.times([main], 10_000).get(main, [])
    assert [(each.start, each.extras) for each in times] == starts
    first = looking.first()
    assert [(each.start, each.extras) for each in first] == starts[:1]


@given(worlds, st.integers(3, 30))
def test_looking_in_parts_finds_what_looking_at_once_finds(stage, built, length):
    build(stage, built)
    window = built[0].period(-SPAN * 5, SPAN * 40)
    looking = Looking.of(Somewhere(Wanted(), length * 5, window), LONG_BEFORE)
    first = {each.candidate.fit.facility_id: each.start for each in looking.first()}
    ids = [each.pk for each in stage.things]
    at_once = {id_: times[0].start for id_, times in looking.times(ids, 1).items() if times}
    assert first == at_once


def week(hubs: int = 1, **asked: object) -> Looking:
    window = Period(NOW, NOW + timedelta(days=7))
    return Looking.of(replace(Somewhere(Wanted(), 240, window), **asked), NOW)


def test_only_what_lies_within_so_many_kilometres(db):
    at_home = FacilityFactory(open_days=[THURSDAY])
    # Some thirty kilometres north of it.
    far = HubFactory(municipality=MunicipalityFactory(slug="tilburg"), latitude="51.71", longitude="5.47778")
    away = FacilityFactory(hub=far, open_days=[THURSDAY])
    near = Near(51.44083, 5.47778, 25)
    assert found(week(wanted=Wanted(near=near))) == [at_home.pk]
    wider = week(wanted=Wanted(near=replace(near, km=31)))
    assert sorted(found(wider)) == sorted([at_home.pk, away.pk])
    distances = [round(each.km or 0) for each in wider.mains]
    assert sorted(distances) == [0, 30]


def found(looking: Looking) -> list[int]:
    return [each.candidate.fit.facility_id for each in looking.first()]


def test_what_is_wanted_with_it_is_at_the_same_hub(db):
    here, there = HubFactory(), HubFactory()
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT)
    studio = FacilityFactory(hub=here, open_days=[THURSDAY])
    FacilityFactory(hub=there, open_days=[THURSDAY])
    FacilityFactory(hub=here, kind=microphone, open_days=[THURSDAY])
    assert found(week(wanted=Wanted(family="studio"), extras=(Extra(1, "microphone"),))) == [studio.pk]
    assert found(week(wanted=Wanted(family="studio"), extras=(Extra(2, "microphone"),))) == []


def test_a_whole_is_never_found_together_with_its_part(db):
    hub = HubFactory()
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT)
    pool = FacilityFactory(hub=hub, kind=microphone, units=6, open_days=[THURSDAY])
    whole = made_of((pool, 2), open_days=[THURSDAY])
    asked = {"wanted": Wanted(family="studio"), "extras": (Extra(1, "microphone"),)}
    assert found(week(wanted=Wanted(family="studio"))) == [whole.pk]
    assert found(week(**asked)) == []
    another = FacilityFactory(hub=hub, kind=microphone, open_days=[THURSDAY])
    (first,) = week(**asked).first()
    assert first.extras == (another.pk,)


def test_notice_and_horizon_are_those_of_every_one_of_them(db):
    hub = HubFactory()
    days = [NOW.date() + timedelta(days=number) for number in range(7)]
    FacilityFactory(hub=hub, open_days=days)
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT)
    pool = FacilityFactory(hub=hub, kind=microphone, open_days=days, notice_minutes=3 * 24 * 60)
    asked = {"wanted": Wanted(family="studio"), "extras": (Extra(1, "microphone"),)}
    (first,) = week(**asked).first()
    assert first.start.astimezone(AMSTERDAM).date() == THURSDAY
    Facility.objects.filter(pk=pool.pk).update(horizon_days=2)
    assert week(**asked).first() == []


def test_whoever_has_too_few_of_it_is_not_looked_through(db):
    FacilityFactory(units=6, open_days=[THURSDAY])
    with CaptureQueriesContext(connection) as captured:
        assert week(wanted=Wanted(quantity=300)).first() == []
    assert len(captured) == 1
    assert week(wanted=Wanted(quantity=6)).first()


def test_as_many_statements_for_one_hub_as_for_ten(db):
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT)
    asked = {"wanted": Wanted(family="studio"), "extras": (Extra(2, "microphone"),)}

    def counted(hubs: int) -> int:
        for _each in range(hubs):
            hub = HubFactory()
            FacilityFactory(hub=hub, open_days=[THURSDAY])
            FacilityFactory(hub=hub, kind=microphone, units=2, open_days=[THURSDAY])
        with CaptureQueriesContext(connection) as captured:
            assert week(**asked).first()
        return len(captured)

    assert counted(1) == counted(9) == 4
