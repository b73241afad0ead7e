"""Money that came in by bank before there is an invoice: it counts as paid, stands on the invoice, is taken back when
it was noted wrongly, and what is too much goes back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.note_advance import (
    AdvanceNotedBefore,
    NoAmount,
    NoteOnInvoice,
    NothingDue,
    NotSureYet,
    note_advance,
)
from bookings.actions.note_paid_back import note_paid_back
from bookings.actions.undo_advance import undo_advance
from bookings.models import Advance, Booking
from bookings.models.going_back import surplus_cents
from bookings.models.owed import due_cents
from funding.actions.note_transfer import NotInTheFuture, note_transfer
from funding.actions.undo_transfer import AlreadyUndone, SayWhyUndone
from funding.models import Account, BankTransfer, Entry, Invoice
from funding.models.invoice_state import standing_of
from funding.models.invoices import with_all
from funding.outbound.ubl import ubl_of
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.transactions import verb
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.cards import work_off
from tests.factories.changes import changed
from tests.factories.invoicing import OVER, billed, invoices_by
from tests.factories.terms import DAY_HALF, terms
from tests.ubl import wrong

LATER = NOW + timedelta(hours=1)
TODAY = LATER.date()
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    stage.zout.street, stage.zout.postcode = "Strijp-S 1", "5617 AB"
    stage.zout.save(update_fields=["street", "postcode"])
    return stage


@pytest.fixture
def booking(stage) -> Booking:
    return booked(stage.bo, stage.zout, stage.studio)


def noted(stage, booking, cents, **more) -> Advance:
    said = {"received_on": TODAY, "key": uuid4(), "actor": stage.hanna, "now": LATER, **more}
    return note_advance(number=booking.number, cents=cents, **said)


def undone(stage, booking, advance, **more) -> Advance:
    said = {"reason": "Of another one.", "actor": stage.hanna, "now": LATER, **more}
    return undo_advance(number=booking.number, advance_id=advance.pk, **said)


def fresh(booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def invoice() -> Invoice:
    return with_all(Invoice.objects.select_related("organisation")).get()


def test_what_came_in_counts_as_paid_and_is_in_the_books(stage, booking):
    noted(stage, booking, 6_000)
    noted(stage, booking, 4_000, received_on=TODAY - timedelta(days=3))
    assert due_cents(fresh(booking)) == booking.own_cents - 10_000
    assert Account.objects.get(kind="bank", owner=stage.effenaar.ref).balance_cents == -10_000
    assert AuditRow.objects.filter(action="bookings.note_advance", about=booking.ref).count() == 2
    assert broken_invariants() == {}


def test_it_is_invoiced_at_once_and_stands_on_the_invoice_as_paid_before(stage, booking):
    invoices_by(stage.effenaar)
    noted(stage, booking, 6_000)
    work_off(LATER)
    issued = invoice()
    assert issued.payable_cents == booking.own_cents - 6_000
    standing = standing_of(issued, TODAY)
    assert (standing.paid_cents, standing.open_cents) == (6_000, booking.own_cents - 6_000)
    assert wrong(ubl_of(issued)) == []
    # From here on the invoice knows what is open.
    with pytest.raises(NoteOnInvoice) as refused:
        noted(stage, booking, 1_000)
    assert issued.number in str(refused.value)
    rest = {"cents": standing.open_cents, "received_on": TODAY, "key": uuid4()}
    note_transfer(invoice=issued, **rest, actor=stage.hanna, now=LATER)
    assert standing_of(issued, TODAY).open_cents == 0
    complete_ended(now=OVER)
    assert billed(booking) == [], "nothing follows when it is over"
    assert broken_invariants() == {}


def given_up_late(stage) -> Booking:
    """A booking with its fee for a microphone that was given up the day before, which is invoiced."""
    invoices_by(stage.effenaar)
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    changed(stage.bo, booking, stage.studio, now=LATE)
    work_off(LATE)
    return fresh(booking)


def test_an_invoice_of_a_fee_does_not_turn_away_money_for_the_price(stage):
    booking = given_up_late(stage)
    fee, of_fee = booking.fees.get(), invoice()
    assert of_fee.payable_cents == fee.own_cents < due_cents(booking)
    noted(stage, booking, due_cents(booking) - 1_000, now=LATE, received_on=LATE.date())
    work_off(LATE)
    ahead = with_all(Invoice.objects.exclude(pk=of_fee.pk)).get()
    assert standing_of(of_fee, LATE.date()).state == "paid"
    assert ahead.payable_cents == standing_of(ahead, LATE.date()).open_cents == 1_000
    with pytest.raises(NoteOnInvoice) as refused:
        noted(stage, booking, 1_000, now=LATE, received_on=LATE.date())
    assert ahead.number in str(refused.value)
    assert broken_invariants() == {}


def test_where_only_the_fee_is_owed_the_money_is_noted_on_its_invoice(stage):
    booking = given_up_late(stage)
    cancel(number=booking.number, reason="The floor", actor=stage.teun, now=LATE)
    with pytest.raises(NoteOnInvoice) as refused:
        noted(stage, booking, 500, now=LATE, received_on=LATE.date())
    assert invoice().number in str(refused.value)


def test_of_what_was_over_before_it_was_invoiced_it_stands_on_that_invoice(stage, booking):
    complete_ended(now=OVER)
    noted(stage, booking, booking.own_cents, now=OVER, received_on=OVER.date())
    invoices_by(stage.effenaar)
    (issued,) = billed(booking)
    assert issued.payable_cents == 0 and standing_of(issued, OVER.date()).state == "paid"
    assert broken_invariants() == {}


def test_more_than_is_owed_goes_back_by_bank_as_elsewhere(stage, booking):
    invoices_by(stage.effenaar)
    noted(stage, booking, booking.own_cents + 2_000)
    work_off(LATER)
    assert surplus_cents(fresh(booking)) == 2_000
    issued = invoice()
    assert issued.payable_cents == -2_000 and wrong(ubl_of(issued)) == []
    assert standing_of(issued, TODAY).state == "back"
    note_paid_back(number=booking.number, cents=2_000, actor=stage.hanna, now=LATER)
    assert surplus_cents(fresh(booking)) == 0 and standing_of(issued, TODAY).state == "paid"
    assert broken_invariants() == {}


def test_of_what_is_cancelled_all_of_it_goes_back(stage, booking):
    noted(stage, booking, 6_000)
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    assert surplus_cents(fresh(booking)) == 6_000
    with pytest.raises(NothingDue):
        noted(stage, booking, 1_000)


def test_a_wrong_note_is_reversed_with_a_reason_and_once(stage, booking):
    advance = noted(stage, booking, 6_000)
    with pytest.raises(SayWhyUndone):
        undone(stage, booking, advance, reason=" ")
    back = undone(stage, booking, advance)
    assert (back.cents, back.reverses, back.reason) == (-6_000, advance, "Of another one.")
    assert due_cents(fresh(booking)) == booking.own_cents
    first, second = Entry.objects.filter(kind="transfer").order_by("pk")
    assert second.reverses == first
    for again in (advance, back):
        with pytest.raises(AlreadyUndone):
            undone(stage, booking, again)
    assert broken_invariants() == {}


def test_taken_back_after_it_was_invoiced_leaves_the_invoice_open(stage, booking):
    invoices_by(stage.effenaar)
    advance = noted(stage, booking, 6_000)
    work_off(LATER)
    undone(stage, booking, advance)
    work_off(LATER)
    assert standing_of(invoice(), TODAY).open_cents == booking.own_cents
    assert broken_invariants() == {}


def test_the_same_form_twice_is_one_and_with_other_words_none(stage, booking):
    key = uuid4()
    first = noted(stage, booking, 6_000, key=key)
    assert noted(stage, booking, 6_000, key=key) == first
    other = booked(stage.bo, stage.zout, stage.engineer)
    for which, cents, day in (
        (booking, 6_001, TODAY),
        (booking, 6_000, TODAY - timedelta(days=1)),
        (other, 6_000, TODAY),
    ):
        with pytest.raises(AdvanceNotedBefore):
            noted(stage, which, cents, key=key, received_on=day)
    assert Advance.objects.count() == Entry.objects.filter(kind="transfer").count() == 1


@pytest.mark.parametrize("cents", [0, -1])
def test_nothing_is_no_money(stage, booking, cents):
    with pytest.raises(NoAmount):
        noted(stage, booking, cents)
    assert not Advance.objects.exists()


def test_money_of_tomorrow_or_for_what_is_not_sure_is_not_noted(stage, booking):
    with pytest.raises(NotInTheFuture):
        noted(stage, booking, 1_000, received_on=TODAY + timedelta(days=1))
    with pytest.raises(NotSureYet):
        noted(stage, held(stage.bo, stage.zout, stage.engineer), 1_000)
    assert not Advance.objects.exists()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("teun", Forbidden), ("zoe", Forbidden), ("bo", Forbidden), ("ilse", Http404), ("wim", Http404)],
)
def test_only_the_hubs_managers_note_what_came_in(stage, booking, who, refusal):
    with pytest.raises(refusal):
        noted(stage, booking, 1_000, actor=getattr(stage, who))
    advance = noted(stage, booking, 1_000)
    with pytest.raises(refusal):
        undone(stage, booking, advance, actor=getattr(stage, who))
    assert Advance.objects.count() == 1


def test_one_of_another_booking_is_not_taken_back_by_this_one(stage, booking):
    other = booked(stage.bo, stage.zout, stage.engineer)
    advance = noted(stage, other, 1_000)
    with pytest.raises(Http404):
        undone(stage, booking, advance)


def test_a_note_that_is_not_in_the_books_or_not_in_the_trail_is_found(stage, booking):
    @verb
    def behind_the_books() -> None:
        Advance.objects.create(
            booking=booking, cents=1_000, received_on=TODAY, key=uuid4(), noted_at=NOW, noted_by_id=1
        )

    noted(stage, booking, 6_000)
    behind_the_books()
    found = broken_invariants()
    assert set(found) == {"I17w", "I19h"} and "says 1000 and the books 0" in found["I19h"][0]
    assert not BankTransfer.objects.exists()
