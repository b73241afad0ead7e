"""The world is told at least once, by whoever is there, and a message that cannot be told waits for a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.kit import outbox
from hub.kit.models import OutboxMessage
from hub.kit.outbox import LEASE, MOST_ATTEMPTS
from hub.kit.refs import Ref
from hub.kit.transactions import verb

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@verb
def say(key: str = "a", **more: Any) -> None:
    outbox.emit(kind="greeting", about=Ref("hub", "1"), key=key, now=NOW, **more)


@pytest.fixture
def heard(settings, monkeypatch) -> list[str]:
    """What arrived; the handler that listens."""
    arrived: list[str] = []
    monkeypatch.setattr("hub.wiring.OUTBOX", {"greeting": lambda message: arrived.append(message.key)})
    return arrived


@pytest.fixture
def broken(monkeypatch) -> None:
    def handler(message: OutboxMessage) -> None:
        raise ConnectionError("the mail server is away")

    monkeypatch.setattr("hub.wiring.OUTBOX", {"greeting": handler})


def deliver_all(now: datetime = NOW) -> int:
    return sum(outbox.deliver(message, now=now) for message in outbox.claim(now=now))


def test_a_message_is_delivered_once(db, heard) -> None:
    say()
    assert deliver_all() == 1
    assert deliver_all() == 0
    assert heard == ["a"]


def test_the_same_key_is_told_once(db, heard) -> None:
    say()
    say()
    deliver_all()
    assert heard == ["a"]


def test_a_message_waits_until_it_is_due(db, heard) -> None:
    say(due_at=NOW + timedelta(days=1))
    assert deliver_all() == 0
    assert deliver_all(NOW + timedelta(days=1)) == 1


def test_a_claimed_message_belongs_to_its_claimer_until_the_lease_runs_out(db) -> None:
    say()
    assert len(outbox.claim(now=NOW)) == 1
    assert outbox.claim(now=NOW + LEASE - timedelta(seconds=1)) == []
    again = outbox.claim(now=NOW + LEASE)
    assert [message.attempts for message in again] == [2]


def test_a_failure_is_written_down_and_tried_later(db, broken) -> None:
    say()
    deliver_all()
    message = OutboxMessage.objects.get()
    assert "the mail server is away" in message.last_error
    assert message.due_at > NOW
    assert message.quarantined_at is None


def test_after_five_failures_a_message_waits_for_a_person(db, broken) -> None:
    say()
    now = NOW
    for _attempt in range(MOST_ATTEMPTS):
        deliver_all(now)
        now += timedelta(hours=1)
    assert OutboxMessage.objects.get().quarantined_at is not None
    assert outbox.claim(now=now + timedelta(days=9)) == []


def test_a_message_whose_worker_died_five_times_waits_for_a_person(db, heard) -> None:
    say()
    now = NOW
    for _death in range(MOST_ATTEMPTS):
        assert len(outbox.claim(now=now)) == 1
        now += LEASE
    assert outbox.claim(now=now) == []
    assert OutboxMessage.objects.get().quarantined_at == now
    assert heard == []


def test_an_unknown_kind_is_a_failure_and_not_lost(db, monkeypatch) -> None:
    monkeypatch.setattr("hub.wiring.OUTBOX", {})
    say()
    assert deliver_all() == 0
    assert "greeting" in OutboxMessage.objects.get().last_error
