"""An event about a refund: what it is like by now is asked and noted, whatever came before it."""

from datetime import datetime

from funding.actions._heard import foreign, heard
from funding.actions.note_refund import ForeignRefund, NotPaidYet, OtherAmount, note_refund
from funding.models import Payment, StripeEvent
from funding.stripe import gateway
from funding.stripe.objects import PAID, Refund


def refund_heard(event: StripeEvent, now: datetime) -> str:
    """Empty, or why it is set aside, in the codes of `apply_event`. Raises `Unreachable` and `Busy`."""
    try:
        said = gateway.read_refund(account=event.account, refund_id=event.object_id)
    except gateway.NoAccess:
        return "no_access"
    except gateway.Missing:
        return "unknown"
    if (event.cents, event.currency) != (said.cents, said.currency):
        return "foreign_currency" if event.currency != said.currency else "foreign_amount"
    return refund_read(said=said, account=event.account, now=now)


def refund_read(*, said: Refund, account: str, now: datetime) -> str:
    """The same of a refund that was read just now. What it goes back of may have come in without our knowing: that is
    noted first."""
    try:
        try:
            note_refund(said=said, account=account, now=now)
        except NotPaidYet:
            if why := _payment_first(said, account, now):
                return why
            note_refund(said=said, account=account, now=now)
    except ForeignRefund:
        return "unknown"
    except OtherAmount:
        return "foreign_amount"
    return ""


def _payment_first(said: Refund, account: str, now: datetime) -> str:
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
