"""Refunds as tests look at them: what the worker did, what the books and the card processor say."""

from datetime import timedelta

import time_machine

from funding.actions.note_refund import note_refund
from funding.models import Account, AccountKind, CardRefund
from funding.stripe import gateway
from hub.kit import outbox
from tests.cast import NOW, thursday
from tests.factories.paying import ACCOUNT

PERIOD = thursday(13, 17)
LATE = PERIOD.start - timedelta(hours=20)
AFTER = PERIOD.end + timedelta(hours=1)
SOON = NOW + timedelta(minutes=5)


def worked(now=SOON) -> None:
    """The worker has gone through the outbox at that moment."""
    with time_machine.travel(now, tick=False):
        outbox.work_off()


def the_refund() -> CardRefund:
    return CardRefund.objects.get()


def balance(kind: AccountKind, owner) -> int:
    row = Account.objects.filter(kind=kind, owner=owner.ref).first()
    return row.balance_cents if row else 0


def given_back(cards, payment) -> int:
    """What the card processor gave back of it."""
    listed = cards.get("refunds", ACCOUNT, payment_intent=payment.intent_id)["data"]
    return sum(each["amount"] for each in listed if each["status"] in ("succeeded", "pending"))


def heard(refund: CardRefund | str) -> CardRefund:
    """An event about it came in: it is read anew and noted."""
    id_ = refund if isinstance(refund, str) else str(refund.stripe_id)
    said = gateway.read_refund(account=ACCOUNT, refund_id=id_)
    return note_refund(said=said, account=ACCOUNT, now=SOON)
