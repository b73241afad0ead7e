"""A booking is confirmed, or changed: what was agreed is frozen, then both sides are told."""

from bookings.actions.freeze_contract import freeze_contract
from bookings.outbound import mail
from hub.kit import clock
from hub.kit.models import OutboxMessage


def send(message: OutboxMessage) -> None:
    """Each of the two messages asks; whichever comes first freezes it."""
    freeze_contract(number=message.about.id, now=clock.now())
    mail.send(message)
