"""Rows of models in statements that are written by hand: which columns to name, and the models made of them."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
# What JSON has no sign for and says as a text.
SAID_AS_TEXT = {"DateField", "DateTimeField", "UUIDField"}


def columns(model: type[Model], alias: str, *only: str, above: str = "") -> str:
    """All of a model's, as they are named after SELECT, or `only` these. Of one that has a part of them in the table of
    its parent these are of `above`."""
    fields = model._meta.concrete_fields
    wanted = set(_names(model, only))
    return ", ".join(
        f"{above if above and field.model is not model else alias}.{field.column}"
        for field in fields
        if field.attname in wanted
    )


def take(model: type[Row], left: Iterator[object]) -> Row:
    """The row whose columns come next in an answer."""
    names = _names(model)
    values = list(islice(left, len(names)))
    for position, read in _readers(model):
        values[position] = read(values[position], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


def take_json(model: type[Row], left: Iterator[object], *only: str) -> Row:
    """The same of an array in JSON (`json_build_array`), of a model whose values are texts, numbers, days, instants and
    keys. What is not among `only` is asked of the database by whoever wants it all the same."""
    names = _names(model, only)
    values = list(islice(left, len(names)))
    for position, read in _text_readers(model, only):
        values[position] = read(values[position])
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@cache
def _names(model: type[Model], only: tuple[str, ...] = ()) -> list[str]:
    """In the order of the model: that is how Django reads them."""
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if name in only] if only else names


@cache
def _readers(model: type[Model]) -> list[tuple[int, Callable[..., object]]]:
    """Of the fields that are other things in Python than what the driver gives: our own, by what Django calls too."""
    fields = enumerate(model._meta.concrete_fields)
    return [(number, field.from_db_value) for number, field in fields if hasattr(field, "from_db_value")]


@cache
def _text_readers(model: type[Model], only: tuple[str, ...]) -> list[tuple[int, Callable[..., object]]]:
    names = _names(model, only)
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    return [
        (number, field.to_python)
        for number, field in enumerate(fields)
        if field.get_internal_type() in SAID_AS_TEXT
    ]
