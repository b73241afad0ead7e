"""Many who hear of one dispute, and two who book a payment that nobody knew: each is in the books once."""

import pytest
from django.db import IntegrityError

from bookings.actions import book_unknown_payment as booking_it
from bookings.actions.book_unknown_payment import How, book_unknown_payment
from funding.actions import book_difference, note_dispute
from funding.actions.book_difference import AlreadyBooked
from funding.models import Dispute, Entry, EntryKind, Payment
from funding.models.reconciling import open_differences
from funding.stripe import gateway
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, meet_before
from tests.concurrency.test_rivals_for_a_change import all_at_once
from tests.factories.bookings import booked
from tests.factories.paying import ACCOUNT, paid, paid_elsewhere
from tests.payments.test_reconciling import looked

pytestmark = pytest.mark.race


@pytest.fixture
def stage(own_database, cards):
    return cast.assemble()


def disputed(cards, stage) -> str:
    payment = paid(cards, booked(stage.bo, stage.zout, stage.studio))
    return str(cards.dispute(payment.intent_id)["id"])


def heard(dispute: str) -> None:
    said = gateway.read_dispute(account=ACCOUNT, dispute_id=dispute)
    note_dispute.note_dispute(said=said, account=ACCOUNT, now=NOW)


def taken() -> int:
    return Entry.objects.filter(kind=EntryKind.DISPUTE).count()


def test_one_dispute_is_heard_of_five_times_at_once_and_booked_once(own_database, stage, cards):
    which = disputed(cards, stage)
    assert all_at_once(own_database, *[lambda: heard(which)] * 5) == [None] * 5
    assert (Dispute.objects.count(), taken()) == (1, 1)
    assert broken_invariants() == {}


def test_without_the_payments_row_the_unique_keys_refuse(own_database, stage, cards, monkeypatch):
    which = disputed(cards, stage)
    rows = Payment.objects.select_related("hub", "organisation")
    monkeypatch.setattr(
        note_dispute, "_held_payment", lambda said, account: rows.get(intent_id=said.intent_id)
    )
    meet_before(monkeypatch, note_dispute, "_noted", 3)
    outcomes = all_at_once(own_database, *[lambda: heard(which)] * 3)
    assert [type(each) for each in outcomes if each] == [IntegrityError, IntegrityError]
    assert broken_invariants() == {}


def unknown(cards, stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    paid_elsewhere(cards, booking)
    looked()
    return booking, open_differences().get()


def book(stage, booking, difference, how):
    return book_unknown_payment(
        difference_id=difference.pk, number=booking.number, how=how, reason="", actor=stage.anna, now=NOW
    )


def test_two_administrators_book_one_payment_differently_and_one_does(own_database, stage, cards):
    booking, difference = unknown(cards, stage)
    outcomes = all_at_once(
        own_database, *[lambda how=how: book(stage, booking, difference, how) for how in (*How, *How)]
    )
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [AlreadyBooked] * 3
    assert Payment.objects.count() == 1 and broken_invariants() == {}


def test_without_the_row_of_the_difference_the_unique_intent_refuses(own_database, stage, cards, monkeypatch):
    booking, difference = unknown(cards, stage)
    monkeypatch.setattr(booking_it, "closed", lambda **asked: book_difference.Difference.objects.get())
    monkeypatch.setattr(
        booking_it,
        "_held",
        lambda number: booking_it.Booking.objects.select_related("hub").get(number=number),
    )
    meet_before(monkeypatch, booking_it, "_row", 2)
    outcomes = all_at_once(own_database, *[lambda: book(stage, booking, difference, How.GIVE_BACK)] * 2)
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [IntegrityError]
    assert Payment.objects.count() == 1
