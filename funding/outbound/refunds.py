from funding.actions.send_refund import send_refund
from hub.kit import clock
from hub.kit.models import OutboxMessage


def send(message: OutboxMessage) -> None:
    """What is on its way back by the books is asked of the card processor."""
    send_refund(refund_id=message.payload["refund"], now=clock.now())
