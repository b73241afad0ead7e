"""A collective that would take a house's whole calendar by asking for it."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions.answer_series import answer_series
from bookings.models import Booking
from bookings.rules.series import TooManySeriesAskedFor
from facilities.models import Facility
from hub.kit.periods import Period
from tests import cast
from tests.concurrency.rivals import broken_invariants
from tests.factories.series import EVENING, open_thursdays, series_of


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.engineer)
        Facility.objects.update(asks_approval=True)
        found.studio.refresh_from_db()
        yield found
    assert broken_invariants() == {}


def earlier(hours: int) -> Period:
    return Period(EVENING.start - timedelta(hours=hours), EVENING.start - timedelta(hours=hours - 1))


def test_three_series_wait_for_a_house_and_no_fourth_until_it_has_answered(stage):
    first, *_others = (
        series_of(stage.bo, stage.zout, stage.studio, period=earlier(hours), count=2) for hours in (1, 2, 3)
    )
    asked = Booking.objects.count()
    with pytest.raises(TooManySeriesAskedFor):
        series_of(stage.zoe, stage.zout, stage.studio, period=earlier(4), count=2)
    assert Booking.objects.count() == asked
    assert series_of(stage.ilse, stage.noord, stage.studio, period=earlier(5), count=2)
    answer_series(number=first.series.number, yes=False, reason="Full", actor=stage.teun, now=cast.NOW)
    assert series_of(stage.zoe, stage.zout, stage.studio, period=earlier(4), count=2)


def test_what_needs_no_answer_is_booked_beside_them(stage):
    for hours in (1, 2, 3):
        series_of(stage.bo, stage.zout, stage.studio, period=earlier(hours), count=2)
    Facility.objects.filter(pk=stage.engineer.pk).update(asks_approval=False)
    assert series_of(stage.bo, stage.zout, stage.engineer, period=earlier(4), count=2)
