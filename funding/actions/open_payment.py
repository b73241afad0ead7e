from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from funding.actions._out_of_reach import out_of_reach
from funding.actions._payments import held_payment
from funding.models import Payment, PaymentState
from funding.stripe import gateway
from funding.stripe.objects import Intent
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

# A key is good for a day at the processor; afterwards the same call would make a second intent.
KEY_LASTS = timedelta(hours=23)


class ProcessorAway(Refusal):
    code = "processor_away"
    status = 503
    message = _(
        "Our payment provider cannot be reached at the moment. Nothing was charged; try again in a minute."
    )


class AccountGone(Refusal):
    code = "account_gone"
    message = _("%(hub)s cannot be paid by card at the moment. Nothing was charged; ask it how to pay.")


@dataclass(frozen=True, slots=True)
class Opened:
    """`secret` is for the browser of who pays: it is never kept, logged or mailed."""

    payment: Payment
    status: str
    secret: str

    def __repr__(self) -> str:
        return f"Opened({self.payment} {self.status})"


def open_payment(*, payment: Payment, now: datetime) -> Opened:
    """Ask the processor for the intent of a payment whose key is stored, outside any transaction, and note it. Again
    gives the same intent, whatever was lost in between. Raises `ProcessorAway`, `AccountGone`."""
    try:
        intent = intent_of(payment=payment, now=now)
    except gateway.Unreachable as error:
        raise ProcessorAway() from error
    except gateway.GatewayError as error:
        if isinstance(error, gateway.NoAccess):
            out_of_reach(payment_id=payment.pk, now=now)
        raise AccountGone(hub=payment.hub.name) from error
    return Opened(note_opened(payment_id=payment.pk, intent=intent, now=now), intent.status, intent.secret)


def intent_of(*, payment: Payment, now: datetime) -> Intent:
    """The one intent of a payment, made if it is not there. Raises what the gateway raises."""
    if payment.intent_id:
        return gateway.read_intent(account=payment.account, intent_id=payment.intent_id)
    if now - payment.asked_at > KEY_LASTS:
        since = payment.asked_at - timedelta(minutes=5)
        found = gateway.find_intent(account=payment.account, key=payment.key, since=since)
        if found:
            return found
    return gateway.open_intent(
        account=payment.account,
        key=payment.key,
        cents=payment.cents,
        currency=payment.currency,
        methods=payment.methods,
        about=payment.about,
        # The same each time, or the key would not be good for it.
        description=payment.about.id,
    )


@verb
def note_opened(*, payment_id: int, intent: Intent, now: datetime) -> Payment:
    """The processor knows it. One that is to be called off, or was, stays so."""
    payment = held_payment(payment_id)
    if payment.intent_id is None:
        payment.intent_id, payment.opened_at = intent.id, now
        if payment.state == PaymentState.OPENING:
            payment.state = PaymentState.OPEN
        payment.save(update_fields=["intent_id", "opened_at", "state"])
    return payment
