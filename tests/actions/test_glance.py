"""A question in brief: the nearest first, and no further than the effort goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bookings.finding import Point, find
from bookings.instead import Asker
from bookings.models.exactly import Near, Wanted
from bookings.models.glance import some
from bookings.models.somewhere import Looking, Somewhere
from bookings.rules.effort import FACILITY_DAYS, Effort
from bookings.rules.question import EXACTLY, Extra, Question
from facilities.models import Facility, KindFamily
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW, THURSDAY, thursday
from tests.factories.facilities import AMSTERDAM, FacilityFactory, HubFactory, KindFactory, open_on

pytestmark = pytest.mark.django_db
WEEK = Period(NOW, NOW + timedelta(days=7))
HERE = Near(51.44083, 5.47778)
PLENTY = 10_000_000


@pytest.fixture
def three():
    """Each further away than the one before; the furthest opens first."""
    hubs = [HubFactory(latitude=latitude, longitude="5.47778") for latitude in ("51.44", "51.60", "51.80")]
    days = (THURSDAY, THURSDAY, MONDAY + timedelta(days=1))
    return [
        FacilityFactory(hub=hub, open_days=[on]).pk for hub, on in reversed([*zip(hubs, days, strict=True)])
    ][::-1]


def looking(**asked: object) -> Looking:
    return Looking.of(replace(Somewhere(Wanted(near=HERE), 240, WEEK), **asked), NOW)


def found(there) -> list[int]:
    return [each.candidate.fit.facility_id for each in there]


def of(facilities: int) -> Effort:
    """Enough for so many and a week: of what there is, one part of a period may take half."""
    return Effort(2 * facilities * (7 + FACILITY_DAYS) + 1)


def test_with_effort_enough_everybody_is_found(three):
    there, all_seen = some(looking(), 100, Effort(PLENTY))
    assert found(there) == three and all_seen
    assert sorted(found(looking().first())) == sorted(three)


def test_the_nearest_are_looked_at_first(three):
    for number in range(4):
        there, all_seen = some(looking(), 100, of(number))
        assert found(there) == three[:number]
        assert all_seen == (number == 3)


def test_the_soonest_is_the_soonest_when_all_are_seen(three):
    there, all_seen = some(looking(), 1, Effort(PLENTY), soonest=True)
    first = min(there, key=lambda each: each.start)
    assert first.candidate.fit.facility_id == three[2] and all_seen
    there, all_seen = some(looking(), 1, of(2), soonest=True)
    assert found(there) == three[:2] and not all_seen


def test_who_was_not_seen_in_an_earlier_part_may_have_been_sooner(three):
    """In the first eight days, where the furthest is free, only the two nearest are looked at; one of them later."""
    Facility.objects.filter(pk__in=three[:2]).update(notice_minutes=20 * 24 * 60)
    for pk in three:
        open_on(Facility.objects.get(pk=pk), [MONDAY + timedelta(days=25)])
    window = Period(NOW, NOW + timedelta(days=30))
    there, all_seen = some(looking(window=window), 1, Effort(140), soonest=True)
    assert found(there) == three[:1] and not all_seen
    there, all_seen = some(looking(window=window), 1, Effort(PLENTY), soonest=True)
    assert found(there) == three[2:] and all_seen


def test_all_extras_of_a_hub_are_part_of_the_effort(three):
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT)
    hub = Facility.objects.get(pk=three[0]).hub
    for _each in range(5):
        FacilityFactory(hub=hub, kind=microphone, open_days=[THURSDAY])
    asked = looking(wanted=Wanted(family="studio", near=HERE), extras=(Extra(1, "microphone"),))
    assert found(some(asked, 1, of(5))[0]) == []
    assert found(some(asked, 1, of(6))[0]) == [three[0]]


def question(**asked: object) -> Question:
    return replace(Question(when="2026-W48", window=WEEK, minutes=240, family="studio"), **asked)


QUESTIONS = {
    "at night": question(hours=(datetime.min.time(), datetime.min.replace(hour=6).time())),
    "for a day": question(minutes=1_440),
    "two at once": question(quantity=2),
    "near": question(km=5, town="eindhoven", extras=(Extra(2, "microphone", slot="with1"),)),
    "at an hour": question(when=EXACTLY, window=thursday(5, 9)),
}


@pytest.mark.parametrize("effort", [0, 100, 500, 2_000, PLENTY])
@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_with_any_effort_what_is_offered_has_as_many_as_are_said(three, asked, effort):
    point = Point(HERE.latitude, HERE.longitude)
    offers = Asker(point, NOW, AMSTERDAM, Effort(effort)).nearest(asked)
    assert offers or effort < PLENTY
    for offered in offers:
        answer = find(question=offered.instead.question, origin=point, organisation=None, now=NOW)
        assert len(answer.hits) >= offered.count > 0
        if offered.all_seen:
            assert len(answer.hits) == offered.count
        if offered.period:
            assert offered.period.start in {hit.period.start for hit in answer.hits}
