from datetime import datetime, timedelta

from funding.actions.note_refund import failed, note_refund
from funding.models import CardRefund, Payment, RefundState
from funding.models.refunds import to_send
from funding.stripe import gateway
from funding.stripe.objects import Refund
from hub.kit.batches import each_alone
from hub.kit.transactions import verb

# A key is good for a day (https://docs.stripe.com/api/idempotent_requests); an hour less, for clocks that differ.
KEY_LASTS = timedelta(hours=23)
# The outbox tries for some minutes; what it gave up, a card processor that was away for a night, is tried again here.
OVERDUE = timedelta(minutes=15)


def send_refund(*, refund_id: int, now: datetime) -> None:
    """Ask the card processor to give back what the books say is on its way, outside any transaction, and note what it
    answers. Safe to do twice, by two at once, and after dying anywhere in between: the key was stored before.

    When the key may have been forgotten, it is looked up first whether the processor knows of it. What it will never do
    has failed. Raises other `GatewayError`s (try again), and what `note_refund` raises.
    """
    refund = CardRefund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.BEGUN or refund.stripe_id:
        return
    try:
        said = _sent_before(refund, now) or gateway.refund(
            account=refund.payment.account,
            intent_id=str(refund.payment.intent_id),
            key=refund.key,
            cents=refund.cents,
        )
    except gateway.GatewayError as refused:
        if not _is_final(refused):
            raise
        _refused(refund_id=refund.pk, failure=refused.code or type(refused).__name__.lower(), now=now)
        return
    note_refund(said=said, account=refund.payment.account, now=now)


def _is_final(refused: gateway.GatewayError) -> bool:
    """Whether it will never be done. A key of the site's own that is wrong or expired says nothing of the refund."""
    if isinstance(refused, gateway.Unreachable | gateway.KeyClash):
        return False
    if isinstance(refused, gateway.TooMuch | gateway.Missing):
        return True
    return bool(refused.code) and "api_key" not in refused.code


def _sent_before(refund: CardRefund, now: datetime) -> Refund | None:
    if now - refund.begun_at < KEY_LASTS:
        return None
    payment = refund.payment
    known = gateway.refunds_of(account=payment.account, intent_id=str(payment.intent_id))
    return next((each for each in known if each.key == refund.key), None)


@verb
def _refused(*, refund_id: int, failure: str, now: datetime) -> None:
    """The processor will never do this: more than is left there, an account that is gone."""
    payment_id = CardRefund.objects.values_list("payment_id", flat=True).get(pk=refund_id)
    Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
    refund = CardRefund.objects.select_related("payment__hub", "payment__organisation").get(pk=refund_id)
    if refund.state == RefundState.BEGUN and not refund.stripe_id:
        failed(refund=refund, failure=failure, now=now)


def send_overdue_refunds(*, now: datetime, most: int = 200) -> int:
    """What was begun a while ago and never got an answer; returns how many were tried without an error."""
    due = to_send().filter(begun_at__lte=now - OVERDUE).values_list("pk", flat=True)[:most]
    return each_alone("sending a refund", lambda pk: _tried(pk, now), list(due))


def _tried(refund_id: int, now: datetime) -> bool:
    send_refund(refund_id=refund_id, now=now)
    return True
