"""What was dealt with stays so; the same object that differs otherwise, or once more, is another difference."""

import pytest

from bookings.actions.cancel import cancel
from funding.models import RefundState
from funding.models.reconciling import open_differences
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.paying import ACCOUNT, paid
from tests.factories.refunds import the_refund, worked
from tests.payments.test_reconciling import book, found, looked


@pytest.fixture
def stage(cards, db):
    return cast.assemble()


@pytest.fixture
def booking(stage):
    return booked(stage.bo, stage.zout, stage.studio)


def test_an_account_that_was_disconnected_is_shown_until_it_is_connected_again(cards, booking, stage):
    paid(cards, booking)
    cards.faults("no_access", ".*", count=99)
    looked()
    assert found() == [("no_access", ACCOUNT)]
    assert open_differences().get().hub == stage.effenaar
    book(open_differences().get(), stage.anna, "They say that they connect it again")
    looked()
    assert found() == []
    cards.no_faults()
    looked()
    cards.faults("no_access", ".*", count=99)
    looked()
    assert found() == [("no_access", ACCOUNT)]


def test_what_was_closed_with_words_shows_again_when_it_differs_by_another_amount(cards, booking, stage):
    payment = paid(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 5_000)
    cards.alter(made["id"], created=1_700_000_000)
    looked()
    book(open_differences().get(), stage.anna, "Agreed with the hub")
    looked()
    assert found() == []
    more = cards.refund_from_dashboard(str(payment.intent_id), 1_000)
    cards.alter(more["id"], created=1_700_000_000)
    looked()
    assert [(each.kind, each.processor_cents) for each in open_differences()] == [("other_amount", 6_000)]
    book(open_differences().get(), stage.anna, "That too")
    looked()
    assert found() == []


def test_a_refund_that_was_booked_as_arrived_and_fails_later_is_found_again(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("pending", "POST /v1/refunds$")
    worked()
    refund = str(the_refund().stripe_id)
    cards.arrive(refund)
    looked()
    book(open_differences().get(), stage.anna)
    assert the_refund().state == RefundState.ARRIVED
    cards.fail_refund(refund)
    looked()
    assert found() == [("refund_not_noted", refund)]
    book(open_differences().get(), stage.anna)
    assert the_refund().state == RefundState.FAILED
    assert broken_invariants() == {}
