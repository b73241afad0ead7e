"""Ten thousand payments held against the card processor: how long it takes, and in how much memory."""

import logging
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.test import override_settings

from facilities.models import Hub
from funding.actions._paid import came_in, refund_arrived, refund_begun
from funding.actions.reconcile import Reconciled, reconcile
from funding.models import CardRefund, EntryKind, Payment, PaymentState, RefundState, RefundWhy
from funding.stripe import gateway
from hub.kit import clock
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import Organisation
from tests.cards import Cards, running

COUNT = 10_000
# Every tenth was paid back.
TENTH = 10
APART = timedelta(seconds=30)
ACCOUNT = "acct_bench"
Object = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """Seconds for all; the most MB at one time that Python had beyond what it began with, for a fifth and for all."""

    done: Reconciled
    seconds: float
    fifth_mb: float
    mb: float


def held(folder: Path, count: int = COUNT) -> Held:
    logging.getLogger("stripe").setLevel(logging.WARNING)
    with running(folder) as cards, override_settings(**cards.settings):
        since = clock.now().replace(microsecond=0) - APART * (count + 100)
        _fill(cards, since, count)
        began = time.perf_counter()
        done = reconcile(since=since, until=clock.now(), now=clock.now())
        seconds = time.perf_counter() - began
        fifth = _peak(since, since + APART * (count // 5))
        return Held(done, seconds, fifth, _peak(since, clock.now()))


def _peak(since: datetime, until: datetime) -> float:
    """Traced, which makes it slower, so apart from the time."""
    tracemalloc.start()
    try:
        reconcile(since=since, until=until, now=clock.now())
        return tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


def _fill(cards: Cards, since: datetime, count: int) -> None:
    hub, organisation = Hub.objects.earliest("pk"), Organisation.objects.earliest("pk")
    shown = _models(cards)
    numbers = iter(range(count))
    while some := list(islice(numbers, 500)):
        cards.put([each for number in some for each in _there(shown, number, since)], ACCOUNT)
        _here(some, since, hub, organisation)


def _models(cards: Cards) -> dict[str, Object]:
    """What the processor says of one payment and its refund; all others are made after them."""
    intent = gateway.open_intent(
        account=ACCOUNT, key="bench", cents=6_000, currency="EUR", methods=["card"],
        about=Ref("bench", "model"), description="Bench",
    )  # fmt: skip
    cards.pay(intent.id)
    refund = gateway.refund(account=ACCOUNT, intent_id=intent.id, key="bench:refund", cents=6_000)
    paid = cards.get(f"payment_intents/{intent.id}", ACCOUNT)
    shown = {
        "intent": paid,
        "charge": cards.get(f"charges/{paid['latest_charge']}", ACCOUNT),
        "refund": cards.get(f"refunds/{refund.id}", ACCOUNT),
    }
    cards.forget()
    return shown


def _there(shown: dict[str, Object], number: int, since: datetime) -> Iterator[Object]:
    created = int((since + APART * number).timestamp())
    back = number % TENTH == 0
    ids = {"payment_intent": f"pi_{number}", "charge": f"ch_{number}"}
    yield {
        **shown["intent"],
        "id": ids["payment_intent"],
        "latest_charge": ids["charge"],
        "created": created,
        "metadata": {"about": f"bench:{number}", "key": f"pay:{number}"},
    }
    yield {
        **shown["charge"],
        "id": ids["charge"],
        "payment_intent": ids["payment_intent"],
        "created": created,
        "amount_refunded": 6_000 if back else 0,
    }
    if back:
        key = {"metadata": {"key": f"refund:{number}"}}
        yield {**shown["refund"], **ids, "id": f"re_{number}", "created": created, **key}


@verb
def _here(numbers: list[int], since: datetime, hub: Hub, organisation: Organisation) -> None:
    payments = Payment.objects.bulk_create(
        Payment(
            about=Ref("bench", str(number)), organisation=organisation, hub=hub, cents=6_000, account=ACCOUNT,
            state=PaymentState.PAID, intent_id=f"pi_{number}", key=f"pay:{number}", method="card",
            asked_at=since + APART * number, paid_at=since + APART * number,
        )
        for number in numbers
    )  # fmt: skip
    for number, payment in zip(numbers, payments, strict=True):
        came_in(
            kind=EntryKind.PAY, about=payment.about, key=payment.key, organisation=organisation, hub=hub,
            cents=payment.cents, now=payment.asked_at,
        )  # fmt: skip
        if number % TENTH == 0:
            _back(payment, f"refund:{number}", f"re_{number}")


def _back(payment: Payment, key: str, stripe_id: str) -> None:
    at = payment.asked_at
    CardRefund.objects.create(
        payment=payment, cents=payment.cents, why=RefundWhy.LESS_OWED, state=RefundState.ARRIVED, key=key,
        stripe_id=stripe_id, begun_at=at, sent_at=at, arrived_at=at,
    )  # fmt: skip
    refund_begun(
        about=payment.about,
        key=key,
        organisation=payment.organisation,
        hub=payment.hub,
        cents=payment.cents,
        now=at,
    )
    refund_arrived(about=payment.about, key=f"{key}:arrived", hub=payment.hub, cents=payment.cents, now=at)
