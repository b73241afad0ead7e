"""A house says who comes along with what, and nothing is booked without them."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError

from bookings.models import Booking
from bookings.rules.refusals import (
    ActivityNotSaid,
    CompanionMissing,
    NoTimeBetween,
    PeopleNotSaid,
    TooManyPeople,
)
from bookings.rules.request import Visit
from facilities.actions._chains import ChainOfCompanions
from facilities.actions.set_companion_rules import (
    CompanionOfItself,
    NotOfThisHub,
    RuleNotWhole,
    TooManyCompanionRules,
    set_companion_rules,
)
from facilities.models import CompanionRule
from facilities.rules.companions import Requirement, Span, Why
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, violated
from tests.cast import NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.bookings import held
from tests.factories.facilities import FacilityFactory, open_on
from tests.factories.funding import card


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def after_six(cast: Cast, **more) -> Requirement:
    return Requirement(companion_id=cast.engineer.pk, why=Why.AFTER, at=time(18), **more)


def on_days(cast: Cast, *weekdays: int, **more) -> Requirement:
    days = frozenset(weekdays)
    return Requirement(companion_id=cast.engineer.pk, why=Why.WEEKDAY, weekdays=days, **more)


def rule(cast: Cast, *rules: Requirement, facility=None, actor=None) -> None:
    set_companion_rules(
        facility=facility or cast.studio, requirements=rules, actor=actor or cast.hanna, now=NOW
    )


def hold(cast: Cast, *wanted, **more) -> Booking:
    return held(cast.bo, cast.zout, *wanted, **more)


def test_the_rules_of_a_facility_are_set_as_a_whole_and_audited(cast) -> None:
    rule(cast, after_six(cast), after_six(cast, span=Span.LAST))
    rule(cast, after_six(cast, each=True))
    (kept,) = cast.studio.companion_rules.all()
    assert kept.requirement == after_six(cast, each=True)
    first, second = AuditRow.objects.filter(action="facilities.set_companion_rules").order_by("pk")
    assert (len(first.facts["before"]), len(first.facts["after"]), first.hub_id) == (0, 2, cast.effenaar.pk)
    assert second.facts["after"][0]["at"] == "18:00"
    # The same again is no change.
    rule(cast, after_six(cast, each=True))
    assert AuditRow.objects.filter(action="facilities.set_companion_rules").count() == 2
    rule(cast)
    assert not CompanionRule.objects.exists()


def test_rules_that_make_no_sense_are_refused(cast) -> None:
    elsewhere = FacilityFactory(hub=cast.tetem)
    me = Requirement(companion_id=cast.studio.pk, why=Why.ALWAYS)
    for refusal, rules in [
        (CompanionOfItself, [me]),
        (NotOfThisHub, [Requirement(companion_id=elsewhere.pk, why=Why.ALWAYS)]),
        (RuleNotWhole, [Requirement(companion_id=cast.engineer.pk, why=Why.AFTER)]),
        (RuleNotWhole, [Requirement(companion_id=cast.engineer.pk, why=Why.ALWAYS, people=3)]),
        (RuleNotWhole, [Requirement(companion_id=cast.engineer.pk, why=Why.BEFORE, at=time())]),
        (RuleNotWhole, [on_days(cast)]),
        (RuleNotWhole, [on_days(cast, 0, 7)]),
        (RuleNotWhole, [on_days(cast, 8)]),
        (RuleNotWhole, [after_six(cast, holidays=True)]),
        (TooManyCompanionRules, [after_six(cast)] * 11),
    ]:
        with pytest.raises(refusal):
            rule(cast, *rules)
    assert not CompanionRule.objects.exists()


def test_a_companion_brings_nobody_along(cast) -> None:
    rule(cast, after_six(cast))
    mics = Requirement(companion_id=cast.microphones.pk, why=Why.ALWAYS)
    with pytest.raises(ChainOfCompanions) as refused:
        rule(cast, mics, facility=cast.engineer)
    assert "Sound engineer comes with Studio 2" in str(refused.value)
    with pytest.raises(ChainOfCompanions):
        rule(cast, Requirement(companion_id=cast.studio.pk, why=Why.ALWAYS), facility=cast.microphones)


@pytest.mark.parametrize("name", ["teun", "wim", "zoe", "fien", "karim"])
def test_only_the_hubs_manager_says_who_comes_along(cast, name) -> None:
    with pytest.raises(Forbidden):
        rule(cast, after_six(cast), actor=getattr(cast, name))
    assert not CompanionRule.objects.exists()


def test_nothing_is_held_without_who_must_come(cast) -> None:
    rule(cast, after_six(cast))
    evening = thursday(17, 20)
    with pytest.raises(CompanionMissing) as refused:
        hold(cast, cast.studio, period=evening)
    assert str(refused.value) == (
        "Sound engineer is needed at Studio 2 after 18:00. Book Sound engineer along with it: "
        "Thursday 26 November, 17:00–20:00."
    )
    facts = refused.value.facts
    assert (facts["facility_id"], facts["quantity"], facts["reasons"]) == (cast.engineer.pk, 1, ["after"])
    assert facts["start"] == evening.start.isoformat()
    assert not Booking.objects.exists()
    with pytest.raises(CompanionMissing):
        hold(cast, cast.studio, (cast.engineer, 1, thursday(18, 20)), period=evening)
    hold(cast, cast.studio, cast.engineer, period=evening)
    # By day nobody has to come.
    hold(cast, cast.studio, period=thursday(10, 14))


def test_on_sundays_and_holidays_nothing_is_held_without_who_must_come(cast) -> None:
    christmas = date(2026, 12, 25)
    for thing in (cast.studio, cast.engineer):
        open_on(thing, [christmas])
    rule(cast, on_days(cast, 7, holidays=True))
    days = {name: day_of(day) for name, day in (("sunday", 29), ("saturday", 28))}
    friday = Period(*(datetime(2026, 12, 25, hour, tzinfo=UTC) for hour in (12, 16)))
    for period in (days["sunday"], friday):
        with pytest.raises(CompanionMissing) as refused:
            hold(cast, cast.studio, period=period)
        assert "on these days: Sunday and public holidays." in str(refused.value)
        assert refused.value.facts["reasons"] == ["weekday"]
    hold(cast, cast.studio, period=days["saturday"])
    hold(cast, cast.studio, cast.engineer, period=friday)


def day_of(day: int) -> Period:
    return Period(*(datetime(2026, 11, day, hour, tzinfo=UTC) for hour in (12, 16)))


def test_the_database_keeps_a_rule_whole(cast) -> None:
    rule(cast, on_days(cast, 7))
    for wrong in ({"weekdays": []}, {"weekdays": [0]}, {"weekdays": [7, 8]}, {"why": "always"}):
        with pytest.raises(IntegrityError) as error, savepoint():
            CompanionRule.objects.update(**wrong)
        assert violated(error.value) == "companion_rule_says_when"


def test_how_many_come_decides_and_must_be_said(cast) -> None:
    rule(cast, Requirement(companion_id=cast.engineer.pk, why=Why.PEOPLE, people=50))
    with pytest.raises(PeopleNotSaid):
        hold(cast, cast.studio)
    with pytest.raises(CompanionMissing):
        hold(cast, cast.studio, visit=Visit(people=50))
    booking = hold(cast, cast.studio, visit=Visit(people=49))
    assert booking.people == 49


def test_what_one_comes_to_do_decides_and_must_be_said(cast) -> None:
    rule(cast, Requirement(companion_id=cast.engineer.pk, why=Why.ACTIVITY, activity="performance"))
    with pytest.raises(ActivityNotSaid):
        hold(cast, cast.studio)
    with pytest.raises(CompanionMissing):
        hold(cast, cast.studio, visit=Visit(activity="performance"))
    assert hold(cast, cast.studio, visit=Visit(activity="rehearsal")).activity == "rehearsal"


def test_more_people_than_a_room_holds_are_refused_rooms_together_hold_more(cast) -> None:
    cast.studio.capacity_people = 12
    cast.studio.save()
    loft = FacilityFactory(hub=cast.effenaar, name="Loft", capacity_people=8, open_days=[THURSDAY])
    card(loft, hour=1_000)
    with pytest.raises(TooManyPeople) as refused:
        hold(cast, cast.studio, visit=Visit(people=13))
    assert "Studio 2 holds at most 12 people, and you come with 13." in str(refused.value)
    with pytest.raises(TooManyPeople):
        hold(cast, cast.studio, (loft, 1, thursday(18, 20)), visit=Visit(people=13))
    assert hold(cast, cast.studio, loft, visit=Visit(people=20)).people == 20


def test_set_up_and_strike_are_kept_and_leave_time_between(cast) -> None:
    with pytest.raises(NoTimeBetween):
        hold(cast, cast.studio, visit=Visit(setup_minutes=180, strike_minutes=60))
    booking = hold(cast, cast.studio, visit=Visit(setup_minutes=60, strike_minutes=30))
    booking.refresh_from_db()
    assert (booking.setup_minutes, booking.strike_minutes) == (60, 30)
    assert (booking.own_cents, booking.period) == (16_000, thursday(13, 17))
