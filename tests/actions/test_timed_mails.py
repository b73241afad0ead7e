"""Mails by the hub's clock: the day before, when things come back, the day after; each once, and only if it is so."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.remind_due import remind_due
from bookings.actions.set_messages import set_messages
from bookings.models import Booking
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from members.models import User
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.talking import FOUR, by_the_clock, drained, to_bo

FRIDAY_AT_TEN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        User.objects.update(language="en")
        yield stage


def test_a_reminder_goes_the_day_before_at_the_hubs_hour_and_once(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert by_the_clock(FOUR - timedelta(minutes=1)) == []
    (mail,) = by_the_clock(FOUR)
    assert mail.subject.startswith("Tomorrow: Effenaar, Thursday 26 November 2026, 13:00")
    assert "Tomorrow at 13:00 you are expected at Effenaar." in mail.body
    assert booking.number in mail.body
    assert by_the_clock(FOUR + timedelta(minutes=5)) == []
    assert by_the_clock(FOUR + timedelta(hours=5)) == []


def test_the_hub_chooses_the_hour_and_which(stage):
    booked(stage.bo, stage.zout, stage.studio)
    set_messages(hub=stage.effenaar, remind_hour=18, actor=stage.hanna, now=NOW)
    assert by_the_clock(FOUR) == []
    set_messages(hub=stage.effenaar, remind_hour=18, without=["reminder"], actor=stage.hanna, now=NOW)
    assert by_the_clock(FOUR + timedelta(hours=2)) == []
    set_messages(hub=stage.effenaar, remind_hour=18, actor=stage.hanna, now=NOW)
    assert len(by_the_clock(FOUR + timedelta(hours=2))) == 1


@pytest.mark.parametrize(
    ("on", "at"),
    [
        ((2027, 3, 28), (2027, 3, 27, 15)),
        ((2027, 3, 29), (2027, 3, 28, 14)),
        ((2026, 10, 26), (2026, 10, 25, 15)),
    ],
)
def test_four_oclock_is_four_oclock_on_the_hubs_clock_when_it_changes(stage, on, at):
    start = datetime(*on, 10, tzinfo=UTC)
    booking = booked(stage.bo, stage.zout, stage.studio)
    period = Period(start, start + timedelta(hours=2))
    Booking.objects.filter(pk=booking.pk).update(
        during=period.to_range(), confirmed_at=start - timedelta(days=30)
    )
    four = datetime(*at, tzinfo=UTC)
    assert by_the_clock(four - timedelta(minutes=1)) == []
    assert len(by_the_clock(four)) == 1


def test_who_books_after_the_hour_gets_none_and_neither_does_who_cancelled(stage):
    late = booked(stage.bo, stage.zout, stage.studio, now=FOUR)
    gone = booked(stage.bo, stage.zout, stage.engineer)
    drained(FOUR)
    remind_due(now=FOUR + timedelta(minutes=5))
    cancel(number=gone.number, actor=stage.bo, now=FOUR + timedelta(minutes=5))
    drained_mails = to_bo(FOUR + timedelta(minutes=6))
    assert [mail.subject for mail in drained_mails if mail.subject.startswith("Tomorrow")] == []
    assert late.state == "confirmed"


def test_what_was_moved_is_reminded_of_on_its_new_day_and_not_on_the_old(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    a_day = timedelta(days=1)
    moved = Period(booking.period.start + a_day, booking.period.end + a_day)
    remind_due(now=FOUR)
    Booking.objects.filter(pk=booking.pk).update(
        during=moved.to_range(), changes=1, changed_at=FOUR + timedelta(minutes=1)
    )
    with time_machine.travel(FOUR + timedelta(minutes=2), tick=False):
        assert [mail for mail in to_bo(FOUR + timedelta(minutes=2)) if "Tomorrow" in mail.subject] == []
    (mail,) = by_the_clock(FOUR + a_day)
    assert "Friday 27 November 2026" in mail.subject


def test_a_reminder_that_waited_until_it_began_is_not_sent(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    drained(FOUR)
    remind_due(now=FOUR)
    with time_machine.travel(booking.period.start, tick=False):
        assert to_bo(booking.period.start) == []


def test_what_was_out_overnight_is_asked_back_the_day_before(stage):
    booking = booked(stage.bo, stage.zout, stage.microphones)
    assert by_the_clock(FOUR)[0].subject.startswith("Tomorrow")
    start = thursday(13, 14).start - timedelta(days=2)
    Booking.objects.filter(pk=booking.pk).update(
        during=Period(start, thursday(13, 17).end).to_range(), confirmed_at=start - timedelta(days=3)
    )
    OutboxMessage.objects.all().delete()
    (mail,) = by_the_clock(FOUR)
    assert mail.subject.startswith("Bring it back")
    assert "Tomorrow before 17:00 it comes back to Effenaar." in mail.body


def test_thanks_go_the_day_after_to_those_who_came(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    missed = booked(stage.bo, stage.zout, stage.engineer)
    complete_ended(now=booking.period.end)
    mark_no_show(number=missed.number, reason="Nobody came", actor=stage.teun, now=missed.period.end)
    assert by_the_clock(FRIDAY_AT_TEN - timedelta(minutes=1)) == []
    (mail,) = by_the_clock(FRIDAY_AT_TEN)
    assert "What came of it?" in mail.body and booking.number in mail.body
    assert f"/bookings/{booking.number}/messages/" in mail.body
    assert by_the_clock(FRIDAY_AT_TEN + timedelta(minutes=5)) == []
