"""Hubs that are paid by card, and what happens between a click and the bank, step by step or all at once."""

import json
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.test import Client

from bookings.actions.pay import Paying, pay
from bookings.models import Booking
from facilities.models import Hub
from funding.actions.set_cards import _set_cards
from funding.models import HubCards, Payment
from funding.stripe import gateway
from hub.dev.card_proxy.courier import signature
from hub.kit import outbox
from hub.kit.audit import SITE
from hub.kit.models import OutboxMessage
from members.models import User
from tests.cards import WEBHOOK_SECRET, Cards
from tests.cast import NOW

ACCOUNT = "acct_effenaar"
IN_A_MINUTE = NOW + timedelta(minutes=1)


def takes_cards(hub: Hub, *, account: str = ACCOUNT, on_account: bool = True) -> HubCards:
    """As its manager would set it; the processor is not asked."""
    return _set_cards(hub=hub, account=account, on_account=on_account, actor=SITE, now=NOW)


def paying(
    booking: Booking, actor: User, *, now: datetime = IN_A_MINUTE, version: int | None = None
) -> Paying:
    """Its payment is open at the processor, and nobody has paid yet."""
    return pay(number=booking.number, house_rules_version=version, actor=actor, now=now)


def work_off(at: datetime = IN_A_MINUTE) -> int:
    """A worker's round at that instant. What was brought meanwhile was signed, and taken in, by the machine's own
    clock, so it is due now whatever that says."""
    OutboxMessage.objects.filter(done_at=None, quarantined_at=None).update(due_at=at)
    with time_machine.travel(at, tick=False):
        return outbox.work_off()


def hear(cards: Cards, *, at: datetime = IN_A_MINUTE) -> list[int]:
    """What the processor has to tell is brought to the site, and a worker works it off; the answers' statuses."""
    answers = [answer.status_code for answer in cards.deliver_to(Client())]
    work_off(at)
    return answers


def say(event: dict[str, Any], *, secret: str = WEBHOOK_SECRET, body: str | None = None) -> int:
    """An event of one's own making, signed as the processor would; the answer's status."""
    body = json.dumps(event) if body is None else body
    headers = {"Stripe-Signature": signature(body, secret, int(time.time()))}
    said = Client().post("/webhooks/stripe", body, content_type="application/json", headers=headers)
    return int(said.status_code)


def event_about(payment: Payment, kind: str = "payment_intent.succeeded", **more: Any) -> dict[str, Any]:
    """What the processor would tell of a payment's intent."""
    shown = {
        "id": payment.intent_id,
        "object": "payment_intent",
        "amount": payment.cents,
        "currency": payment.currency.lower(),
        **more,
    }
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "type": kind,
        "account": payment.account,
        "created": 1_700_000_000,
        "data": {"object": shown},
    }


def paid_after_all(payment: Payment, cards: Cards) -> None:
    """The processor says of what it had called off that it was paid: what must not be, and is borne all the same. The
    money is there: another payment's charge stands for it."""
    other = gateway.open_intent(
        account=payment.account,
        key=f"other:{uuid4()}",
        cents=payment.cents,
        currency=payment.currency,
        methods=["card"],
        about=payment.about,
        description="another",
    )
    charge = cards.pay(other.id)["latest_charge"]
    assert payment.intent_id
    cards.alter(payment.intent_id, status="succeeded", amount_received=payment.cents, latest_charge=charge)
    cards.deliver_to(Client())  # of the other one the site knows nothing, and sets it aside
    assert say(event_about(payment)) == 200


def paid(booking: Booking, actor: User, cards: Cards, *, now: datetime = IN_A_MINUTE) -> Booking:
    """Paid by card, and the site has heard of it."""
    begun = paying(booking, actor, now=now)
    assert begun.opened.payment.intent_id
    cards.pay(begun.opened.payment.intent_id)
    hear(cards, at=now)
    booking.refresh_from_db()
    return booking
