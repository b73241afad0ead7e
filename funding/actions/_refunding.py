"""The one way in which money begins to go back by card: in the books, as a row with its key, and in the outbox."""

from datetime import datetime
from uuid import uuid4

from funding.actions._paid import refund_begun
from funding.models import CardRefund, Payment, RefundState, RefundWhy
from hub.kit.outbox import emit
from hub.kit.transactions import step

SEND = "refund.send"


@step
def begin_refund(*, payment: Payment, cents: int, why: RefundWhy, now: datetime) -> CardRefund:
    """So many cents of a payment that came in are on their way back; a worker tells the processor afterwards. The
    caller holds what keeps anybody else from giving back the same (the booking's row), and has looked that so much is
    left of the payment."""
    refund = CardRefund.objects.create(
        payment=payment, cents=cents, why=why, state=RefundState.BEGUN, key=f"refund:{uuid4()}", begun_at=now
    )
    refund_begun(
        about=payment.about,
        key=refund.key,
        organisation=payment.organisation,
        hub=payment.hub,
        cents=cents,
        now=now,
    )
    emit(kind=SEND, about=payment.about, key=refund.key, payload={"refund": refund.pk}, now=now)
    return refund
