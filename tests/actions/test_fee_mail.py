"""What people read in their mail of terms, fees, no-shows and changes; and what their calendar gets."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions.cancel import cancel
from bookings.actions.exchange_units import exchange_units
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.note_advance import note_advance
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from bookings.models import Occupancy
from facilities.models import Unit, UnitState
from funding.models import Fund
from tests.actions.test_booking_mail import deliver, event_lines, parts, stage, subject
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.terms import DAY_HALF, terms

__all__ = ["stage"]
LATE = thursday(13, 17).start - timedelta(hours=20)
END = thursday(13, 17).end


@pytest.fixture
def booking(stage):
    terms(stage.effenaar, DAY_HALF)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    stage.bo.language = "en"
    stage.bo.save()
    return booking


def text(message) -> str:
    (plain,) = parts(message, "text/plain")
    (html,) = parts(message, "text/html")
    assert html.get_content()
    return plain.get_content().replace("\u00a0", " ")


def test_a_confirmation_says_until_when_cancelling_is_free(booking):
    to_bo, to_hub = deliver()
    assert "If you cancel: Free until Wednesday 25 November, 13:00; after that €" in text(to_bo)
    assert "If you cancel" not in text(to_hub)


def test_who_cancelled_late_reads_what_is_due_and_what_funds_get_back(booking, stage):
    deliver()
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    fee = booking.fees.get()
    to_bo, to_hub = deliver(LATE)
    assert f"It was cancelled late: you pay € {fee.own_cents / 100:.2f}" in text(to_bo)
    assert f"Funds that bear such fees pay € {fee.funds_cents / 100:.2f}." in text(to_bo)
    assert f"€ {fee.back_cents / 100:.2f} goes back to the funds." in text(to_bo)
    assert "Dit is laat geannuleerd: ze betalen €" in text(to_hub)


def test_who_cancels_in_time_reads_that_there_is_nothing_to_pay(booking, stage):
    deliver()
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(hours=1))
    to_bo, _to_hub = deliver(NOW + timedelta(hours=1))
    assert "There is nothing to pay." in text(to_bo)


def test_a_change_brings_the_event_anew_with_a_higher_sequence(booking, stage):
    deliver()
    at = NOW + timedelta(hours=2)
    changed(stage.bo, booking, stage.studio, period=thursday(18, 22), now=at)
    to_bo, to_hub = deliver(at)
    assert subject(to_bo) == f"Changed: Effenaar, Thursday 26 November 2026, 18:00–22:00 ({booking.number})"
    assert subject(to_hub).startswith("Gewijzigd: Collectief Zout")
    (calendar,) = parts(to_bo, "text/calendar")[:1]
    event = event_lines(calendar.get_content().replace("\n", "\r\n").replace("\r\r", "\r"))
    assert event["SEQUENCE"] == "1"
    assert event["DTSTART;TZID=Europe/Amsterdam"] == "20261126T180000"
    assert event["UID"] == f"booking-{booking.number}@vliegwiel"
    assert "Studio 2: € 160.00" in text(to_bo) and "microphone" not in text(to_bo)


def test_of_two_changes_before_the_mail_went_only_the_last_is_told(booking, stage):
    deliver()
    at = NOW + timedelta(hours=2)
    changed(stage.bo, booking, stage.studio, now=at)
    changed(stage.bo, booking, stage.studio, period=thursday(18, 22), now=at)
    sent = deliver(at)
    assert len(sent) == 2
    assert all("18:00–22:00" in subject(each) for each in sent)


def test_a_change_of_the_hub_says_why_and_a_late_one_what_it_costs(booking, stage):
    deliver()
    changed(stage.teun, booking, stage.studio, now=NOW, reason="Two microphones broke")
    to_bo, _to_hub = deliver()
    assert "“Two microphones broke”" in text(to_bo)
    changed(stage.bo, booking, stage.studio, period=thursday(19, 23), now=LATE)
    to_bo, _to_hub = deliver(LATE)
    fee = booking.fees.get()
    assert f"For what was given up this late € {fee.own_cents / 100:.2f} is due" in text(to_bo)


def test_who_did_not_come_reads_why_and_what_is_due(booking, stage):
    deliver()
    mark_no_show(number=booking.number, reason="The lights stayed off", actor=stage.teun, now=END)
    to_bo, to_hub = deliver(END)
    assert subject(to_bo).startswith("Noted: you did not come: Effenaar")
    assert "“The lights stayed off”" in text(to_bo)
    due = f"The whole share stays due, € {booking.own_cents / 100:.2f}, as agreed"
    assert due in text(to_bo) and "Funds have €" in text(to_bo)
    assert subject(to_hub).startswith("Niet gekomen: Collectief Zout")
    assert "Het hele deel blijft verschuldigd" in text(to_hub)


def test_who_did_not_come_and_pays_a_part_reads_both_amounts(booking, stage):
    terms(stage.effenaar, DAY_HALF, no_show_bp=5_000)
    half = booked(stage.bo, stage.zout, stage.engineer)
    deliver()
    mark_no_show(number=half.number, reason="Dark", actor=stage.teun, now=END)
    to_bo, to_hub = deliver(END)
    due, price = (f"€ {cents / 100:.2f}" for cents in (half.fees.get().own_cents, half.own_cents))
    assert due != price and f"Therefore you pay {due} instead of {price}" in text(to_bo)
    assert "in plaats van €" in text(to_hub)


def test_what_was_taken_back_before_the_mail_went_is_not_said(booking, stage):
    deliver()
    mark_no_show(number=booking.number, reason="Dark", actor=stage.teun, now=END)
    unmark_no_show(number=booking.number, reason="Another door", actor=stage.teun, now=END)
    sent = deliver(END)
    assert [subject(each).split(":")[0] for each in sent] == ["Taken back", "Teruggenomen"]
    assert "“Another door”" in text(sent[0])


def test_a_fee_that_is_waived_is_told(booking, stage):
    deliver()
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    deliver(LATE)
    waive_fee(number=booking.number, reason="They were ill", actor=stage.teun, now=LATE)
    to_bo, _to_hub = deliver(LATE)
    assert subject(to_bo).startswith("Fee waived: Effenaar")
    assert "“They were ill”" in text(to_bo)


def test_a_change_says_what_it_was_and_what_was_to_be_paid(booking, stage):
    deliver()
    was = booking.own_cents
    evening = {"period": thursday(18, 23), "reason": "They asked for the evening"}
    changed(stage.teun, booking, stage.studio, (stage.microphones, 2), **evening)
    to_bo, to_hub = deliver()
    booking.refresh_from_db()
    assert booking.own_cents > was
    assert "Before, it was Thursday 26 November 2026, 13:00–17:00." in text(to_bo)
    now, before = (f"€ {cents / 100:.2f}" for cents in (booking.own_cents, was))
    assert f"Collectief Zout pays {now} instead of {before}." in text(to_bo)
    assert "Eerder was het donderdag 26 november 2026, 13:00–17:00." in text(to_hub)
    assert f"in plaats van {before.replace('.', ',')}" in text(to_hub)


def test_what_was_put_back_before_the_mail_went_was_never_otherwise(booking, stage):
    deliver()
    for period in (thursday(18, 23), thursday(13, 17)):
        asked = {"period": period, "reason": "A slip of the mouse"}
        changed(stage.teun, booking, stage.studio, (stage.microphones, 2), **asked)
    to_bo, _to_hub = deliver()
    assert "13:00–17:00" in subject(to_bo)
    assert "Before, it was" not in text(to_bo) and "instead of" not in text(to_bo)


def test_what_came_in_by_bank_is_promised_back_by_bank(booking, stage):
    deliver()
    paid = {"received_on": NOW.date(), "key": uuid4(), "actor": stage.hanna, "now": NOW}
    note_advance(number=booking.number, cents=5_000, **paid)
    cancel(number=booking.number, reason="The floor", actor=stage.teun, now=NOW)
    to_bo, to_hub = deliver()
    assert "Effenaar pays € 50.00 back by bank" in text(to_bo)
    assert "Betaal € 50,00 terug per bank" in text(to_hub)


def test_a_fee_of_an_earlier_change_stays_due_when_the_hub_cancels(booking, stage):
    deliver()
    changed(stage.bo, booking, stage.studio, now=LATE)
    deliver(LATE)
    cancel(number=booking.number, reason="The floor", actor=stage.teun, now=LATE)
    to_bo, _to_hub = deliver(LATE)
    fee = booking.fees.get()
    assert f"Of earlier changes € {fee.own_cents / 100:.2f} stays due." in text(to_bo)
    assert "nothing to pay" not in text(to_bo)


def test_other_units_alone_say_nothing_of_an_earlier_fee_or_price(booking, stage):
    deliver()
    changed(stage.bo, booking, stage.studio, (stage.microphones, 1), now=LATE)
    deliver(LATE)
    broken = Occupancy.objects.live().get(line__booking=booking, unit__facility=stage.microphones).unit
    Unit.objects.filter(pk=broken.pk).update(state=UnitState.IN_REPAIR)
    at = LATE + timedelta(hours=1)
    exchange_units(number=booking.number, reason="It fell", actor=stage.teun, now=at)
    to_bo, _to_hub = deliver(at)
    assert "“It fell”" in text(to_bo)
    assert "given up this late" not in text(to_bo) and "instead of" not in text(to_bo)
