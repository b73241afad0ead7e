"""Celery's tasks: each is a door to one function of a room, and may run twice or not at all."""

import logging

from kombu.exceptions import OperationalError

from hub.celery import app
from hub.kit import outbox

log = logging.getLogger(__name__)


@app.task
def work_outbox() -> None:
    """Deliver what waits in the outbox."""
    outbox.work_off()


def nudge() -> None:
    """Ask a worker to look at the outbox now. A broker that is down costs seconds, not the message: beat asks again."""
    try:
        work_outbox.apply_async(retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("the broker did not take the nudge, the next beat will: %s", error)
