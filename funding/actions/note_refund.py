from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.actions._paid import refund_arrived, refund_begun, refund_came_back, refund_failed
from funding.models import CardRefund, Entry, Payment, PaymentState, RefundState, RefundWhy
from funding.stripe.objects import ARRIVED, FAILED, UNDER_WAY, Refund
from hub.kit.errors import Refusal
from hub.kit.outbox import emit_each
from hub.kit.transactions import step, verb

# What the world is told, once for each refund; whoever knows what it is about tells it.
PENDING, PAID_BACK, BOUNCED = "refund.pending", "refund.arrived", "refund.failed"


class ForeignRefund(Refusal):
    """Not of a payment of ours, or not of its money: it is never applied, and shown to site administrators."""

    code = "foreign_refund"
    message = _("This refund is not of a payment of this site.")


class NotPaidYet(Refusal):
    """It came before the news that its payment came in: apply that first, then try again."""

    code = "not_paid_yet"
    message = _("The payment that this goes back of has not come in yet.")


class OtherAmount(Refusal):
    """Ours, but of another amount than we asked for, or more than was paid: never applied, shown to administrators."""

    code = "other_amount"
    message = _("The processor says another amount than the books.")


@verb
def note_refund(*, said: Refund, account: str, now: datetime) -> CardRefund:
    """What the card processor says of a refund, as it was read just now: on its way, arrived, failed, in whatever order
    that is heard, and each once. One that the site did not begin, from the processor's dashboard, is taken into the
    books.

    Raises `ForeignRefund`, `NotPaidYet`, `OtherAmount`.
    """
    payment = _held_payment(said, account)
    refund = _known(payment, said)
    if refund is None:
        if said.status in FAILED:
            raise ForeignRefund()  # it took nothing, and nobody here ever knew of it
        refund = _from_dashboard(payment, said, now)
    if refund.cents != said.cents:
        raise OtherAmount()
    noted(refund=refund, said=said, now=now)
    return refund


def _held_payment(said: Refund, account: str) -> Payment:
    """The row of what it goes back of: one at a time says what became of a payment's refunds."""
    found = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("hub", "organisation")
    payment = found.filter(intent_id=said.intent_id, account=account).first()
    if payment is None or payment.currency != said.currency:
        raise ForeignRefund()
    if payment.state != PaymentState.PAID:
        raise NotPaidYet()
    return payment


def _known(payment: Payment, said: Refund) -> CardRefund | None:
    """By its id at the processor, else by the key that was stored before it was asked for: its answer was lost."""
    refunds = payment.refunds.select_related("payment__hub", "payment__organisation")
    return refunds.filter(stripe_id=said.id).first() or (
        refunds.filter(key=said.key, stripe_id=None).first() if said.key else None
    )


def _from_dashboard(payment: Payment, said: Refund, now: datetime) -> CardRefund:
    gone = sum(each.cents for each in payment.refunds.exclude(state=RefundState.FAILED))
    if gone + said.cents > payment.cents:
        raise OtherAmount()
    refund = CardRefund.objects.create(
        payment=payment,
        cents=said.cents,
        why=RefundWhy.DASHBOARD,
        state=RefundState.BEGUN,
        stripe_id=said.id,
        key=f"dashboard:{said.id}",
        begun_at=now,
    )
    refund_begun(
        about=payment.about,
        key=refund.key,
        organisation=payment.organisation,
        hub=payment.hub,
        cents=refund.cents,
        now=now,
    )
    return refund


@step
def noted(*, refund: CardRefund, said: Refund, now: datetime) -> None:
    """The same of one whose payment is held. What failed stays so, and what arrived is not on its way again: an older
    answer may come after a newer one."""
    if refund.state == RefundState.FAILED or said.status == _as_noted(refund):
        return
    refund.stripe_id = said.id
    refund.sent_at = refund.sent_at or now
    if said.status in FAILED:
        failed(refund=refund, failure=said.failure or said.status, now=now)
    elif said.status == ARRIVED:
        _arrived(refund, now)
    elif said.status in UNDER_WAY and refund.state == RefundState.BEGUN:
        refund.state = RefundState.SENT
        refund.save()
        _tell(PENDING, refund, now)


def _as_noted(refund: CardRefund) -> str:
    return ARRIVED if refund.state == RefundState.ARRIVED else ""


def _arrived(refund: CardRefund, now: datetime) -> None:
    refund.state, refund.arrived_at = RefundState.ARRIVED, now
    refund.save()
    payment = refund.payment
    refund_arrived(
        about=payment.about, key=f"{refund.key}:arrived", hub=payment.hub, cents=refund.cents, now=now
    )
    _tell(PAID_BACK, refund, now)


@step
def failed(*, refund: CardRefund, failure: str, now: datetime) -> None:
    """It is the organisation's credit again, and somebody at the hub has to look at it."""
    payment = refund.payment
    facts: dict[str, Any] = {"about": payment.about, "organisation": payment.organisation, "hub": payment.hub}
    key, cents = f"{refund.key}:failed", refund.cents
    if refund.state == RefundState.ARRIVED:
        before = Entry.objects.get(idempotency_key=f"{refund.key}:arrived")
        refund_came_back(**facts, key=key, cents=cents, now=now, reverses=before)
    else:
        before = Entry.objects.get(idempotency_key=refund.key)
        refund_failed(**facts, key=key, cents=cents, now=now, reverses=before)
    refund.state, refund.failed_at, refund.failure = RefundState.FAILED, now, failure[:80]
    refund.save()
    _tell(BOUNCED, refund, now)


def _tell(kind: str, refund: CardRefund, now: datetime) -> None:
    """Who paid; and the hub where it has to do something."""
    readers = ("placer", "hub") if kind == BOUNCED else ("placer",)
    payloads = {f"{kind}:{refund.pk}:{reader}": {"reader": reader, "refund": refund.pk} for reader in readers}
    emit_each(kind=kind, about=refund.payment.about, payloads=payloads, now=now)
