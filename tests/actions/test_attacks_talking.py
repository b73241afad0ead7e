"""A member with a grudge who would fill a house's mailbox and its disk."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions import say as saying
from bookings.actions.cancel import cancel
from bookings.actions.say import NotTalkedAbout, TooManyFilesToday
from bookings.models import Remark, ThreadFile
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked, held
from tests.factories.talking import LATER, SOON, drained, emptied, mails, rider, said, stored


@pytest.fixture
def stage(db) -> Cast:
    emptied()
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def test_what_was_held_for_minutes_and_let_go_is_talked_about_by_nobody(stage):
    """It costs nothing and is made again and again, and each would have its own forty files and a mail to the desk."""
    hold = held(stage.bo, stage.zout, stage.studio)
    cancel(number=hold.number, actor=stage.bo, now=SOON)
    drained(SOON)
    for actor in (stage.bo, stage.teun):
        with pytest.raises(NotTalkedAbout):
            said(hold, actor, files=[rider()])
    assert not Remark.objects.exists() and stored() == set() and mails(LATER + timedelta(hours=1)) == []


def test_what_was_booked_and_cancelled_is(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    assert said(booking, stage.bo, "Sorry about that.")


def test_files_of_one_person_are_limited_over_all_bookings_and_a_day(stage, monkeypatch):
    monkeypatch.setattr(saying, "MOST_FILES_A_DAY", 6)
    one = booked(stage.bo, stage.zout, stage.studio)
    other = booked(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
    said(one, stage.bo, files=[rider() for _ in range(5)])
    before = stored()
    with pytest.raises(TooManyFilesToday):
        said(other, stage.bo, files=[rider(), rider()])
    assert stored() == before and ThreadFile.objects.count() == 5
    assert said(other, stage.bo, "Words are not counted.")
    assert said(other, stage.teun, files=[rider(), rider()])
    assert said(other, stage.bo, files=[rider(), rider()], now=SOON + timedelta(days=1))
