"""What a part wants its whole wants too, and still nobody who comes along brings somebody along."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models.companions import needs_of
from bookings.rules.reasons import Inside
from bookings.rules.refusals import CompanionMissing, PeopleNotSaid
from facilities.actions._chains import ChainOfCompanions, ChainThroughPart
from facilities.actions.set_companion_rules import set_companion_rules
from facilities.actions.set_parts import PartWish, set_parts
from facilities.models import CompanionRule, Facility, Part
from facilities.rules.companions import Requirement, Why
from hub.kit.errors import Forbidden
from tests.cast import NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.bookings import held
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card

EVENING = thursday(17, 20)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def loft(cast) -> Facility:
    return FacilityFactory(hub=cast.effenaar, name="Loft", open_days=[THURSDAY])


@pytest.fixture
def both(cast, loft) -> Facility:
    whole = made_of((cast.studio, 1), (loft, 1), open_days=[THURSDAY], name="Studio and loft")
    card(whole, hour=8_000)
    return whole


def rule(cast: Cast, facility: Facility, why: Why = Why.AFTER, *, companion=None, **more) -> None:
    more |= {"at": time(18)} if why is Why.AFTER else {}
    asked = [Requirement(companion_id=(companion or cast.engineer).pk, why=why, **more)]
    set_companion_rules(facility=facility, requirements=asked, actor=cast.hanna, now=NOW)


def put_inside(cast: Cast, whole: Facility, *parts: Facility, actor=None) -> Facility:
    wishes = [PartWish(part.pk, 1) for part in parts]
    return set_parts(facility=whole, parts=wishes, actor=actor or cast.hanna, now=NOW)


def hold(cast: Cast, *wanted, **more):
    return held(cast.bo, cast.zout, *wanted, **more)


def test_a_whole_is_not_held_without_whom_its_part_wants(cast, both):
    rule(cast, cast.studio)
    with pytest.raises(CompanionMissing) as refused:
        hold(cast, both, period=EVENING)
    assert str(refused.value).startswith(
        "Sound engineer is needed at Studio 2 (part of Studio and loft) after 18:00."
    )
    booking = hold(cast, both, cast.engineer, period=EVENING)
    assert booking.lines.count() == 2
    # By day nobody has to come.
    hold(cast, both, period=thursday(10, 14))


def test_whole_and_part_want_the_same_one_once(cast, both, loft):
    rule(cast, cast.studio)
    rule(cast, loft, Why.ALWAYS)
    rule(cast, both, Why.LONGER, hours=2)
    booking = hold(cast, both, cast.engineer, period=EVENING)
    assert [line.quantity for line in booking.lines.all()] == [1, 1]


def test_how_many_come_is_asked_for_a_part_too(cast, both):
    rule(cast, cast.studio, Why.PEOPLE, people=50)
    with pytest.raises(PeopleNotSaid):
        hold(cast, both)


def test_what_is_inside_at_any_depth_counts_with_its_number(cast, both):
    rule(cast, cast.microphones, Why.ALWAYS, each=True)
    kit = made_of((cast.microphones, 3), (cast.studio, 1), name="Kit")
    van = made_of((kit, 2), (cast.microphones, 1), name="Van")
    found = {each.inside for each in needs_of([van.pk])[van.pk]}
    ids = kit.pk, cast.microphones.pk
    assert found == {
        Inside("Condenser microphone", ids[1:], times=1),
        Inside("Condenser microphone", ids, times=6),
    }
    assert needs_of([both.pk]) == {}


def test_who_is_inside_is_there_already(cast):
    rule(cast, cast.studio, Why.ALWAYS)
    crewed = made_of((cast.studio, 1), (cast.engineer, 1), open_days=[THURSDAY], name="Studio with engineer")
    card(crewed, hour=9_000)
    assert needs_of([crewed.pk])[crewed.pk][0].inside == Inside("Studio 2", (cast.studio.pk,), 1, 1)
    assert hold(cast, crewed).lines.count() == 1


def test_as_many_statements_for_many_wholes_as_for_one(cast, both):
    rule(cast, cast.studio)
    wholes = [both, *(made_of((cast.studio, 1)) for _number in range(5))]
    with CaptureQueriesContext(connection) as captured:
        assert len(needs_of(each.pk for each in wholes)) == 6
    assert len(captured) == 1


def test_nothing_inside_a_companion_brings_somebody_along(cast, loft):
    crew = made_of((cast.microphones, 1), name="Crew")
    rule(cast, cast.studio, Why.ALWAYS, companion=crew)
    with pytest.raises(ChainThroughPart) as refused:
        rule(cast, cast.microphones, Why.ALWAYS)
    assert str(refused.value).startswith(
        "Crew comes with Studio 2, so it cannot bring somebody along itself, but Condenser microphone inside it does."
    )
    with pytest.raises(ChainOfCompanions):
        rule(cast, crew, Why.ALWAYS)
    # Somewhere else in the hub it may.
    rule(cast, loft, Why.ALWAYS)
    assert CompanionRule.objects.count() == 2


def test_who_has_something_inside_that_brings_somebody_along_is_no_companion(cast, loft):
    rule(cast, cast.microphones, Why.ALWAYS)
    crew = made_of((cast.microphones, 1), name="Crew")
    van = made_of((crew, 1), name="Van")
    with pytest.raises(ChainThroughPart):
        rule(cast, loft, Why.ALWAYS, companion=van)
    set_companion_rules(facility=cast.microphones, requirements=[], actor=cast.hanna, now=NOW)
    rule(cast, loft, Why.ALWAYS, companion=van)


def test_nothing_that_brings_somebody_along_is_put_inside_a_companion(cast, loft):
    crew = FacilityFactory(hub=cast.effenaar, name="Crew", units=0)
    van = FacilityFactory(hub=cast.effenaar, name="Van", units=0)
    rule(cast, cast.microphones, Why.ALWAYS)
    rule(cast, cast.studio, Why.ALWAYS, companion=crew)
    put_inside(cast, crew, loft, van)
    for whole in (crew, van):
        with pytest.raises(ChainThroughPart) as refused:
            put_inside(cast, whole, loft, cast.microphones)
        assert "Put that rule on Studio 2, or take Condenser microphone out of Crew." in str(refused.value)
    assert set(Part.objects.values_list("part__name", flat=True)) == {"Loft", "Van"}
    with pytest.raises(Forbidden):
        put_inside(cast, van, loft, actor=cast.wim)
