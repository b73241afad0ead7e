"""A Sunday opened for once: beside the weekly hours, taken back with care."""

from datetime import datetime, time, timedelta

import pytest

from bookings.models.availability import month
from facilities.actions._promises import BookingsAreHit
from facilities.actions.add_closure import add_closure
from facilities.actions.add_opening import (
    OpeningIsOver,
    OpeningTooFar,
    OpeningTooLong,
    OpensNothing,
    add_opening,
)
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.actions.withdraw_opening import NoOpening, withdraw_opening
from facilities.models import CalendarEntry, OpeningWindow
from facilities.rules.week import Hours
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import EndBeforeStart, Period
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM

pytestmark = pytest.mark.django_db

WEEKDAYS = [Hours(day, time(9), time(17)) for day in range(5)]
SUNDAY = {"starts": datetime(2026, 12, 6, 10), "ends": datetime(2026, 12, 6, 18)}
SUNDAY_PERIOD = Period(*(at.replace(tzinfo=AMSTERDAM) for at in SUNDAY.values()))


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=WEEKDAYS, actor=cast.hanna, now=NOW)
    return cast


def opened(facility) -> list[Period]:
    windows = OpeningWindow.objects.filter(facility=facility, during__startswith__date="2026-12-06")
    return [Period.from_range(window.during) for window in windows]


def test_a_sunday_is_opened_for_once_and_can_be_booked(cast):
    add_opening(hub=cast.effenaar, **SUNDAY, reason="Market", actor=cast.hanna, now=NOW)
    assert opened(cast.studio) == [SUNDAY_PERIOD]
    days = month(facility=cast.studio, first_day=datetime(2026, 12, 1).date(), now=NOW)
    assert [day for day in days if day.date.day == 6][0].state == "free"
    booked(cast.bo, cast.zout, cast.studio, period=Period(SUNDAY_PERIOD.start, SUNDAY_PERIOD.end))
    assert AuditRow.objects.get(action="facilities.add_opening").reason == "Market"


def test_one_facility_opens_alone_and_keeps_to_the_hubs_week(cast):
    add_opening(hub=cast.effenaar, facility=cast.studio, **SUNDAY, actor=cast.hanna, now=NOW)
    assert opened(cast.studio) == [SUNDAY_PERIOD] and opened(cast.engineer) == []
    assert OpeningWindow.objects.filter(facility=cast.studio).count() > 300


def test_new_weekly_hours_leave_what_is_opened_for_once(cast):
    add_opening(hub=cast.effenaar, **SUNDAY, actor=cast.hanna, now=NOW)
    set_opening_hours(hub=cast.effenaar, week=WEEKDAYS[:3], actor=cast.hanna, now=NOW)
    assert opened(cast.studio) == [SUNDAY_PERIOD]


@pytest.mark.parametrize(
    ("times", "refusal"),
    [
        ({"starts": datetime(2026, 11, 22, 10), "ends": datetime(2026, 11, 22, 18)}, OpeningIsOver),
        ({"starts": datetime(2026, 12, 6, 10), "ends": datetime(2027, 2, 6, 10)}, OpeningTooLong),
        ({"starts": datetime(2028, 12, 3, 10), "ends": datetime(2028, 12, 3, 18)}, OpeningTooFar),
        ({"starts": datetime(2026, 12, 6, 10), "ends": datetime(2026, 12, 6, 10)}, EndBeforeStart),
        ({"starts": datetime(2026, 12, 7, 10), "ends": datetime(2026, 12, 7, 16)}, OpensNothing),
    ],
)
def test_an_opening_that_makes_no_sense_is_refused(cast, times, refusal):
    with pytest.raises(refusal):
        add_opening(hub=cast.effenaar, **times, actor=cast.hanna, now=NOW)


def test_an_opening_under_a_closure_is_not_said_to_be_one(cast):
    day = {"starts": datetime(2026, 12, 6), "ends": datetime(2026, 12, 7)}
    add_closure(hub=cast.effenaar, **day, actor=cast.hanna, now=NOW)
    with pytest.raises(OpensNothing):
        add_opening(hub=cast.effenaar, **SUNDAY, actor=cast.hanna, now=NOW)
    assert not CalendarEntry.objects.filter(meaning="opening", event__rule=None).exists()


def test_an_opening_is_taken_back_but_not_from_under_a_booking_unseen(cast):
    entry = add_opening(hub=cast.effenaar, **SUNDAY, actor=cast.hanna, now=NOW)
    booking = booked(cast.bo, cast.zout, cast.studio, period=SUNDAY_PERIOD)
    with pytest.raises(BookingsAreHit):
        withdraw_opening(hub=cast.effenaar, entry_id=entry.pk, actor=cast.hanna, now=NOW)
    assert opened(cast.studio)
    known = {booking.number}
    withdraw_opening(hub=cast.effenaar, entry_id=entry.pk, knowing=known, actor=cast.hanna, now=NOW)
    assert opened(cast.studio) == []
    with pytest.raises(NoOpening):
        withdraw_opening(hub=cast.effenaar, entry_id=entry.pk, actor=cast.hanna, now=NOW)


def test_weekly_hours_are_not_taken_back_as_an_opening(cast):
    weekly = CalendarEntry.objects.filter(meaning="opening").first()
    with pytest.raises(NoOpening):
        withdraw_opening(hub=cast.effenaar, entry_id=weekly.pk, actor=cast.hanna, now=NOW)


def test_the_desk_and_strangers_open_and_take_back_nothing(cast):
    entry = add_opening(hub=cast.effenaar, **SUNDAY, actor=cast.hanna, now=NOW)
    later = {name: at + timedelta(days=7) for name, at in SUNDAY.items()}
    for somebody in (cast.teun, cast.ilse, cast.wim):
        with pytest.raises(Forbidden):
            add_opening(hub=cast.effenaar, **later, actor=somebody, now=NOW)
        with pytest.raises(Forbidden):
            withdraw_opening(hub=cast.effenaar, entry_id=entry.pk, actor=somebody, now=NOW)
