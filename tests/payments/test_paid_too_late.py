"""Time runs out while somebody pays: nothing is sold twice, nothing is kept that is not owed."""

from datetime import timedelta

import pytest
from django.core import mail

from bookings.actions.cancel import cancel
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import place
from bookings.models import Booking, BookingState
from bookings.rules.refusals import SlotTaken
from funding.models import Allocation, AllocationState, CardRefund, Fund, Payment, PaymentState, RefundWhy
from funding.models.paid import paid_cents
from hub.kit.models import OutboxMessage
from tests import cast
from tests.cast import NOW
from tests.factories.bookings import a_request, held
from tests.factories.cards import event_about, hear, paid_after_all, paying, say, work_off
from tests.factories.facilities import HouseRulesFactory
from tests.factories.money import fill

OVER = NOW + timedelta(minutes=15)
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def payment(stage, booking):
    return paying(booking, stage.bo).opened.payment


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def state(payment: Payment) -> str:
    payment.refresh_from_db()
    return payment.state


def expired(booking: Booking) -> Booking:
    """By the clock, and the processor has agreed."""
    expire_holds(now=OVER)
    work_off(OVER)
    return fresh(booking)


def resold(stage) -> Booking:
    """The same studio at the same time, to Kwartet Noord."""
    return held(stage.ilse, stage.noord, stage.studio, now=LATER)


def test_what_may_still_be_paid_blocks_until_the_processor_has_called_it_off(stage, booking, payment, cards):
    assert expire_holds(now=OVER) == 0
    assert (fresh(booking).state, state(payment)) == (BookingState.HELD, PaymentState.CANCELLING)
    with pytest.raises(SlotTaken):
        place(request=a_request(stage.noord, stage.studio, now=OVER), actor=stage.ilse, now=OVER)
    work_off(OVER)
    assert (fresh(booking).state, state(payment)) == (BookingState.EXPIRED, PaymentState.CANCELLED)
    assert cards.get(f"payment_intents/{payment.intent_id}", account=payment.account)["status"] == "canceled"
    assert place(request=a_request(stage.noord, stage.studio, now=OVER), actor=stage.ilse, now=OVER).booking


def test_what_is_held_without_a_payment_is_let_go_by_the_next_placer(stage, booking):
    assert place(request=a_request(stage.noord, stage.studio, now=OVER), actor=stage.ilse, now=OVER).booking
    assert fresh(booking).state == BookingState.EXPIRED


def test_paid_a_moment_before_it_was_called_off_it_is_booked(stage, booking, payment, cards):
    cards.faults("drop", "payment_intent")
    cards.faults("drop", "payment_intent")
    cards.pay(payment.intent_id)
    assert expired(booking).state == BookingState.CONFIRMED
    assert (state(payment), payment.method, paid_cents(booking.ref)) == ("paid", "card", 16_000)
    hear(cards, at=LATER)
    assert paid_cents(booking.ref) == 16_000


def test_heard_late_and_still_held_it_is_booked(stage, booking, payment, cards):
    cards.pay(payment.intent_id)
    expire_holds(now=OVER)
    OutboxMessage.objects.filter(kind="payment.cancel").update(quarantined_at=OVER)
    hear(cards, at=LATER)
    assert fresh(booking).state == BookingState.CONFIRMED


def test_called_off_in_time_it_can_be_paid_anew(stage, booking, payment, cards):
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.CANCELLING)
    assert say(event_about(payment, "payment_intent.canceled")) == 200
    cards.get(f"payment_intents/{payment.intent_id}", account=payment.account)
    from_dashboard(cards, payment)
    work_off()
    assert state(payment) == PaymentState.CANCELLED and not fresh(booking).paying
    assert paying(booking, stage.bo).opened.payment.pk != payment.pk


def from_dashboard(cards, payment: Payment) -> None:
    """Somebody calls it off at the processor."""
    cards.alter(payment.intent_id, status="canceled")


def test_the_answer_to_calling_off_is_lost(stage, booking, payment, cards):
    cards.faults("drop_answer", "POST /v1/payment_intents/.*/cancel")
    assert expired(booking).state == BookingState.HELD
    work_off(OVER + timedelta(seconds=30))
    assert fresh(booking).state == BookingState.EXPIRED


def test_the_processor_is_away_for_long_and_the_clock_asks_again(stage, booking, payment, cards):
    cards.faults("drop_request", "cancel", count=5)
    for minute in range(5):
        expired(booking)
        work_off(OVER + timedelta(minutes=minute))
    assert OutboxMessage.objects.filter(kind="payment.cancel", quarantined_at__isnull=False).exists()
    assert fresh(booking).state == BookingState.HELD
    expire_holds(now=OVER + timedelta(hours=1))
    work_off(OVER + timedelta(hours=1))
    assert fresh(booking).state == BookingState.EXPIRED


def test_paid_after_expiry_and_still_free_it_is_placed_anew_at_the_same_price(stage, booking, payment, cards):
    assert expired(booking).state == BookingState.EXPIRED
    paid_after_all(payment, cards)
    mail.outbox.clear()
    work_off(LATER)
    old = fresh(booking)
    new = old.again_as
    assert old.state == BookingState.EXPIRED
    assert (new.state, new.own_cents, new.placed_by) == (BookingState.CONFIRMED, old.own_cents, stage.bo)
    assert (paid_cents(old.ref), paid_cents(new.ref)) == (0, 16_000)
    assert state(payment) == PaymentState.PAID and payment.about == new.ref
    assert not CardRefund.objects.exists()
    assert any("has paid" in each.body for each in mail.outbox)
    assert say(event_about(payment)) == 200
    work_off(LATER)
    assert Booking.objects.count() == 2


def test_placed_anew_funds_carry_their_part_again(db, cards, stage):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    HouseRulesFactory(hub=stage.effenaar, version=2, published_at=NOW - timedelta(days=1))
    booking = held(stage.bo, stage.zout, stage.studio)
    assert booking.funds_cents
    payment = paying(booking, stage.bo, version=2).opened.payment
    assert expired(booking).state == BookingState.EXPIRED
    paid_after_all(payment, cards)
    work_off(LATER)
    new = fresh(booking).again_as
    reserved = Allocation.objects.filter(about=new.ref, state=AllocationState.RESERVED, fund__isnull=False)
    assert sum(reserved.values_list("cents", flat=True)) == booking.funds_cents
    assert (new.house_rules.version, new.house_rules_accepted_at) == (2, NOW + timedelta(minutes=1))


def test_paid_after_expiry_when_the_slot_is_resold_it_all_goes_back(stage, booking, payment, cards):
    assert expired(booking).state == BookingState.EXPIRED
    theirs = resold(stage)
    paid_after_all(payment, cards)
    mail.outbox.clear()
    work_off(LATER)
    assert fresh(booking).again_as is None
    refund = CardRefund.objects.get()
    assert (refund.payment, refund.cents, refund.why) == (payment, 16_000, RefundWhy.TOO_LATE)
    assert (state(payment), paid_cents(booking.ref)) == (PaymentState.PAID, 0)
    sorry = next(each for each in mail.outbox if each.to == [stage.bo.email])
    assert "We are sorry" in sorry.body and "all of your money back" in sorry.body
    assert fresh(theirs).state == BookingState.HELD
    assert say(event_about(payment)) == 200
    work_off(LATER)
    assert CardRefund.objects.count() == 1


def test_paid_after_expiry_when_the_funds_are_spent_it_all_goes_back(stage, cards):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    booking = held(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    assert expired(booking).state == BookingState.EXPIRED
    Fund.objects.update(cap_per_booking_cents=1, cap_per_month_cents=1)
    paid_after_all(payment, cards)
    work_off(LATER)
    assert fresh(booking).again_as is None and CardRefund.objects.get().cents == payment.cents


def test_whoever_lets_it_go_while_paying_has_all_of_it_back(stage, booking, payment, cards):
    cards.pay(payment.intent_id)
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(minutes=2))
    assert fresh(booking).state == BookingState.CANCELLED and state(payment) == PaymentState.CANCELLING
    assert place(request=a_request(stage.noord, stage.studio, now=LATER), actor=stage.ilse, now=LATER).booking
    hear(cards, at=LATER)
    assert state(payment) == PaymentState.PAID
    assert CardRefund.objects.get().cents == 16_000 and paid_cents(booking.ref) == 0


def test_whoever_lets_it_go_before_paying_cannot_pay_any_more(stage, booking, payment, cards):
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(minutes=2))
    work_off(NOW + timedelta(minutes=2))
    assert state(payment) == PaymentState.CANCELLED
    assert cards.get(f"payment_intents/{payment.intent_id}", account=payment.account)["status"] == "canceled"
