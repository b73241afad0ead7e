"""One lock call per transaction, its keys sorted, so that no two transactions wait for each other in a circle.

docs/locking.md tells the whole order: these keys, rows of bookings, funds, pledges of hours, accounts.
"""

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.sql import rows

MOST = 100
LOCK = "SELECT pg_advisory_xact_lock(k) FROM unnest(%(keys)s::bigint[]) AS k"
# Waiting for the others while holding the first is the usual order, so it can make no circle.
TRY = """
WITH first AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%(first)s::bigint) AS had)
SELECT first.had, (
    SELECT count(pg_advisory_xact_lock(k)) FROM unnest(%(others)s::bigint[]) AS k WHERE first.had
) FROM first
"""


class LockKind(IntEnum):
    """The order in which different things are locked. A pool is one facility and so one key."""

    FACILITY = 1
    ORGANISATION = 2
    PERSON = 3
    # The table of rate bands, one for the whole site: its id is always 1.
    BANDS = 4
    # Closing the books of a period, one at a time; id 1.
    BOOKS = 5
    # What anybody suggests for a region, one after the other; 0: for none in particular.
    REGION = 6
    # Writing the search's index, one at a time; id 1. Nothing else is locked with it.
    SEARCH = 9


class TooMuchAtOnce(Refusal):
    code = "too_much_at_once"
    status = 400
    message = _("That is too much for one booking: at most %(most)d different things at once.")


def lock(keys: Iterable[tuple[LockKind, int]]) -> None:
    """Hold each key until the transaction ends. Keys are `kind << 56 | id`, no hash: two things never share one.

    Its own statement, so that what is read afterwards (READ COMMITTED) is what the previous holder left.
    Raises `TooMuchAtOnce`; waiting longer than the connection's lock_timeout becomes `Busy` in the verb.
    """
    rows(LOCK, {"keys": _in_order(keys)})


def lock_unless_taken(keys: Iterable[tuple[LockKind, int]]) -> bool:
    """The same, but when somebody else holds the first of them: then none is had, and nobody waited. Raises as `lock`;
    no keys are had at once."""
    wanted = _in_order(keys)
    if not wanted:
        return True
    first, *others = wanted
    ((had, _count),) = rows(TRY, {"first": first, "others": others})
    return bool(had)


def _in_order(keys: Iterable[tuple[LockKind, int]]) -> list[int]:
    if not connection.in_atomic_block:
        raise RuntimeError("a lock is held by a transaction")
    wanted = sorted({(int(kind) << 56) | id_ for kind, id_ in keys})
    if len(wanted) > MOST:
        raise TooMuchAtOnce(most=MOST)
    return wanted
