"""A request that nobody answers: the desk reads of it twice, then its managers; once each, never at night."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from bookings.actions.approve import approve
from bookings.actions.press_request import press_request
from hub.kit import outbox
from hub.kit.models import OutboxMessage
from members.models import Grant
from tests import cast
from tests.cast import NOW
from tests.factories.options import asks_first, requested
from tests.factories.series import open_thursdays, series_of

# Asked at ten on Monday, to be answered by ten on Wednesday: Tuesday at ten, and on the evening before the end.
HALF = NOW + timedelta(hours=24)
EVENING = NOW + timedelta(hours=35)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        asks_first(stage.studio)
        yield stage


def sent(at) -> list[tuple[list[str], str]]:
    """Who got what, working off all that is due by then, twice."""
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        outbox.work_off()
        outbox.work_off()
    return [(each.to, each.subject) for each in mail.outbox]


def test_the_desk_is_reminded_at_half_and_near_the_end_and_then_the_managers(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    desk = [stage.effenaar.email]
    sent(NOW)
    assert sent(HALF - timedelta(minutes=1)) == []
    (half,) = sent(HALF)
    assert half[0] == desk and booking.number in half[1]
    last = sent(EVENING)
    assert [to for to, _subject in last] == [desk, [stage.hanna.email]]
    assert sent(booking.held_until - timedelta(minutes=1)) == []


def test_what_is_answered_is_not_pressed(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    approve(number=booking.number, reason="Welcome", actor=stage.teun, now=NOW)
    sent(NOW)
    assert sent(EVENING) == []
    assert press_request(number=booking.number, now=EVENING) == 0


def test_what_is_over_is_not_pressed_though_the_worker_slept(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent(NOW)
    assert sent(booking.held_until) == []


def test_who_manages_the_hub_no_longer_is_not_told(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    assert press_request(number=booking.number, now=EVENING) == 1
    assert press_request(number=booking.number, now=EVENING) == 1
    assert OutboxMessage.objects.filter(kind="request.pressed_manager").count() == 1
    Grant.objects.filter(person=stage.hanna).update(revoked_at=NOW)
    assert [stage.hanna.email] not in [to for to, _subject in sent(EVENING)]


def test_a_series_is_pressed_while_any_of_its_dates_waits_and_says_how_many(stage):
    open_thursdays(stage.studio)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    first, second, third = placed.bookings
    sent(NOW)
    approve(number=first.number, reason="Welcome", actor=stage.teun, now=NOW)
    with time_machine.travel(HALF, tick=False):
        mail.outbox.clear()
        outbox.work_off()
    # Mails to a hub are in Dutch.
    (pressed,) = (each for each in mail.outbox if "Wacht op je antwoord" in each.subject)
    assert second.number in pressed.subject
    assert "2 data van één reeks wachten samen." in pressed.body
    for each in (second, third):
        approve(number=each.number, reason="Welcome", actor=stage.teun, now=HALF)
    assert [subject for _to, subject in sent(EVENING) if "antwoord" in subject] == []
