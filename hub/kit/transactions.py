"""Two different words: a *verb* opens the transaction, a *step* requires one. Nothing else touches transactions."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.utils import DatabaseError
from psycopg import errors as pg

from hub.kit.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """All of it or none of it. A verb inside another is a programming error (`durable`): share a step instead.

    A lock that is not had in time, or a deadlock, becomes the refusal `Busy`.
    """

    @functools.wraps(function)
    def opened(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(durable=True):
                return function(*args, **kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, pg.LockNotAvailable | pg.DeadlockDetected):
                raise Busy() from error
            raise

    return opened


def step(function: Callable[P, R]) -> Callable[P, R]:
    """A part of a verb: refuses to run on its own."""

    @functools.wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{function.__module__}.{function.__name__} needs an open transaction")
        return function(*args, **kwargs)

    return inside


def demand_outside(what: str) -> None:
    """Slow work holds no locks: refuses to go on inside a transaction of ours (a test's own does not count)."""
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError(f"{what} is slow, and a transaction is open")


def savepoint() -> transaction.Atomic:
    """Around one statement that may violate a constraint, so that the refusal can still read the facts."""
    if not connection.in_atomic_block:
        raise RuntimeError("a savepoint lives inside a verb")
    return transaction.atomic()


def violated(error: DatabaseError) -> str | None:
    """The name of the constraint that refused, if that is what happened."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return diagnosis.constraint_name if diagnosis else None


def after_commit(function: Callable[[], object]) -> None:
    """Run when, and only if, the transaction commits; a failure there never reaches the caller."""
    transaction.on_commit(function, robust=True)


REFUSALS = (pg.InsufficientPrivilege, pg.RestrictViolation)


def is_refused(statement: str) -> bool:
    """Whether the database itself says no to a statement, by rights or by a guard. Should it not: it is undone."""
    with transaction.atomic():
        inside = transaction.savepoint()
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            if isinstance(error.__cause__, REFUSALS):
                return True
            raise
        finally:
            transaction.savepoint_rollback(inside)
    return False
