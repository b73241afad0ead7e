"""What the processor tells is believed when it signed it, looked up anew, and done once."""

import json
import time

import pytest
from django.test import Client

from bookings.models import Booking, BookingState
from funding.models import Entry, EntryKind, Payment, StripeEvent
from funding.stripe import gateway
from hub.dev.card_proxy.courier import signature
from hub.kit.models import OutboxMessage
from tests.cards import WEBHOOK_SECRET
from tests.factories.cards import ACCOUNT, event_about, hear, paying, say, work_off


@pytest.fixture
def payment(stage, booking):
    return paying(booking, stage.bo).opened.payment


def state_of(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def paid_entries() -> int:
    return Entry.objects.filter(kind=EntryKind.PAY).count()


def set_aside() -> list[str]:
    return list(StripeEvent.objects.exclude(set_aside="").values_list("set_aside", flat=True))


def test_the_same_event_five_times_is_one(stage, booking, payment, cards):
    cards.faults("duplicate", "payment_intent.succeeded", times=5)
    cards.pay(payment.intent_id)
    assert set(hear(cards)) == {200}
    assert state_of(booking) == BookingState.CONFIRMED and paid_entries() == 1
    assert StripeEvent.objects.filter(type="payment_intent.succeeded").count() == 1


def test_events_in_any_order_end_the_same(stage, booking, payment, cards):
    cards.faults("hold", "payment_intent", count=9)
    cards.declined(payment.intent_id)
    cards.pay(payment.intent_id)
    cards.release("reversed")
    hear(cards)
    assert state_of(booking) == BookingState.CONFIRMED and paid_entries() == 1


@pytest.mark.parametrize(
    ("fault", "why"), [("foreign_amount", "foreign_amount"), ("foreign_currency", "foreign_currency")]
)
def test_a_foreign_amount_or_currency_is_set_aside_and_never_booked(
    stage, booking, payment, cards, fault, why
):
    cards.faults(fault, "payment_intent.succeeded")
    cards.pay(payment.intent_id)
    assert set(hear(cards)) == {200}
    assert set_aside() == [why] and paid_entries() == 0
    assert state_of(booking) == BookingState.HELD


def test_an_intent_that_was_changed_at_the_processor_is_set_aside(stage, booking, payment, cards):
    cards.alter(payment.intent_id, amount=1, amount_received=1, status="succeeded")
    assert say(event_about(payment)) == 200
    work_off()
    assert set_aside() == ["foreign_amount"] and paid_entries() == 0


def test_an_intent_that_is_not_ours_is_set_aside(stage, cards):
    other = gateway.open_intent(
        account=ACCOUNT,
        key="of somebody else",
        cents=500,
        currency="EUR",
        methods=["card"],
        about=stage.effenaar.ref,
        description="",
    )
    cards.pay(other.id)
    assert set(hear(cards)) == {200}
    assert set_aside() == ["unknown"]


def test_an_intent_of_another_account_is_set_aside(stage, booking, payment, cards):
    assert say({**event_about(payment), "account": "acct_of_another"}) == 200
    work_off()
    assert set_aside() == ["foreign_account"] and paid_entries() == 0


def test_an_intent_whose_answer_was_lost_is_known_by_its_key(stage, booking, payment, cards):
    intent = payment.intent_id
    cards.pay(intent)
    Payment.objects.filter(pk=payment.pk).update(intent_id=None, state="opening", opened_at=None)
    hear(cards)
    assert state_of(booking) == BookingState.CONFIRMED
    payment.refresh_from_db()
    assert payment.intent_id == intent


def test_an_event_of_a_payment_that_the_processor_does_not_know_is_tried_again_and_set_apart(
    stage, booking, payment, cards
):
    Payment.objects.filter(pk=payment.pk).update(intent_id="pi_gone")
    payment.refresh_from_db()
    assert say(event_about(payment)) == 200
    work_off()
    assert OutboxMessage.objects.get(kind="stripe.event").last_error
    assert paid_entries() == 0
    Payment.objects.filter(pk=payment.pk).update(intent_id=None, state="opening")


def test_what_the_site_does_not_act_upon_is_thanked_for_and_forgotten(stage, payment):
    for kind in ("payment_intent.created", "payout.paid"):
        assert say(event_about(payment, kind)) == 200
    assert say({**event_about(payment), "data": {"object": {"object": "balance"}}}) == 200
    assert not StripeEvent.objects.exists()


@pytest.mark.parametrize("fault", ["old", "future", "wrong_signature"])
def test_a_replay_what_is_dated_ahead_and_a_forgery_are_refused(stage, booking, payment, cards, fault):
    hear(cards)  # that it was opened
    cards.faults(fault, ".*", count=9)
    cards.pay(payment.intent_id)
    assert set(hear(cards)) == {400}
    assert not StripeEvent.objects.exists() and state_of(booking) == BookingState.HELD


BAD = [
    "",
    "null",
    "[]",
    "{}",
    "not json",
    '{"data": 1}',
    '{"data": {"object": []}}',
    "[" * 5000,
    '{"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"object": "payment_intent"}}}',
]


@pytest.mark.parametrize("body", BAD)
def test_what_is_signed_and_no_event_is_a_bad_request(stage, body):
    assert say({}, body=body) == 400


WRONG = {
    "id": ["", 1, None, "evt_\0", "é", "x" * 300, {}],
    "created": ["1", -1, 10**30, None, 1.5, True],
    "account": [1, [], "", "x" * 300],
}


@pytest.mark.parametrize(("name", "value"), [(name, each) for name, all_ in WRONG.items() for each in all_])
def test_what_is_wrong_with_an_event_is_a_bad_request(stage, payment, name, value):
    assert say({**event_about(payment), name: value}) == 400
    assert not StripeEvent.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", "1"), ("amount", 2**80), ("amount", True), ("currency", "euro"), ("id", None)],
)
def test_what_is_wrong_with_its_object_is_a_bad_request(stage, payment, name, value):
    assert say(event_about(payment, **{name: value})) == 400
    assert not StripeEvent.objects.exists()


def test_the_door_is_shut_to_what_is_long_unsigned_or_read(stage, payment, settings):
    client, body = Client(), json.dumps(event_about(payment))
    seal = signature(body, WEBHOOK_SECRET, int(time.time()))

    def post(said=body, **headers):
        return client.post(
            "/webhooks/stripe", said, content_type="application/json", headers=headers
        ).status_code

    assert post() == 400
    assert post(**{"Stripe-Signature": "t=1,v1=2"}) == 400
    assert post("x" * 300_000, **{"Stripe-Signature": seal}) == 413
    assert client.get("/webhooks/stripe").status_code == 405
    settings.STRIPE_WEBHOOK_SECRET = []
    assert post(**{"Stripe-Signature": seal}) == 400
    settings.STRIPE_WEBHOOK_SECRET = ["whsec_new", WEBHOOK_SECRET]
    assert post(**{"Stripe-Signature": seal}) == 200
    settings.CARDS = False
    assert post(**{"Stripe-Signature": seal}) == 404
