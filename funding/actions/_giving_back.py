"""Which payment something goes back to. How one refund begins is `_refunding`, what becomes of it `send_refund`."""

from collections.abc import Iterable
from datetime import datetime

from funding.actions._refunding import begin_refund
from funding.models import CardRefund, Payment, PaymentState, RefundWhy
from funding.models.paid import left_cents, paid_cents
from funding.models.refunds import waiting_cents
from hub.kit.refs import Ref
from hub.kit.transactions import step


@step
def hold_payments(*abouts: Ref) -> list[Payment]:
    """What came in by card for these things, the latest first, the rows held: whoever notes what became of a refund
    waits. One statement."""
    rows = Payment.objects.select_for_update(no_key=True).filter(about__in=abouts, state=PaymentState.PAID)
    return list(rows.order_by("-pk"))


@step
def give_back(*, payments: Iterable[Payment], owed_cents: int, about: Ref, now: datetime) -> list[CardRefund]:
    """Begin to give back what was paid above what is owed, to the card or account it came from, the latest payment
    first. The caller holds the payments (`hold_payments`).

    A refund that failed waits for somebody to look at it, so as much stays; and what came in by bank goes back by bank.
    """
    surplus = paid_cents(about) - owed_cents - waiting_cents(about)
    begun = []
    for payment in payments:
        cents = min(surplus, left_cents(payment))
        if cents <= 0:
            continue
        begun.append(begin_refund(payment=payment, cents=cents, why=RefundWhy.LESS_OWED, now=now))
        surplus -= cents
    return begun
