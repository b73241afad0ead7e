"""Several workers share one outbox: nothing is told twice, nothing waits behind somebody else's message."""

import threading
from datetime import UTC, datetime

from django.db import connection

from hub.kit import outbox
from hub.kit.models import OutboxMessage
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.own_database import OwnDatabase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MESSAGES = 200


@verb
def fill() -> None:
    for number in range(MESSAGES):
        outbox.emit(kind="greeting", about=Ref("hub", "1"), key=f"greeting:{number}", now=NOW)


def work(claim: object, took: list[int], barrier: threading.Barrier) -> None:
    barrier.wait()
    while batch := claim():  # type: ignore[operator]
        took.extend(message.pk for message in batch)
    connection.close()


def race(claim: object) -> list[int]:
    fill()
    took: list[int] = []
    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=work, args=(claim, took, barrier)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def test_four_workers_take_each_message_once(own_database: OwnDatabase) -> None:
    took = race(lambda: outbox.claim(now=NOW))
    assert sorted(took) == sorted(OutboxMessage.objects.values_list("pk", flat=True))
    assert len(took) == MESSAGES


def test_without_the_lock_messages_are_taken_twice(own_database: OwnDatabase) -> None:
    """The negative control: reading and then writing, with every reader in before the first writer."""
    all_have_read = threading.Barrier(4, timeout=10)
    seen = threading.local()

    def careless() -> list[OutboxMessage]:
        if getattr(seen, "done", False):
            return []
        batch = list(OutboxMessage.objects.filter(leased_until=None).order_by("id")[:20])
        all_have_read.wait()
        OutboxMessage.objects.filter(pk__in=[row.pk for row in batch]).update(leased_until=NOW)
        seen.done = True
        return batch

    took = race(careless)
    assert len(took) > len(set(took))
