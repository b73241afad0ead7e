"""What an organisation pays before the day is invoiced when it pays, and once; later changes are credited and invoiced
anew."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from bookings.actions.bill_due import bill_due
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from funding.models import Account, Invoice, InvoiceKind, Rhythm
from funding.models.invoice_state import standing_of
from funding.models.invoices import with_all
from funding.outbound.invoices import on_paper
from funding.outbound.ubl import ubl_of
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.cards import IN_A_MINUTE, paid, takes_cards, work_off
from tests.factories.changes import changed
from tests.factories.invoicing import OVER, billed, invoices_by
from tests.factories.terms import WEEK_HALF, terms
from tests.ubl import wrong

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def stage(cards, db):
    stage = cast.assemble()
    stage.zout.street, stage.zout.postcode = "Strijp-S 1", "5617 AB"
    stage.zout.save(update_fields=["street", "postcode"])
    takes_cards(stage.effenaar)
    invoices_by(stage.effenaar)
    return stage


def invoices() -> list[Invoice]:
    return list(with_all(Invoice.objects.select_related("organisation")).order_by("pk"))


def kinds() -> list[tuple[str, int]]:
    return [(each.kind, each.gross_cents) for each in invoices()]


def owed(stage) -> int:
    return -Account.objects.get(kind="organisation", owner=stage.zout.ref).balance_cents


def sound(stage) -> None:
    assert broken_invariants() == {}
    assert [wrong(ubl_of(each)) for each in invoices()] == [[] for _each in invoices()]


def test_it_is_invoiced_when_it_is_paid_and_not_once_more_when_it_is_over(stage, cards) -> None:
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    (invoice,) = invoices()
    assert (invoice.issued_on, invoice.gross_cents) == (IN_A_MINUTE.date(), booking.own_cents)
    assert (invoice.prepaid_cents, invoice.payable_cents) == (booking.own_cents, 0)
    line = invoice.parts.get().lines.get()
    assert (line.starts_at, line.ends_at) == (thursday(13, 17).start, thursday(13, 17).end), (
        "the day of supply"
    )
    complete_ended(now=OVER)
    assert billed(booking) == [] and bill_due(now=OVER + timedelta(days=1)) == 0
    sound(stage)


def test_what_is_confirmed_on_account_is_invoiced_when_it_is_paid_by_card(stage, cards) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert billed(booking, now=LATER) == []
    paid(booking, stage.bo, cards)
    work_off()
    assert kinds() == [(InvoiceKind.INVOICE, booking.own_cents)]
    sound(stage)


def test_more_is_credited_and_invoiced_anew_and_the_difference_is_to_pay(stage, cards) -> None:
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    before = booking.own_cents
    booking = changed(stage.bo, booking, stage.studio, (stage.microphones, 2), now=LATER).booking
    work_off(LATER)
    first, note, again = invoices()
    assert (note.credits, note.gross_cents, again.gross_cents) == (first, before, booking.own_cents)
    assert again.payable_cents == booking.own_cents - before > 0
    assert standing_of(again, LATER.date()).open_cents == again.payable_cents
    sound(stage)


def test_less_is_credited_and_invoiced_anew_and_the_rest_goes_back(stage, cards) -> None:
    kept = held(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    booking = paid(kept, stage.bo, cards)
    work_off()
    booking = changed(stage.bo, booking, stage.studio, now=LATER).booking
    work_off(LATER)
    _first, _note, again = invoices()
    assert (again.gross_cents, again.payable_cents) == (booking.own_cents, 0)
    sound(stage)


def test_another_day_at_the_same_price_is_another_day_of_supply(stage, cards) -> None:
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    friday = thursday(13, 17)
    friday = type(friday)(friday.start + timedelta(days=1), friday.end + timedelta(days=1))
    changed(stage.bo, booking, (stage.studio, 1, friday), now=LATER)
    work_off(LATER)
    _first, note, again = invoices()
    assert note.is_credit and again.parts.get().lines.get().starts_at == friday.start
    sound(stage)


def test_cancelled_in_time_is_credited_and_everything_goes_back(stage, cards) -> None:
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    work_off(LATER)
    first, note = invoices()
    assert (note.credits, note.gross_cents) == (first, first.gross_cents)
    assert owed(stage) == 0
    sound(stage)


def test_cancelled_late_is_credited_and_the_fee_is_invoiced_as_paid(stage, cards) -> None:
    terms(stage.effenaar, WEEK_HALF)
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    work_off(LATER)
    first, note, fee = invoices()
    assert (note.credits, fee.gross_cents, fee.payable_cents) == (first, booking.own_cents // 2, 0)
    assert owed(stage) == 0
    sound(stage)


def test_who_paid_and_did_not_come_gets_a_credit_note_and_the_fee(stage, cards) -> None:
    terms(stage.effenaar, WEEK_HALF, no_show_bp=7_500)
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    complete_ended(now=OVER)
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=OVER)
    work_off(OVER)
    first, note, fee = invoices()
    assert (note.credits, fee.gross_cents, fee.payable_cents) == (first, booking.own_cents * 3 // 4, 0)
    sound(stage)


def test_by_the_month_what_is_paid_ahead_does_not_wait_for_its_end(stage, cards) -> None:
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    assert kinds() == [(InvoiceKind.INVOICE, booking.own_cents)]
    complete_ended(now=OVER)
    assert bill_due(now=NOW.replace(month=12, day=1)) == 0
    sound(stage)


def test_by_the_month_a_fee_of_what_is_not_paid_waits_for_its_end(stage, cards) -> None:
    terms(stage.effenaar, WEEK_HALF)
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    changed(stage.bo, booking, stage.studio, now=LATER)
    work_off(LATER)
    assert booking.fees.exists() and invoices() == []


def test_what_was_paid_before_the_hub_sent_invoices_is_invoiced_at_night_before_it_takes_place(
    stage, cards
) -> None:
    stage.effenaar.invoice_settings.all().delete()
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    tomorrow = NOW + timedelta(days=1)
    invoices_by(stage.effenaar, now=tomorrow)
    assert broken_invariants() == {}
    assert bill_due(now=tomorrow) == 1 and bill_due(now=tomorrow) == 0
    assert kinds() == [(InvoiceKind.INVOICE, booking.own_cents)]
    sound(stage)


def test_the_same_event_twice_is_one_invoice(stage, cards) -> None:
    paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    cards.deliver_to(Client())
    work_off()
    work_off(LATER)
    assert len(invoices()) == 1


def test_a_credit_note_of_what_was_paid_says_what_becomes_of_the_money(stage, cards) -> None:
    booking = paid(held(stage.bo, stage.zout, stage.studio), stage.bo, cards)
    work_off()
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    work_off(LATER)
    _first, note = invoices()
    with override("en"):
        shown = on_paper(note)
    assert shown["total"] == ["Credited", "€\u00a0160.00"]
    assert any("€\u00a0160.00" in words and "goes back" in words for words in shown["notes"])
