from collections.abc import Callable
from datetime import datetime, timedelta

from funding.actions._heard import foreign, heard
from funding.actions._out_of_reach import out_of_reach
from funding.actions._refund_heard import dispute_heard, refund_heard
from funding.models import Payment, StripeEvent
from funding.stripe import gateway
from hub.kit.batches import each_alone
from hub.kit.transactions import verb

# What may be said of an event that is set aside; in words: `funding.outbound.events`.
UNKNOWN, ACCOUNT, AMOUNT, CURRENCY = "unknown", "foreign_account", "foreign_amount", "foreign_currency"
NO_ACCESS = "no_access"
# The outbox tries for some minutes; for so long as the processor itself would, what it gave up is looked at again.
OVERDUE, AGAIN = timedelta(minutes=15), timedelta(days=3)


def apply_event(*, event_id: int, now: datetime) -> None:
    """Look at what an event is about as it is *now* and have it written down, once and in any order. What is not as was
    asked for, or not ours, is set aside for the site's administrators and never applied. Raises `Unreachable` and
    `Busy`: the outbox tries again."""
    event = StripeEvent.objects.get(pk=event_id)
    if event.applied_at or event.set_aside:
        return
    why = APPLIES[_kind_of(event)](event, now)
    if why == UNKNOWN and is_none_of_ours(event):
        why = ""
    _done(event_id=event.pk, why=why, now=now)


def is_none_of_ours(event: StripeEvent) -> bool:
    """What a hub does on its account beside this site is no news: as in reconciliation, a payment that does not name
    us. What names us and is unknown is shown."""
    try:
        return not gateway.read_intent(account=event.account, intent_id=event.intent_id).about
    except gateway.Missing:
        return False


def _kind_of(event: StripeEvent) -> str:
    if event.type.startswith("charge.dispute."):
        return "dispute"
    return "payment_intent" if event.object_id == event.intent_id else "refund"


def _apply_intent(event: StripeEvent, now: datetime) -> str:
    """Empty, or why it was set aside."""
    payment = Payment.objects.select_related("organisation", "hub").filter(intent_id=event.intent_id).first()
    if payment is None:
        payment = _of_a_lost_answer(event)
    if payment is None:
        return UNKNOWN
    if payment.account != event.account:
        return ACCOUNT
    if event.currency != payment.currency:
        return CURRENCY
    if event.cents != payment.cents:
        return AMOUNT
    try:
        intent = gateway.read_intent(account=payment.account, intent_id=event.intent_id)
    except gateway.NoAccess:
        out_of_reach(payment_id=payment.pk, now=now)
        return NO_ACCESS
    if why := foreign(payment, intent):
        return why
    heard(payment=payment, intent=intent, now=now)
    return ""


def _of_a_lost_answer(event: StripeEvent) -> Payment | None:
    """The processor knows it, and we never heard that it does: found by the key that we gave it."""
    try:
        intent = gateway.read_intent(account=event.account, intent_id=event.intent_id)
    except gateway.Missing:
        return None
    if not intent.key:
        return None
    return (
        Payment.objects.select_related("organisation", "hub").filter(key=intent.key, intent_id=None).first()
    )


@verb
def _done(*, event_id: int, why: str, now: datetime) -> None:
    row = StripeEvent.objects.filter(pk=event_id)
    row.update(set_aside=why) if why else row.update(applied_at=now)


def apply_overdue_events(*, now: datetime, most: int = 200) -> int:
    """What came in while the card processor could not be asked for longer than the outbox tries; returns how many were
    applied, or set aside."""
    waits = StripeEvent.objects.filter(applied_at=None, set_aside="")
    due = waits.filter(received_at__gte=now - AGAIN, received_at__lte=now - OVERDUE).order_by("received_at")
    found = list(due.values_list("pk", flat=True)[:most])
    return each_alone("an event that waited", lambda pk: _tried(pk, now), found)


def _tried(event_id: int, now: datetime) -> bool:
    apply_event(event_id=event_id, now=now)
    return True


# Kind of object -> what is done with it, which answers why it was set aside.
APPLIES: dict[str, Callable[[StripeEvent, datetime], str]] = {
    "payment_intent": _apply_intent,
    "refund": refund_heard,
    "dispute": dispute_heard,
}
