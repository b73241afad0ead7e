"""What the card processor is told, and what it told, one outbox message at a time."""

from funding.actions.apply_event import apply_event
from funding.actions.cancel_payment import cancel_payment
from hub.kit import clock
from hub.kit.models import OutboxMessage


def cancel(message: OutboxMessage) -> None:
    cancel_payment(payment_id=message.payload["payment"], now=clock.now())


def apply(message: OutboxMessage) -> None:
    apply_event(event_id=message.payload["event"], now=clock.now())
