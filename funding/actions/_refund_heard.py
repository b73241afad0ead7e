"""An event about a refund or a dispute: what it is like by now is asked and noted, whatever came before it."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from funding.actions._heard import foreign, heard
from funding.actions.note_dispute import ForeignDispute, note_dispute
from funding.actions.note_refund import ForeignRefund, NotPaidYet, OtherAmount, note_refund
from funding.models import Payment, StripeEvent
from funding.stripe import gateway
from funding.stripe.objects import PAID, Dispute, Refund

T = TypeVar("T", Refund, Dispute)


def refund_heard(event: StripeEvent, now: datetime) -> str:
    """Empty, or why it is set aside, in the codes of `apply_event`. Raises `Unreachable` and `Busy`."""
    return _heard(
        event,
        lambda: gateway.read_refund(account=event.account, refund_id=event.object_id),
        lambda said: refund_read(said=said, account=event.account, now=now),
    )


def dispute_heard(event: StripeEvent, now: datetime) -> str:
    return _heard(
        event,
        lambda: gateway.read_dispute(account=event.account, dispute_id=event.object_id),
        lambda said: dispute_read(said=said, account=event.account, now=now),
    )


def _heard(event: StripeEvent, read: Callable[[], T], note: Callable[[T], str]) -> str:
    try:
        said = read()
    except gateway.NoAccess:
        return "no_access"
    except gateway.Missing:
        return "unknown"
    if event.currency != said.currency:
        return "foreign_currency"
    return note(said) if event.cents == said.cents else "foreign_amount"


def refund_read(*, said: Refund, account: str, now: datetime) -> str:
    """The same of a refund that was read just now. What it goes back of may have come in without our knowing: that is
    noted first."""
    return _after_its_payment(lambda: note_refund(said=said, account=account, now=now), said, account, now)


def dispute_read(*, said: Dispute, account: str, now: datetime) -> str:
    return _after_its_payment(lambda: note_dispute(said=said, account=account, now=now), said, account, now)


def _after_its_payment(
    note: Callable[[], object], said: Refund | Dispute, account: str, now: datetime
) -> str:
    try:
        try:
            note()
        except NotPaidYet:
            if why := _payment_first(said, account, now):
                return why
            note()
    except (ForeignRefund, ForeignDispute):
        return "unknown"
    except OtherAmount:
        return "foreign_amount"
    return ""


def _payment_first(said: Refund | Dispute, account: str, now: datetime) -> str:
    payment = Payment.objects.select_related("organisation", "hub").get(
        intent_id=said.intent_id, account=account
    )
    intent = gateway.read_intent(account=account, intent_id=said.intent_id)
    if intent.status != PAID:
        return "unknown"
    if why := foreign(payment, intent):
        return why
    heard(payment=payment, intent=intent, now=now)
    return ""
