"""A payment on an account that the site has no access to any more: nobody can be asked what became of it."""

from datetime import datetime

from funding.actions._payments import held_payment
from funding.models import Payment
from funding.models.payments import LIVE_PAYMENTS
from funding.stripe.objects import GONE, Intent
from hub.kit.transactions import verb


@verb
def out_of_reach(*, payment_id: int, now: datetime) -> Payment:
    """Note since when; heard of again, that is forgotten (`became`)."""
    payment = held_payment(payment_id)
    if payment.no_access_at is None and payment.state in LIVE_PAYMENTS:
        payment.no_access_at = now
        payment.save(update_fields=["no_access_at"])
    return payment


def called_off_unseen(payment: Payment) -> Intent:
    """What the processor would say, could it be asked, of what nobody can pay any more."""
    return Intent(
        id=payment.intent_id or "",
        status=GONE,
        cents=payment.cents,
        received_cents=0,
        currency=payment.currency,
        secret="",
        method="",
        charge_id="",
        about=str(payment.about),
        key=payment.key,
        created=payment.asked_at,
    )
