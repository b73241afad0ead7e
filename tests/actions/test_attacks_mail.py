"""Who was sent away by their collective, and would go on reading what it does."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.actions.offer_places import offer_places
from bookings.actions.remind_due import remind_due
from bookings.actions.set_words import set_words
from bookings.models.series_reads import dates_of
from bookings.outbound.calendar import calendar_file
from bookings.outbound.series_calendar import series_file
from members.actions.remove_member import remove_member
from members.models import Membership, User
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.series import open_thursdays, series_of
from tests.factories.talking import FOUR, by_the_clock, drained, mails, said
from tests.factories.waitlist import in_line

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        User.objects.update(language="en")
        yield stage


def sent_away(stage: Cast) -> None:
    drained()
    remove_member(membership=Membership.objects.get(person=stage.bo), actor=stage.zoe, now=NOW)
    drained()


def readers(found: list) -> set[str]:
    return {address for each in found for address in each.to} - {"", "desk@effenaar.example"}


def test_the_way_in_is_for_whoever_owns_the_collective_by_then(stage):
    booked(stage.bo, stage.zout, stage.studio)
    set_words(
        hub=stage.effenaar, kind="reminder", text_nl="", text_en="The key lies under 7.",
        actor=stage.hanna, now=NOW,
    )  # fmt: skip
    sent_away(stage)
    with time_machine.travel(FOUR, tick=False):
        remind_due(now=FOUR)
        (mail,) = mails(FOUR)
    assert mail.to == [stage.zoe.email] and "under 7" in mail.body


def test_without_anybody_left_nobody_is_told(stage):
    booked(stage.bo, stage.zout, stage.studio)
    drained()
    Membership.objects.all().delete()
    assert by_the_clock(FOUR) == []


def test_changes_and_what_is_said_are_not_for_who_left(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    sent_away(stage)
    changed(stage.zoe, booking, (stage.engineer, 1), now=LATER)
    assert stage.bo.email not in readers(found := mails(LATER)) and stage.zoe.email in readers(found)
    said(booking, stage.teun, "The key lies under 7.", now=LATER)
    assert readers(mails(LATER + timedelta(minutes=30))) == {stage.zoe.email}


def test_nor_is_a_series_nor_what_the_line_brings(stage):
    open_thursdays(stage.studio, count=2)
    series = series_of(stage.bo, stage.zout, stage.studio, count=2).series
    (rival,) = rivals(1)
    theirs = booked(rival.person, rival.organisation, stage.engineer)
    in_line(stage.bo, stage.zout, stage.engineer)
    sent_away(stage)
    cancel(number=theirs.number, actor=rival.person, now=LATER)
    assert offer_places(now=LATER) == 0
    told = readers(mails(LATER)) - {rival.person.email}
    assert told == {stage.zoe.email}
    first = series.bookings.order_by("during").first()
    cancel(number=first.number, actor=stage.zoe, now=LATER)
    assert stage.bo.email not in readers(mails(LATER))


def test_an_event_invites_nobody_whose_address_is_not_known(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert b"ATTENDEE" in calendar_file(booking, method="PUBLISH", url="")
    Membership.objects.all().delete()
    assert b"ATTENDEE" not in calendar_file(booking, method="PUBLISH", url="")


def test_a_series_asks_nobody_for_each_of_its_dates(stage, django_assert_num_queries):
    open_thursdays(stage.studio, count=6)
    series = series_of(stage.bo, stage.zout, stage.studio, count=6).series
    rows = list(dates_of(series).select_related("hub__municipality"))
    with django_assert_num_queries(0):
        assert series_file(rows).count(b"BEGIN:VEVENT") == 6
