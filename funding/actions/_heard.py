"""What the processor says of an intent goes to the room whose thing it pays for (`hub.wiring.PAYABLE`)."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from funding.models import Payment
from funding.stripe.objects import Intent

# Called as (payment_id=, intent=, now=): opens the transaction, holds the row of what is paid for and then the
# payment's (`funding.actions._payments.became`), as often as it is called with the same effect once.
Settle = Callable[..., None]


def foreign(payment: Payment, intent: Intent) -> str:
    """Why this intent is not what was asked for, as a code; empty when it is."""
    if intent.currency != payment.currency:
        return "foreign_currency"
    if intent.cents != payment.cents or intent.received_cents not in (0, payment.cents):
        return "foreign_amount"
    return ""


def heard(*, payment: Payment, intent: Intent, now: datetime) -> None:
    """Raises ValueError for an intent that is not what was asked for, KeyError for what no room answers to."""
    if code := foreign(payment, intent):
        raise ValueError(f"{code}: {intent!r} is not payment {payment.pk}")
    rooms: dict[str, Settle] = import_string(settings.PAYABLE)
    rooms[payment.about.kind](payment_id=payment.pk, intent=intent, now=now)
