from contextlib import suppress
from datetime import datetime

from funding.actions._heard import heard
from funding.actions.open_payment import intent_of, note_opened
from funding.models import Payment, PaymentState
from funding.stripe import gateway
from funding.stripe.objects import CAN_BE_PAID


def cancel_payment(*, payment_id: int, now: datetime) -> None:
    """Ask the processor to call off what is not to be paid any more, and tell the room what came of that: called off,
    or paid a moment before. One whose answer was lost when it was opened is looked for first, so that nothing stays
    open that nobody knows of. Again is safe. Raises `Unreachable`: the outbox tries again."""
    payment = Payment.objects.select_related("hub").get(pk=payment_id)
    if payment.state != PaymentState.CANCELLING:
        return
    intent = intent_of(payment=payment, now=now)
    if not payment.intent_id:
        payment = note_opened(payment_id=payment.pk, intent=intent, now=now)
    if intent.status in CAN_BE_PAID:
        with suppress(gateway.NotCancellable):
            gateway.cancel_intent(account=payment.account, intent_id=intent.id)
        # Whatever it answered: what counts is how it is now, with how it was paid.
        intent = gateway.read_intent(account=payment.account, intent_id=intent.id)
    heard(payment=payment, intent=intent, now=now)
