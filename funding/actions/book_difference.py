from collections.abc import Callable
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from funding.actions._heard import foreign, heard
from funding.actions._refund_heard import dispute_read, refund_read
from funding.actions.note_refund import failed
from funding.actions.send_refund import send_refund
from funding.models import CardRefund, Difference, DifferenceKind, Payment, RefundState
from funding.stripe import gateway
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step, verb
from members.models import User
from members.permissions import is_site_admin


class AlreadyBooked(Refusal):
    code = "already_booked"
    message = _("Somebody has dealt with this difference already, or it is gone.")


class StillDiffers(Refusal):
    code = "still_differs"
    message = _(
        "The processor says otherwise by now, or something that does not fit. Nothing was booked: reconcile again."
    )


class SayHow(Refusal):
    code = "say_how"
    status = 400
    message = _("Say what was done about it: no entry can put this right by itself, and your words are kept.")


class ProcessorSilent(Refusal):
    code = "processor_silent"
    status = 503
    message = _(
        "The payment provider cannot be reached at the moment. Nothing was booked; try again in a minute."
    )


def book_difference(*, difference_id: int, reason: str, actor: User, now: datetime) -> Difference:
    """Take what the card processor says into the books, as it is by now, once: money that came in, a refund from the
    dashboard, one that arrived or failed. What no entry of ours can put right is closed with a `reason`: what was done.

    For site administrators. The processor is asked outside of the transaction. Raises `AlreadyBooked`, `StillDiffers`,
    `SayHow`, `ProcessorSilent`; `Forbidden`, Http404.
    """
    if not is_site_admin(actor):
        raise Forbidden()
    difference = (
        Difference.objects.select_related("payment__organisation", "payment__hub", "refund__payment")
        .filter(pk=difference_id)
        .first()
    )
    if difference is None:
        raise Http404
    if difference.booked_at or difference.gone_at:
        raise AlreadyBooked()
    book = BOOKED.get(DifferenceKind(difference.kind))
    if book is None and not reason.strip():
        raise SayHow()
    if book:
        try:
            book(difference, now)
        except gateway.GatewayError as error:
            raise ProcessorSilent() from error
    return _closed(difference_id=difference_id, reason=reason.strip()[:200], actor=actor, now=now)


@verb
def _closed(*, difference_id: int, reason: str, actor: User, now: datetime) -> Difference:
    return closed(difference_id=difference_id, reason=reason, actor=actor, now=now)


@step
def closed(*, difference_id: int, reason: str, actor: User, now: datetime) -> Difference:
    """What was booked is booked once, whoever asked; who was second is told."""
    difference = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    if difference.booked_at or difference.gone_at:
        raise AlreadyBooked()
    difference.booked_at, difference.booked_by = now, actor
    difference.save(update_fields=["booked_at", "booked_by"])
    record(
        action="funding.book_difference",
        about=difference.ref,
        actor=actor,
        now=now,
        hub_id=difference.hub_id,
        reason=reason,
        facts={"kind": difference.kind, "object": difference.object_id, "cents": difference.processor_cents},
    )
    return difference


def _payment(difference: Difference, now: datetime) -> None:
    payment = difference.payment
    if payment is None:
        raise StillDiffers()
    intent = gateway.read_intent(account=difference.account, intent_id=difference.object_id)
    if foreign(payment, intent):
        raise StillDiffers()
    heard(payment=payment, intent=intent, now=now)


def _refund(difference: Difference, now: datetime) -> None:
    said = gateway.read_refund(account=difference.account, refund_id=difference.object_id)
    if refund_read(said=said, account=difference.account, now=now):
        raise StillDiffers()


def _lost_refund(difference: Difference, now: datetime) -> None:
    """One that was never sent is sent now, one that the processor knows no more has failed."""
    refund = difference.refund
    if refund is None:
        raise StillDiffers()
    if refund.stripe_id is None:
        send_refund(refund_id=refund.pk, now=now)
        return
    try:
        gateway.read_refund(account=difference.account, refund_id=refund.stripe_id)
    except gateway.Missing:
        _given_up(refund_id=refund.pk, now=now)
        return
    raise StillDiffers()


@verb
def _given_up(*, refund_id: int, now: datetime) -> None:
    payment_id = CardRefund.objects.values_list("payment_id", flat=True).get(pk=refund_id)
    Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
    refund = CardRefund.objects.select_related("payment__hub", "payment__organisation").get(pk=refund_id)
    if refund.state != RefundState.FAILED:
        failed(refund=refund, failure="missing", now=now)


def _dispute(difference: Difference, now: datetime) -> None:
    said = gateway.read_dispute(account=difference.account, dispute_id=difference.object_id)
    if dispute_read(said=said, account=difference.account, now=now):
        raise StillDiffers()


# What can be booked, and how. Of the others the books cannot know what is right.
BOOKED: dict[DifferenceKind, Callable[[Difference, datetime], None]] = {
    DifferenceKind.NOT_NOTED: _payment,
    DifferenceKind.UNKNOWN_REFUND: _refund,
    DifferenceKind.REFUND_NOT_NOTED: _refund,
    DifferenceKind.REFUND_NOT_THERE: _lost_refund,
    DifferenceKind.DISPUTE_NOT_NOTED: _dispute,
}
