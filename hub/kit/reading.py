"""Rows of models in statements that are written by hand: which columns to name, and the models made of them."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def columns(model: type[Model], alias: str) -> str:
    """All of a model's, as they are named after SELECT."""
    return ", ".join(f"{alias}.{name}" for name in _names(model))


def take(model: type[Row], left: Iterator[object]) -> Row:
    """The row whose columns come next in an answer."""
    names = _names(model)
    values = list(islice(left, len(names)))
    for position, read in _readers(model):
        values[position] = read(values[position], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@cache
def _names(model: type[Model]) -> list[str]:
    """In the order of the model: that is how Django reads them."""
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _readers(model: type[Model]) -> list[tuple[int, Callable[..., object]]]:
    """Of the fields that are other things in Python than what the driver gives: our own, by what Django calls too."""
    fields = enumerate(model._meta.concrete_fields)
    return [(number, field.from_db_value) for number, field in fields if hasattr(field, "from_db_value")]
