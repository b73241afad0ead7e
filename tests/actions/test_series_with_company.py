"""Who must come along on some dates only comes by itself on those, is priced there, and is looked for with them."""

from datetime import date, time, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.place_series import DatesInTheWay, place_series
from bookings.models import Series
from bookings.repeated import ShownSeries, shown_series
from bookings.rules.request import Visit
from bookings.rules.series import Repeat, Rhythm
from facilities.models import Facility
from facilities.rules.companions import Why
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.series import EVENING, a_series, open_thursdays
from tests.pages.test_search_with_company import rule

# Thursdays from the end of April 2027 on: the second is Ascension Day.
SPRING = Period(EVENING.start + timedelta(weeks=22, hours=-1), EVENING.end + timedelta(weeks=22, hours=-1))
ASCENSION = date(2027, 5, 6)
ON_HOLIDAYS = {"why": Why.WEEKDAY, "holidays": True}


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.engineer)
        yield found
    assert broken_invariants() == {}


def look(stage, count: int = 3, *, period: Period = SPRING, **choices: str) -> ShownSeries:
    hub = Facility.objects.select_related("hub__municipality").get(pk=stage.studio.pk).hub
    return shown_series(
        lines=[LineWish(stage.studio.pk, 1, period)],
        hub=hub,
        organisation=stage.zout,
        visit=Visit(),
        repeat=Repeat(Rhythm.WEEKLY, count=count),
        choices={on.replace("_", "-").removeprefix("on-"): said for on, said in choices.items()},
        now=NOW,
    )


def things(seen: ShownSeries) -> list[list[int]]:
    return [[line.facility_id for line in each.lines] for each in seen.dates]


def test_the_engineer_comes_on_the_holiday_and_on_no_other_date(stage):
    rule(stage, ON_HOLIDAYS)
    seen = look(stage)
    studio, engineer = stage.studio.pk, stage.engineer.pk
    assert things(seen) == [[studio], [studio, engineer], [studio]]
    (owed,) = seen.dates[1].company
    assert owed.companion.id == engineer and "public holidays" in owed.why
    plain, dear, _plain = (each.price.list_cents for each in seen.dates)
    assert dear > plain and seen.may_go_on


def test_they_are_booked_as_they_were_shown(stage):
    rule(stage, ON_HOLIDAYS)
    seen = look(stage)
    asked = a_series(
        stage.zout,
        stage.studio,
        period=SPRING,
        count=3,
        instead={each.on: each for each in seen.series_dates},
        price_digest=seen.digest,
    )
    placed = place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    booked_things = [{line.facility_id for line in each.lines.all()} for each in placed.bookings]
    assert booked_things == [set(each) for each in things(seen)]
    assert placed.bookings[1].lines.count() == 2


def test_without_them_that_date_is_refused(stage):
    rule(stage, ON_HOLIDAYS)
    asked = a_series(stage.zout, stage.studio, period=SPRING, count=3)
    with pytest.raises(DatesInTheWay) as refused:
        place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert {on: each.code for on, each in refused.value.troubles.items()} == {ASCENSION: "companion_missing"}
    assert not Series.objects.exists()


def test_is_the_engineer_away_that_day_it_is_asked_and_nothing_else_is_offered_in_their_place(stage):
    rule(stage, ON_HOLIDAYS)
    booked(stage.ilse, stage.noord, stage.engineer, period=_of(seen=look(stage), number=1))
    seen = look(stage)
    second = seen.dates[1]
    assert (second.how, second.choice, second.refusal.facts["facility_id"]) == (
        "clash",
        "",
        stage.engineer.pk,
    )
    assert [each.how for each in seen.dates] == ["free", "clash", "free"]
    assert all(each.code.startswith("at:") for each in second.instead)
    assert all({line.facility_id for line in each.whole} == _both(stage) for each in second.instead)


def test_another_time_brings_whom_that_time_wants(stage):
    rule(stage, {"why": Why.BEFORE, "at": time(18)})
    booked(stage.ilse, stage.noord, stage.studio, period=_shifted(EVENING, weeks=1))
    undecided = look(stage, period=EVENING)
    assert things(undecided)[0] == [stage.studio.pk] and not undecided.dates[1].choice
    code = next(each.code for each in undecided.dates[1].instead if each.period.start < EVENING.start + WEEK)
    seen = look(stage, period=EVENING, on_2026_12_03=code)
    assert set(things(seen)[1]) == _both(stage)
    assert seen.dates[1].period.start.isoformat() == "2026-12-03T15:00:00+00:00"


def test_only_who_comes_along_costs_a_second_look(stage, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as alone:
        look(stage, count=12)
    rule(stage, ON_HOLIDAYS)
    with django_assert_max_num_queries(60) as along:
        look(stage, count=12)
    assert len(along) - len(alone) <= 2


WEEK = timedelta(weeks=1)


def _shifted(period: Period, *, weeks: int) -> Period:
    return Period(period.start + weeks * WEEK, period.end + weeks * WEEK)


def _of(*, seen: ShownSeries, number: int) -> Period:
    return seen.dates[number].company[0].period


def _both(stage) -> set[int]:
    return {stage.studio.pk, stage.engineer.pk}
