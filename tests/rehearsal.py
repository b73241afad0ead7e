"""Rows that many tests begin with: made once by the factories, then written again in one go, with the same keys.

Everybody on the stage (tests/cast.py) is 120 statements and 60 ms of processor; written again it is two and 6 ms.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection

T = TypeVar("T")

INTO = re.compile(r'INSERT INTO "(\w+)"')
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
# What this transaction has written, as literals: a savepoint's rows carry a younger number than their transaction.
ROWS = """
SELECT string_agg('(' || concat_ws(', ', {values}) || ')', ', ' ORDER BY ctid), count(*),
    (SELECT count(*) FROM "{table}")
FROM "{table}" WHERE age(xmin) <= age(pg_current_xact_id()::xid)
"""
COUNTERS = """
SELECT attname, pg_get_serial_sequence(%s, attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
# A clone's own counters have not come as far as those that the keys were taken from; the runtime role may not set them.
FORWARD = """
SELECT count(nextval('{counter}'))
FROM generate_series((SELECT last_value + is_called::int FROM {counter}), {most})
"""


@dataclass(frozen=True)
class Score:
    """What one table gets, and how many rows it has before that."""

    table: str
    rows: str
    before: int


class Rehearsal(Generic[T]):
    """`rehearse()` in an empty database of the worker's, once; from then on `play()` writes what `make` made."""

    def __init__(self, make: Callable[[], T]) -> None:
        self.make = make
        self._scores: list[Score] = []
        self._forward: list[str] = []
        self._made, self._home = b"", ""

    def rehearse(self) -> None:
        """Leaves nothing behind but counters that have moved on: the keys are never given to anybody else."""
        tables: dict[str, None] = {}

        def listen(execute, sql, params, many, context):
            tables.update(dict.fromkeys(INTO.findall(sql)))
            return execute(sql, params, many, context)

        connection.set_autocommit(False)
        try:
            with connection.execute_wrapper(listen):
                self._made = pickle.dumps(self.make())
            self._scores = [_score(table) for table in tables]
            self._forward = [line for table in tables for line in _forward(table)]
            self._home = connection.settings_dict["NAME"]
        finally:
            connection.rollback()
            connection.set_autocommit(True)

    def play(self) -> T:
        """As `make` would, by itself where somebody is on the stage already or nothing was rehearsed."""
        if not self._made or not self._is_empty():
            return self.make()
        statements = [each.rows for each in self._scores]
        if connection.settings_dict["NAME"] != self._home:
            statements += self._forward
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements))
        made: T = pickle.loads(self._made)
        return made

    def _is_empty(self) -> bool:
        counts = ", ".join(f'(SELECT count(*) FROM "{each.table}")' for each in self._scores)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counts}")
            return list(cursor.fetchone()) == [each.before for each in self._scores]


def _score(table: str) -> Score:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        columns = [f'"{name}"' for (name,) in cursor.fetchall()]
        values = ", ".join(f"coalesce(quote_literal({each}::text), 'NULL')" for each in columns)
        cursor.execute(ROWS.format(table=table, values=values))
        rows, written, there = cursor.fetchone()
    return Score(table, f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {rows}', there - written)


def _forward(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTERS, [table, table])
        counted = [(column, counter) for column, counter in cursor.fetchall() if counter]
        lines = []
        for column, counter in counted:
            cursor.execute(f'SELECT max("{column}") FROM "{table}"')
            lines.append(FORWARD.format(counter=counter, most=cursor.fetchone()[0]))
    return lines
