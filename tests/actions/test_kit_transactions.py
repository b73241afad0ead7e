"""Verbs open transactions, steps require one, and what PostgreSQL says becomes a refusal."""

import threading

import pytest
from django.db import connection

from hub.kit.errors import Busy
from hub.kit.locks import LockKind, TooMuchAtOnce, lock, lock_unless_taken
from hub.kit.models import AuditRow
from hub.kit.transactions import savepoint, step, verb
from tests.own_database import OwnDatabase


@step
def a_step() -> str:
    return "done"


@verb
def a_verb() -> str:
    return a_step()


def keys_held() -> list[int]:
    """By this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_step_refuses_to_run_on_its_own(own_database: OwnDatabase) -> None:
    with pytest.raises(RuntimeError, match="needs an open transaction"):
        a_step()
    with pytest.raises(RuntimeError, match="lives inside a verb"):
        savepoint()
    with pytest.raises(RuntimeError, match="held by a transaction"):
        lock([(LockKind.FACILITY, 1)])


def test_a_verb_opens_the_transaction_for_its_steps(own_database: OwnDatabase) -> None:
    assert a_verb() == "done"


def test_a_verb_inside_a_verb_is_refused(own_database: OwnDatabase) -> None:
    @verb
    def outer() -> str:
        return a_verb()

    with pytest.raises(RuntimeError):
        outer()


def test_a_verb_that_fails_leaves_nothing(own_database: OwnDatabase) -> None:
    @verb
    def halfway() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kit_auditrow (at, action, about, reason, facts) VALUES (now(), 'a.b', 'hub:1', '', '{}')"
            )
        raise KeyError

    with pytest.raises(KeyError):
        halfway()
    assert not AuditRow.objects.exists()


def test_waiting_too_long_for_a_lock_is_said_as_busy(own_database: OwnDatabase) -> None:
    held, release = threading.Event(), threading.Event()

    @verb
    def hold() -> None:
        lock([(LockKind.FACILITY, 7)])
        held.set()
        release.wait(10)

    @verb
    def want() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        lock([(LockKind.FACILITY, 7)])

    thread = threading.Thread(target=lambda: (hold(), connection.close()))
    thread.start()
    assert held.wait(5)
    try:
        with pytest.raises(Busy):
            want()
    finally:
        release.set()
        thread.join()


def test_who_will_not_wait_is_told_and_holds_nothing(own_database: OwnDatabase) -> None:
    """The second key is free; it is not taken either, or it would be held in another order than everywhere else."""
    held, release = threading.Event(), threading.Event()
    both = [(LockKind.FACILITY, 8), (LockKind.FACILITY, 7)]

    @verb
    def hold() -> None:
        lock([(LockKind.FACILITY, 7)])
        held.set()
        release.wait(10)

    @verb
    def try_both() -> tuple[bool, list[int]]:
        return lock_unless_taken(both), keys_held()

    thread = threading.Thread(target=lambda: (hold(), connection.close()))
    thread.start()
    assert held.wait(5)
    try:
        assert try_both() == (False, [])
    finally:
        release.set()
        thread.join()
    assert try_both() == (True, [(1 << 56) | 7, (1 << 56) | 8])


def test_two_kinds_with_the_same_id_do_not_wait_for_each_other(own_database: OwnDatabase) -> None:
    @verb
    def both() -> list[int]:
        lock([(LockKind.ORGANISATION, 7), (LockKind.FACILITY, 7), (LockKind.FACILITY, 7)])
        return keys_held()

    assert both() == [(1 << 56) | 7, (2 << 56) | 7]


def test_more_than_a_hundred_things_at_once_are_refused(db: None) -> None:
    @verb
    def greedy() -> None:
        lock([(LockKind.FACILITY, number) for number in range(101)])

    with pytest.raises(TooMuchAtOnce):
        greedy()
