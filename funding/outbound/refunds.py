"""What a worker does with the card processor about money that goes back, and about what differs."""

from datetime import datetime

from funding.actions import reconcile as reconciling
from funding.actions.send_refund import send_refund
from hub.kit import clock
from hub.kit.models import OutboxMessage


def send(message: OutboxMessage) -> None:
    """What is on its way back by the books is asked of the card processor."""
    send_refund(refund_id=message.payload["refund"], now=clock.now())


def reconcile(message: OutboxMessage) -> None:
    now = clock.now()
    since = datetime.fromisoformat(message.payload["since"])
    reconciling.reconcile(since=since, until=now, now=now)
