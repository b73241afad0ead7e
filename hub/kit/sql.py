"""Statements that are written by hand because they are asked on every page, or in every booking.

The server prepares them once a connection: planning such a statement takes longer than answering it.
"""

from typing import Any

from django.db import connection


def rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a statement answers. Each value is named in it as `%(name)s`, with a cast where its type is not plain."""
    cursor_of: Any = getattr(connection, "prepared_cursor", connection.cursor)
    with cursor_of() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def row(statement: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """The one row of an answer, or None."""
    found = rows(statement, values)
    return found[0] if found else None
