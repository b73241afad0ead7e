"""What the processor tells of refunds comes through the same door, and changes the books."""

import pytest

from bookings.actions.cancel import cancel
from bookings.models import BookingState
from funding.models import CardRefund, Payment, RefundState, RefundWhy, StripeEvent
from tests.factories.cards import IN_A_MINUTE, hear, paid, paying, work_off


@pytest.fixture
def back(stage, booking, cards):
    """Bo paid EUR 160 and cancelled: all of it is sent back, and no event about that was heard yet."""
    paid(booking, stage.bo, cards)
    cancel(number=booking.number, reason="", actor=stage.bo, now=IN_A_MINUTE)
    work_off()
    return CardRefund.objects.get()


def set_aside() -> list[str]:
    return list(StripeEvent.objects.exclude(set_aside="").values_list("set_aside", flat=True))


def test_a_refund_that_fails_later_is_heard_of(back, cards):
    hear(cards)
    cards.fail_refund(back.stripe_id)
    assert set(hear(cards)) == {200}
    back.refresh_from_db()
    assert (back.state, set_aside()) == (RefundState.FAILED, [])


def test_one_given_back_at_the_dashboard_is_taken_into_the_books(stage, booking, cards):
    paid(booking, stage.bo, cards)
    cards.refund_from_dashboard(Payment.objects.get().intent_id, 1500)
    hear(cards)
    refund = CardRefund.objects.get()
    assert (refund.cents, refund.why, refund.state) == (1500, RefundWhy.DASHBOARD, RefundState.ARRIVED)
    assert set_aside() == []


def test_news_of_a_refund_before_news_of_the_payment(stage, booking, cards):
    intent = paying(booking, stage.bo).opened.payment.intent_id
    cards.faults("hold", "payment_intent.succeeded")
    cards.pay(intent)
    cards.refund_from_dashboard(intent, 1500)
    hear(cards)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED and CardRefund.objects.get().cents == 1500
    cards.release()
    hear(cards)
    assert CardRefund.objects.count() == 1 and set_aside() == []


@pytest.mark.parametrize("fault", ["foreign_amount", "foreign_currency"])
def test_a_foreign_refund_is_set_aside(back, cards, fault):
    hear(cards)
    cards.faults(fault, "^refund.failed$")
    cards.faults("drop", "^(refund.updated|charge.refund.updated)$", count=2)
    cards.fail_refund(back.stripe_id)
    assert set(hear(cards)) == {200}
    back.refresh_from_db()
    assert (back.state, set_aside()) == (RefundState.ARRIVED, [fault])
