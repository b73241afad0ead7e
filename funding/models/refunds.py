"""What goes back by card: how much may, what waits for somebody, and what a booking's page tells of it."""

from django.db.models import Q, QuerySet, Sum

from funding.models.paid import left_cents
from funding.models.payments import CardRefund, Payment, PaymentState, RefundState
from hub.kit.refs import Ref

# It failed and nobody has sent it again or paid it by bank: the organisation's credit until then.
WAITS = Q(state=RefundState.FAILED, again=None, by_bank_at=None)


def refunds_of(about: Ref) -> list[CardRefund]:
    """The oldest first."""
    found = CardRefund.objects.filter(payment__about=about).select_related("payment")
    return list(found.order_by("begun_at", "pk"))


def waiting_cents(about: Ref) -> int:
    """What failed to go back and still waits."""
    failed = CardRefund.objects.filter(WAITS, payment__about=about)
    return int(failed.aggregate(cents=Sum("cents"))["cents"] or 0)


def by_card_cents(about: Ref, cents: int) -> int:
    """How much of an amount would go back by card: what failed before waits, and what came in by bank goes by bank."""
    if cents <= 0:
        return 0
    payments = Payment.objects.filter(about=about, state=PaymentState.PAID)
    most = sum(left_cents(payment) for payment in payments)
    return max(min(cents - waiting_cents(about), most), 0)


def to_send() -> QuerySet[CardRefund]:
    """Begun, and the processor has not said that it knows of it."""
    return CardRefund.objects.filter(state=RefundState.BEGUN, stripe_id=None).order_by("pk")
