"""Many who begin, settle and call off one payment at once: one payment, booked once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bookings.actions import pay as paying_verb
from bookings.actions import settle_payment
from bookings.actions.cancel import cancel
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import place
from bookings.models import Booking, BookingState
from bookings.permissions import booking_for
from bookings.rules.refusals import SlotTaken
from funding.actions._heard import heard
from funding.actions.cancel_payment import cancel_payment
from funding.models import CardRefund, Entry, EntryKind, Payment
from funding.stripe import gateway
from hub.kit.errors import Busy
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, meet_before
from tests.concurrency.test_rivals_for_a_change import all_at_once
from tests.factories.bookings import a_request, held
from tests.factories.cards import ACCOUNT, IN_A_MINUTE, paid_after_all, paying, takes_cards, work_off

pytestmark = pytest.mark.race
ROUNDS = [2, pytest.param(20, marks=pytest.mark.soak)]
OVER = NOW + timedelta(minutes=15)
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def stage(own_database, cards):
    stage = cast.assemble()
    takes_cards(stage.effenaar)
    return stage


def settled(payment: Payment, now=IN_A_MINUTE) -> None:
    """A worker that has just read the intent."""
    intent = gateway.read_intent(account=payment.account, intent_id=payment.intent_id)
    heard(payment=Payment.objects.get(pk=payment.pk), intent=intent, now=now)


def entries() -> int:
    return Entry.objects.filter(kind=EntryKind.PAY).count()


def unlocked(monkeypatch) -> None:
    """Nobody holds the booking's row or the payment's."""
    rows = Booking.objects.select_related("hub", "organisation", "placed_by", "house_rules")
    monkeypatch.setattr(settle_payment, "_held", lambda number: rows.get(number=number))
    payments = Payment.objects.select_related("organisation", "hub")
    monkeypatch.setattr(settle_payment, "held_payment", lambda payment_id: payments.get(pk=payment_id))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_five_workers_hear_of_one_payment_and_book_it_once(own_database, stage, cards, rounds):
    for _round in range(rounds):
        booking = held(stage.bo, stage.zout, stage.studio)
        payment = paying(booking, stage.bo).opened.payment
        cards.pay(payment.intent_id)
        outcomes = all_at_once(own_database, *[lambda payment=payment: settled(payment)] * 5)
        assert outcomes == [None] * 5
        booking.refresh_from_db()
        assert booking.state == BookingState.CONFIRMED
        assert Entry.objects.filter(idempotency_key=payment.key).count() == 1
        assert broken_invariants() == {}
        cancel(number=booking.number, actor=stage.bo, now=IN_A_MINUTE)


def test_without_their_rows_two_would_book_it_and_the_books_refuse(own_database, stage, cards, monkeypatch):
    booking = held(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    cards.pay(payment.intent_id)
    unlocked(monkeypatch)
    meet_before(monkeypatch, settle_payment, "became", 5)
    outcomes = all_at_once(own_database, *[lambda: settled(payment)] * 5)
    assert any(isinstance(each, IntegrityError | Busy) for each in outcomes), outcomes
    assert entries() == 1 and broken_invariants() == {}


def test_colleagues_who_begin_to_pay_at_once_have_one_payment(own_database, stage, cards):
    booking = held(stage.bo, stage.zout, stage.studio)
    outcomes = all_at_once(
        own_database, *[lambda who=who: paying(booking, who) for who in (stage.bo, stage.zoe) * 3]
    )
    assert len({each.opened.payment.pk for each in outcomes}) == 1
    assert len(cards.get("payment_intents", account=ACCOUNT)["data"]) == 1
    assert broken_invariants() == {}


def test_without_the_bookings_row_the_second_payment_is_an_error(own_database, stage, cards, monkeypatch):
    booking = held(stage.bo, stage.zout, stage.studio)
    monkeypatch.setattr(paying_verb, "held_row", lambda number, actor: booking_for(actor, number))
    meet_before(monkeypatch, paying_verb, "_new", 6)
    outcomes = all_at_once(
        own_database, *[lambda who=who: paying(booking, who) for who in (stage.bo, stage.zoe) * 3]
    )
    assert any(isinstance(each, IntegrityError) for each in outcomes), outcomes
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_paid_while_it_is_called_off_it_is_booked_or_let_go(own_database, stage, cards, rounds):
    for number in range(rounds):
        booking = held(stage.bo, stage.zout, stage.studio)
        payment = paying(booking, stage.bo).opened.payment
        expire_holds(now=OVER)
        if number % 2 == 0:
            cards.pay(payment.intent_id)
        outcomes = all_at_once(
            own_database,
            lambda payment=payment: cancel_payment(payment_id=payment.pk, now=OVER),
            lambda payment=payment: settled(payment, OVER),
            lambda payment=payment: cancel_payment(payment_id=payment.pk, now=OVER),
        )
        assert not [each for each in outcomes if each is not None and not isinstance(each, Busy)], outcomes
        work_off(OVER)
        booking.refresh_from_db()
        assert booking.state == (BookingState.CONFIRMED if number % 2 == 0 else BookingState.EXPIRED)
        assert broken_invariants() == {}
        if number % 2 == 0:
            cancel(number=booking.number, actor=stage.bo, now=OVER)


def test_late_money_and_somebody_else_want_the_same_slot(own_database, stage, cards):
    booking = held(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    expire_holds(now=OVER)
    work_off(OVER)
    paid_after_all(payment, cards)
    payment.refresh_from_db()
    request = a_request(stage.noord, stage.studio, now=LATER)
    late, theirs = all_at_once(
        own_database,
        lambda: settled(payment, LATER),
        lambda: place(request=request, actor=stage.ilse, now=LATER),
    )
    assert late is None
    booking.refresh_from_db()
    assert (booking.again_as is not None) == isinstance(theirs, SlotTaken)
    assert CardRefund.objects.exists() == (booking.again_as is None)
    assert broken_invariants() == {}


def test_cancelled_and_paid_at_once_nothing_is_kept(own_database, stage, cards):
    booking = held(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    cards.pay(payment.intent_id)
    all_at_once(
        own_database,
        lambda: settled(payment),
        lambda: cancel(number=booking.number, actor=stage.bo, now=IN_A_MINUTE),
    )
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert CardRefund.objects.get().cents == payment.cents
    assert broken_invariants() == {}
