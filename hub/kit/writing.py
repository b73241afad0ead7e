"""Rows written as the ORM would, by statements that the server prepares once a connection: to compose an INSERT anew
takes longer than to carry it out. For what every booking writes. Values are plain, no expressions."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Field, Model

from hub.kit.sql import rows

Row = TypeVar("Row", bound=Model)
# Each number of rows is a statement of its own; the server need not keep those that hardly ever come again.
MOST_PREPARED = 4


def insert(new: Sequence[Row], *, once_by: str = "") -> list[Row]:
    """Rows of one table, in one statement and in this order; they get their ids. `once_by` names a unique column: what
    is there already with the same value of it is left as it is, and left out of the answer."""
    if not new:
        return []
    statement, fields = _inserting(type(new[0]), len(new), once_by)
    values = [value for row in new for value in _values(row, fields)]
    found = rows(statement, values, prepared=len(new) <= MOST_PREPARED)
    if once_by:
        written = {value for _id, value in found}
        new = [row for row in new if getattr(row, once_by) in written]
    for row, (id_, *_value_of_it) in zip(new, found, strict=True):
        row.pk, row._state.adding, row._state.db = id_, False, DEFAULT_DB_ALIAS
    return list(new)


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that is there. Raises DatabaseError when it is not any more."""
    statement, fields = _updating(type(row), names)
    if not rows(statement, [*_values(row, fields), row.pk]):
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be changed")


def _values(row: Model, fields: Iterable["Field[Any, Any]"]) -> list[Any]:
    here = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(getattr(row, field.attname), here) for field in fields]


@cache
def _inserting(model: type[Model], count: int, once_by: str) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    conflict = (
        f'ON CONFLICT ("{once_by}") DO NOTHING RETURNING "id", "{once_by}"' if once_by else 'RETURNING "id"'
    )
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {values} {conflict}', fields


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "id" = %s RETURNING "id"', fields
