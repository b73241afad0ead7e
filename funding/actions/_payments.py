"""What the verbs about payments share. Rows of payments come after the row of what is paid for (docs/locking.md)."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from uuid import uuid4

from facilities.models import Hub
from funding.actions._paid import came_in
from funding.models import EntryKind, Payment, PaymentState
from funding.models.payments import LIVE_PAYMENTS
from funding.stripe.objects import GONE, PAID, WITH_THE_BANK, Intent
from hub.kit.outbox import emit
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation

CANCEL = "payment.cancel"


class Became(Enum):
    """What of a payment is new by what the processor says of it."""

    PAID = "paid"
    CALLED_OFF = "called_off"
    NOTHING = "nothing"


@step
def new_payment(
    *,
    about: Ref,
    organisation: Organisation,
    hub: Hub,
    account: str,
    cents: int,
    methods: Sequence[str],
    now: datetime,
) -> Payment:
    """Its key is stored before the processor hears of it. The caller holds the row of what is paid for, and has looked
    that nothing else is being paid for it."""
    return Payment.objects.create(
        about=about,
        organisation=organisation,
        hub=hub,
        account=account,
        cents=cents,
        methods=list(methods),
        state=PaymentState.OPENING,
        key=f"pay:{uuid4()}",
        asked_at=now,
    )


@step
def held_payment(payment_id: int) -> Payment:
    """Its row held until the transaction ends."""
    return (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "hub")
        .get(pk=payment_id)
    )


@step
def held_live_payment(about: Ref) -> Payment | None:
    """What may still be paid for a thing, its row held."""
    rows = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation", "hub")
    return rows.filter(about=about, state__in=LIVE_PAYMENTS).first()


@step
def call_off(*, payment: Payment, now: datetime) -> None:
    """It is not to be paid any more: a worker asks the processor to call it off. Until it agrees it may still come in.
    Asked again within an hour it changes nothing."""
    if payment.state not in LIVE_PAYMENTS:
        return
    if payment.state != PaymentState.CANCELLING:
        payment.state = PaymentState.CANCELLING
        payment.save(update_fields=["state"])
    _ask_to_cancel(payment, f"{now:%Y%m%d%H}", now)


@step
def became(*, payment: Payment, intent: Intent, now: datetime) -> Became:
    """Write down what the processor says, in any order and as often as it comes; money that came in goes into the
    books, about what the payment is about now. The caller holds the payment's row."""
    if intent.status == PAID:
        return _paid(payment, intent, now)
    if payment.state not in LIVE_PAYMENTS:
        return Became.NOTHING
    if intent.status == GONE:
        payment.state, payment.ended_at = PaymentState.CANCELLED, now
        payment.intent_id, payment.processing_at = intent.id or None, None
        payment.save(update_fields=["state", "ended_at", "intent_id", "processing_at"])
        return Became.CALLED_OFF
    with_bank = payment.processing_at or now if intent.status == WITH_THE_BANK else None
    if (payment.processing_at, payment.intent_id, payment.no_access_at) != (with_bank, intent.id, None):
        payment.processing_at, payment.intent_id, payment.no_access_at = with_bank, intent.id, None
        payment.save(update_fields=["processing_at", "intent_id", "no_access_at"])
    if payment.state == PaymentState.CANCELLING and not with_bank:
        # The bank refused what could not be called off while it was there.
        _ask_to_cancel(payment, f"{now.timestamp():.0f}", now)
    return Became.NOTHING


def _paid(payment: Payment, intent: Intent, now: datetime) -> Became:
    if payment.state == PaymentState.PAID:
        return Became.NOTHING
    payment.state, payment.paid_at, payment.processing_at = PaymentState.PAID, now, None
    payment.intent_id, payment.method, payment.no_access_at = intent.id, intent.method, None
    payment.save(
        update_fields=["about", "state", "paid_at", "processing_at", "no_access_at", "intent_id", "method"]
    )
    came_in(
        kind=EntryKind.PAY,
        about=payment.about,
        key=payment.key,
        organisation=payment.organisation,
        hub=payment.hub,
        cents=payment.cents,
        now=now,
    )
    return Became.PAID


def _ask_to_cancel(payment: Payment, when: str, now: datetime) -> None:
    key = f"{CANCEL}:{payment.pk}:{when}"
    emit(kind=CANCEL, about=payment.about, key=key, payload={"payment": payment.pk}, now=now)
