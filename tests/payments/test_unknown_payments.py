"""A payment that the processor knows and nobody here: a site administrator books it, once."""

import pytest
from django.http import Http404

from bookings.actions.book_unknown_payment import How, NoSuchBooking, book_unknown_payment
from bookings.actions.cancel import cancel
from bookings.models import BookingState
from bookings.models.owed import due_cents
from funding.actions.book_difference import AlreadyBooked, ProcessorSilent, StillDiffers
from funding.models import CardRefund, Difference, Entry, EntryKind, Payment, PaymentState, RefundWhy
from funding.models.paid import paid_cents
from funding.models.reconciling import open_differences
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.paying import paid, paid_elsewhere
from tests.factories.refunds import SOON, given_back, worked
from tests.payments.test_reconciling import book, found, looked
from tests.signing_in import signed_in


@pytest.fixture
def stage(cards, db):
    yield cast.assemble()
    assert broken_invariants() == {}


@pytest.fixture
def booking(stage):
    return booked(stage.bo, stage.zout, stage.studio)


@pytest.fixture
def unknown(cards, booking) -> Difference:
    paid_elsewhere(cards, booking)
    looked()
    return open_differences().get()


def done(unknown, actor, number, how=How.BOOK) -> Payment:
    return book_unknown_payment(
        difference_id=unknown.pk,
        number=number,
        how=how,
        reason="A backup was put back",
        actor=actor,
        now=SOON,
    )


def test_it_is_booked_on_its_booking_once(cards, stage, booking, unknown):
    assert unknown.says_booking == booking.number
    payment = done(unknown, stage.anna, booking.number)
    payment.refresh_from_db()
    assert (payment.state, payment.cents, payment.organisation) == (PaymentState.PAID, 16_000, stage.zout)
    assert due_cents(booking) == 0 and not CardRefund.objects.exists()
    with pytest.raises(AlreadyBooked):
        done(unknown, stage.anna, booking.number)
    assert Entry.objects.filter(kind=EntryKind.PAY).count() == 1
    row = AuditRow.objects.get(action="bookings.book_unknown_payment")
    assert (row.about, row.reason, row.facts["payment"]) == (booking.ref, "A backup was put back", payment.pk)
    assert AuditRow.objects.filter(action="funding.book_difference").count() == 1
    assert looked().found == 0 and found() == []


def test_it_is_given_back_in_full_though_the_booking_is_still_to_be_paid(cards, stage, booking, unknown):
    payment = done(unknown, stage.anna, booking.number, How.GIVE_BACK)
    refund = CardRefund.objects.get()
    assert (refund.cents, refund.why, due_cents(booking)) == (16_000, RefundWhy.NOT_KNOWN, 16_000)
    worked()
    assert given_back(cards, payment) == 16_000
    assert looked().found == 0


def test_what_is_too_much_of_it_goes_back_by_itself(cards, stage, booking, unknown):
    paid(cards, booking)
    done(unknown, stage.anna, booking.number)
    assert CardRefund.objects.get().cents == 16_000 and paid_cents(booking.ref) == 16_000


def test_for_a_booking_that_was_cancelled_it_goes_back(cards, stage, booking, unknown):
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    done(unknown, stage.anna, booking.number)
    assert CardRefund.objects.get().cents == 16_000


def test_what_is_held_is_confirmed_by_it_also_where_another_payment_is_open(cards, stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    paid_elsewhere(cards, booking)
    looked()
    done(open_differences().get(), stage.anna, booking.number)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_it_is_not_booked_on_what_another_hub_is_to_be_paid_for(cards, stage, unknown):
    """Whoever has the dashboard writes what a payment says of itself."""
    theirs = booked(stage.bo, stage.zout, stage.engineer)
    type(theirs).objects.filter(pk=theirs.pk).update(hub=stage.tetem)
    for number in (theirs.number, "0000-0000", "x"):
        with pytest.raises(NoSuchBooking):
            done(unknown, stage.anna, number)
    unknown.refresh_from_db()
    assert unknown.booked_at is None and not Payment.objects.exists()
    type(theirs).objects.filter(pk=theirs.pk).update(hub=stage.effenaar)


def test_what_the_processor_says_otherwise_by_now_is_not_booked(cards, stage, booking, unknown):
    cards.faults("error", ".*", status=500)
    with pytest.raises(ProcessorSilent):
        done(unknown, stage.anna, booking.number)
    cards.alter(unknown.object_id, status="requires_payment_method", amount_received=0)
    with pytest.raises(StillDiffers):
        done(unknown, stage.anna, booking.number)
    assert not Payment.objects.exists()


def test_cut_off_after_the_first_step_it_is_found_as_not_noted(cards, stage, booking, unknown, monkeypatch):
    from_here = "bookings.actions.book_unknown_payment.heard"
    monkeypatch.setattr(from_here, lambda **facts: (_ for _ in ()).throw(RuntimeError("killed")))
    with pytest.raises(RuntimeError):
        done(unknown, stage.anna, booking.number)
    monkeypatch.undo()
    looked()
    assert [kind for kind, _id in found()] == ["not_noted"]
    book(open_differences().get(), stage.anna)
    assert due_cents(booking) == 0


@pytest.mark.parametrize("who", ["bo", "hanna", "teun", "fien"])
def test_only_site_administrators_book_it(cards, stage, booking, unknown, who):
    with pytest.raises(Forbidden):
        done(unknown, getattr(stage, who), booking.number)
    with pytest.raises(Http404):
        book_unknown_payment(
            difference_id=0, number=booking.number, how=How.BOOK, reason="", actor=stage.anna, now=SOON
        )


def test_from_the_page(cards, stage, booking, unknown):
    anna = signed_in(stage.anna)
    page = anna.get("/en/setup/books/differences/").content.decode()
    assert f'value="{booking.number}"' in page and "it says that it is for booking" in page
    where = f"/en/setup/books/differences/{unknown.pk}/unknown/"
    for wrong in ({}, {"number": "x" * 99, "how": "book"}, {"number": booking.number, "how": "keep"}):
        assert "There is no such booking" in anna.post(where, wrong, follow=True).content.decode()
    answer = anna.post(where, {"number": booking.number.lower(), "how": "book"}, follow=True)
    assert "Done: it is in the books." in answer.content.decode()
    assert due_cents(booking) == 0
    assert (
        "Somebody has dealt with this"
        in anna.post(where, {"number": booking.number, "how": "book"}, follow=True).content.decode()
    )
