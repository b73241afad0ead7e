"""What happened to a booking is to be invoiced, or not any more."""

from bookings.actions.bill import bill
from hub.kit import clock
from hub.kit.models import OutboxMessage


def send(message: OutboxMessage) -> None:
    """May come twice: the second finds nothing to do."""
    bill(number=message.about.id, now=clock.now())
