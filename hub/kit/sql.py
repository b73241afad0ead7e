"""Statements that are written by hand because they are asked on every page, or in every booking.

The server prepares them once a connection: planning such a statement takes longer than answering it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections


def rows(
    statement: str, values: Mapping[str, Any] | Sequence[Any], *, prepared: bool = True
) -> list[tuple[Any, ...]]:
    """What a statement answers. Each value is named in it as `%(name)s`, with a cast where its type is not plain."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    with here.prepared_cursor() if prepared else here.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def row(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The one row of an answer, or None."""
    found = rows(statement, values)
    return found[0] if found else None


def answer(statement: str) -> list[tuple[Any, ...]]:
    """What an invariant's statement says: asked now and then, without values, so it may contain per cent signs."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows_of_it: list[tuple[Any, ...]] = cursor.fetchall()
        return rows_of_it


def found(statement: str) -> list[str]:
    """The sentences that an invariant's statement answers: one column, none when all is well."""
    return [each[0] for each in answer(statement)]
