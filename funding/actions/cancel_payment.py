from contextlib import suppress
from datetime import datetime, timedelta

from funding.actions._heard import heard
from funding.actions._out_of_reach import called_off_unseen, out_of_reach
from funding.actions.open_payment import intent_of, note_opened
from funding.models import Payment, PaymentState
from funding.rules.paying import may_come_until
from funding.stripe import gateway
from funding.stripe.objects import CAN_BE_PAID, Intent
from hub.kit.batches import each_alone

# The outbox tries for some minutes; what it gave up is asked again here.
OVERDUE = timedelta(minutes=15)


def cancel_payment(*, payment_id: int, now: datetime) -> None:
    """Ask the processor to call off what is not to be paid any more, and tell the room what came of that: called off,
    or paid a moment before. One whose answer was lost when it was opened is looked for first, so that nothing stays
    open that nobody knows of. Again is safe.

    Is the account not the site's to ask any more, it counts as called off once no money can come (`may_come_until`).
    Raises `Unreachable`: the outbox tries again."""
    payment = Payment.objects.select_related("hub").get(pk=payment_id)
    if payment.state != PaymentState.CANCELLING:
        return
    try:
        intent = _called_off(payment, now)
    except gateway.NoAccess:
        payment = out_of_reach(payment_id=payment.pk, now=now)
        until = may_come_until(
            no_access_at=payment.no_access_at or now,
            was_opened=payment.intent_id is not None,
            with_bank=payment.processing_at is not None,
        )
        if until > now:
            return
        intent = called_off_unseen(payment)
    heard(payment=payment, intent=intent, now=now)


def _called_off(payment: Payment, now: datetime) -> Intent:
    intent = intent_of(payment=payment, now=now)
    if not payment.intent_id:
        note_opened(payment_id=payment.pk, intent=intent, now=now)
    if intent.status in CAN_BE_PAID:
        with suppress(gateway.NotCancellable):
            gateway.cancel_intent(account=payment.account, intent_id=intent.id)
        # Whatever it answered: what counts is how it is now, with how it was paid.
        intent = gateway.read_intent(account=payment.account, intent_id=intent.id)
    return intent


def cancel_overdue_payments(*, now: datetime, most: int = 200) -> int:
    """What is to be called off and is not: asked again, also where nothing waits for it and no clock comes by; returns
    how many were tried without an error."""
    due = Payment.objects.filter(state=PaymentState.CANCELLING, asked_at__lte=now - OVERDUE).order_by("pk")
    found = list(due.values_list("pk", flat=True)[:most])
    return each_alone("calling off a payment", lambda pk: _tried(pk, now), found)


def _tried(payment_id: int, now: datetime) -> bool:
    cancel_payment(payment_id=payment_id, now=now)
    return True
