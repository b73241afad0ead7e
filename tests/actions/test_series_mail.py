"""The mail of a series: one for all dates, with one calendar file that another program reads to the same instants."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override
from icalendar import Calendar

from bookings.actions.answer_series import answer_series
from bookings.actions.cancel_series import cancel_series
from bookings.actions.note_advance import note_advance
from bookings.models import Booking, Contract
from facilities.models import Facility
from hub.kit import outbox
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.factories.terms import DAY_HALF, WEEK_HALF, terms
from tests.pages.test_terms_and_fees import plain


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio)
        yield found


def sent(at=NOW) -> list:
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        outbox.work_off()
    return mail.outbox


def to(address: str):
    (found,) = [each for each in mail.outbox if each.to == [address]]
    return found


def events(message) -> dict[str, tuple]:
    (file,) = [each for each in message.attachments if each[0].endswith(".ics")]
    found = Calendar.from_ical(file[1])
    assert found["METHOD"] == "PUBLISH"
    return {
        str(each["UID"]): (
            each.decoded("DTSTART"),
            each.decoded("DTEND"),
            str(each["STATUS"]),
            each["SEQUENCE"],
        )
        for each in found.walk("VEVENT")
    }


def test_one_mail_to_each_side_with_every_date_and_one_file(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=52)
    assert len(sent()) == 2
    ours = to(stage.bo.email)
    assert ours.subject == f"Series booked: Effenaar ({placed.series.number})"
    assert plain(ours.body).count("€ 150.00") == 52
    assert "€ 7,800.00" in plain(ours.body)
    found = events(ours)
    assert found.keys() == {f"booking-{each.number}@vliegwiel" for each in placed.bookings}
    assert {(start, end) for start, end, _status, _sequence in found.values()} == {
        (each.period.start, each.period.end) for each in placed.bookings
    }
    assert "Collectief Zout" in to(stage.effenaar.email).subject


def test_what_was_agreed_is_frozen_of_each_date(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    sent()
    assert {each.booking for each in Contract.objects.all()} == set(placed.bookings)
    assert broken_invariants() == {}


def test_a_date_that_was_cancelled_before_the_mail_went_is_not_in_it(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    cancel_series(
        number=placed.series.number, start=EVENING.start + timedelta(weeks=1), actor=stage.bo, now=NOW
    )
    sent()
    confirmed = next(each for each in mail.outbox if each.subject.startswith("Series booked"))
    assert len(events(confirmed)) == 1


def test_a_cancellation_takes_the_events_back(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    before = events(next(each for each in sent() if each.to == [stage.bo.email]))
    cancel_series(
        number=placed.series.number, start=EVENING.start, actor=stage.teun, now=NOW, reason="The floor"
    )
    sent()
    ours = to(stage.bo.email)
    assert "“The floor”" in ours.body
    after = events(ours)
    assert after.keys() == before.keys()
    assert {status for _start, _end, status, _sequence in after.values()} == {"CANCELLED"}
    assert all(after[uid][3] > before[uid][3] for uid in before)


def test_the_people_read_it_in_their_own_language(stage):
    stage.bo.language = "nl"
    stage.bo.save()
    series_of(stage.bo, stage.zout, stage.studio, count=2)
    sent()
    assert to(stage.bo.email).subject.startswith("Reeks geboekt")


def test_asked_for_declined_and_not_answered_bring_no_events(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(asks_approval=True)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=2)
    assert [each.attachments for each in sent()] == [[], []]
    assert "You asked Effenaar for 2 dates." in to(stage.bo.email).body
    answer_series(number=placed.series.number, yes=False, reason="We close", actor=stage.teun, now=NOW)
    assert [each.attachments for each in sent()] == [[], []]
    assert "“We close”" in plain(to(stage.bo.email).body)
    assert {each.state for each in Booking.objects.all()} == {"cancelled"}


def test_who_cancels_a_series_late_reads_what_that_costs_all_together(stage):
    terms(stage.effenaar, WEEK_HALF)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    sent()
    at = EVENING.start - timedelta(hours=20)
    cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=at)
    sent(at)
    assert "you pay € 75.00, as agreed" in plain(to(stage.bo.email).body)
    assert "€ 75,00" in plain(to(stage.effenaar.email).body)


def test_who_cancels_a_series_in_time_reads_that_there_is_nothing_to_pay(stage):
    terms(stage.effenaar, DAY_HALF)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    sent()
    first = placed.bookings[0]
    paid = {"received_on": NOW.date(), "key": uuid4(), "actor": stage.hanna, "now": NOW}
    note_advance(number=first.number, cents=5_000, **paid)
    cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=NOW)
    sent()
    assert "There is nothing to pay." in plain(to(stage.bo.email).body)
    assert "Effenaar pays € 50.00 back by bank" in plain(to(stage.bo.email).body)
