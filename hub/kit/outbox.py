"""The world is told through a table: written in the business transaction, worked off by whoever is there.

Celery only nudges. If it is down the message waits for the next beat; if a worker dies the lease runs out and another
takes over. So each handler runs at least once, and must bear running twice (it is given the message's key).
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.module_loading import import_string

from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.refs import Ref
from hub.kit.transactions import after_commit, step, verb
from hub.kit.writing import insert

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
# Wait 10 s, 40 s, 90 s, 160 s between attempts: long enough for a mail server to come back, short enough to notice.
BACKOFF = timedelta(seconds=10)

Handler = Callable[[OutboxMessage], None]


@step
def emit(
    *,
    kind: str,
    about: Ref,
    key: str,
    now: datetime,
    payload: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Queue one message. The same `key` again changes nothing: it is told once."""
    emit_each(kind=kind, about=about, payloads={key: payload or {}}, now=now, due_at=due_at)


@step
def emit_each(
    *,
    kind: str,
    about: Ref,
    payloads: Mapping[str, dict[str, Any]],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Queue a message for each key, in one statement."""
    messages = [
        OutboxMessage(kind=kind, about=about, key=key, payload=payload, created_at=now, due_at=due_at or now)
        for key, payload in payloads.items()
    ]
    insert(messages, once_by="key")
    after_commit(_nudge)


@step
def emit_about_each(
    *,
    kind: str,
    abouts: Mapping[str, Ref],
    now: datetime,
    payloads: Mapping[str, dict[str, Any]] | None = None,
) -> None:
    """Queue a message about another thing for each key, with its payload, in one statement; none for none."""
    said = payloads or {}
    messages = [
        OutboxMessage(kind=kind, about=about, key=key, payload=said.get(key, {}), created_at=now, due_at=now)
        for key, about in abouts.items()
    ]
    if insert(messages, once_by="key"):
        after_commit(_nudge)


def queued(keys: Iterable[str]) -> set[str]:
    """Which of these were told before, or are about to be: for who looks again and again whether there is anything."""
    return set(OutboxMessage.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def _nudge() -> None:
    import_string(settings.OUTBOX_NUDGE)()


@verb
def claim(*, now: datetime, most: int = 20) -> list[OutboxMessage]:
    """Take up to `most` due messages for the length of a lease; nobody else gets them meanwhile."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    rows = list(
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(free, done_at=None, quarantined_at=None, due_at__lte=now)
        .order_by("due_at", "id")[:most]
    )
    spent = [row for row in rows if row.attempts >= MOST_ATTEMPTS]
    # A worker that died during the fifth attempt could not set its message aside; whoever finds it does.
    OutboxMessage.objects.filter(pk__in=[row.pk for row in spent]).update(
        quarantined_at=now, leased_until=None
    )
    live = [row for row in rows if row.attempts < MOST_ATTEMPTS]
    OutboxMessage.objects.filter(pk__in=[row.pk for row in live]).update(
        attempts=F("attempts") + 1, leased_until=now + LEASE
    )
    for row in live:
        row.attempts += 1
    return live


def deliver(message: OutboxMessage, *, now: datetime) -> bool:
    """Work one claimed message; true when it is done. A failure is written down and tried later, or set aside."""
    handlers: dict[str, Handler] = import_string(settings.OUTBOX_HANDLERS)
    try:
        handlers[message.kind](message)
    except Exception as error:  # a handler may fail in any way; the message must survive it
        log.exception("outbox message %s failed (attempt %d)", message.key, message.attempts)
        _failed(message=message, error=repr(error)[:2000], now=now)
        return False
    _done(message=message, now=now)
    return True


@verb
def _done(*, message: OutboxMessage, now: datetime) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=now, leased_until=None, last_error="")


@verb
def _failed(*, message: OutboxMessage, error: str, now: datetime) -> None:
    last = message.attempts >= MOST_ATTEMPTS
    OutboxMessage.objects.filter(pk=message.pk).update(
        leased_until=None,
        last_error=error,
        due_at=now + BACKOFF * message.attempts**2,
        quarantined_at=now if last else None,
    )


def work_off(*, most: int = 200) -> int:
    """Deliver what is due, at most `most` messages; returns how many were done."""
    done = worked = 0
    while worked < most:
        batch = claim(now=clock.now())
        if not batch:
            break
        for message in batch:
            done += deliver(message, now=clock.now())
        worked += len(batch)
    return done
