"""What is said about a booking, in the mail of the other side: one for a while of it, and none for who read it."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions.choose_mail import choose_mail
from bookings.actions.read_thread import read_thread
from bookings.models.messages import OPTIONAL, TALK
from bookings.models.thread import unread
from hub.kit.models import OutboxMessage
from members.actions.note_unreachable import note_unreachable
from members.models import Membership
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.talking import LATER, SOON, drained, emptied, last, mails, rider, said


@pytest.fixture
def stage(db) -> Cast:
    emptied()
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def booking(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    drained()
    return booking


def test_what_was_on_its_way_while_somebody_looked_is_new_and_mailed(stage, booking):
    said(booking, stage.bo, now=SOON + timedelta(seconds=5))
    seen = last(booking)
    said(booking, stage.bo, "Sent before, here after: it has a large file.", now=SOON, files=[rider()])
    read_thread(number=booking.number, upto=seen, actor=stage.teun)
    assert unread([booking.pk], by_hub=True) == {booking.pk: 1}
    (mail,) = mails(LATER + timedelta(minutes=1))
    assert "large file" in mail.body


def test_what_is_said_within_a_while_is_one_mail_to_the_other_side(stage, booking):
    said(booking, stage.bo, files=[rider()])
    said(booking, stage.zoe, "And when do the doors open?", now=SOON + timedelta(minutes=3))
    assert mails(SOON + timedelta(minutes=9)) == [], "it waits for what else is said"
    (mail,) = mails(LATER)
    assert mail.to == [stage.effenaar.email]
    assert "Collectief Zout schreef" in mail.subject and booking.number in mail.subject
    for words in ("We bring a drum kit.", "And when do the doors open?", "rider.pdf", "Bo,", "Zoë,"):
        assert words in mail.body
    assert f"/nl/bookings/{booking.number}/messages/" in mail.body
    assert "List-Unsubscribe" not in mail.extra_headers
    said(booking, stage.bo, "One more thing.", now=LATER)
    (next_mail,) = mails(LATER + timedelta(minutes=10))
    assert "One more thing." in next_mail.body and "drum kit" not in next_mail.body


def test_the_organisation_is_told_where_it_wrote_from_and_who_read_it_meanwhile_is_not(stage, booking):
    said(booking, stage.zoe, "Is there a ramp?")
    drained(LATER)
    said(booking, stage.teun, "There is.", now=LATER)
    told = mails(LATER + timedelta(minutes=10))
    assert sorted(mail.to[0] for mail in told) == ["bo@example.org", "zoe@example.org"]
    assert all("Effenaar wrote about your booking." in mail.body for mail in told)
    assert "There is." in told[0].body
    at = LATER + timedelta(hours=1)
    said(booking, stage.teun, "Round the corner.", now=at)
    read_thread(number=booking.number, upto=last(booking), actor=stage.mira)
    assert mails(at + timedelta(minutes=10)) == []


def test_who_left_does_not_want_it_or_cannot_be_reached_gets_none(stage, booking):
    def told(at):
        said(booking, stage.teun, f"It is {at:%H:%M}.", now=at)
        return [mail.to[0] for mail in mails(at + timedelta(minutes=10))]

    hours = [NOW + timedelta(hours=number) for number in range(1, 5)]
    assert told(hours[0]) == ["bo@example.org"]
    choose_mail(person=stage.bo, wanted=set(OPTIONAL) - {TALK}, actor=stage.bo, now=NOW)
    assert told(hours[1]) == []
    choose_mail(person=stage.bo, wanted=OPTIONAL, actor=stage.bo, now=NOW)
    note_unreachable(address="bo@example.org", code=550, said="5.1.1 nobody", now=NOW)
    assert told(hours[2]) == []
    stage.bo.email = "bo@elsewhere.example"
    stage.bo.save()
    Membership.objects.filter(person=stage.bo).delete()
    assert told(hours[3]) == ["zoe@example.org"]  # who owns the organisation speaks for it then


def test_a_mail_that_goes_twice_says_the_same_under_the_same_id(stage, booking):
    said(booking, stage.bo)
    (first,) = mails(LATER)
    said(booking, stage.bo, "Later.", now=LATER)
    OutboxMessage.objects.filter(kind="booking.said").update(done_at=None)
    (again,) = mails(LATER)
    assert (again.body, again.extra_headers["Message-ID"]) == (first.body, first.extra_headers["Message-ID"])
