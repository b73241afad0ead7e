"""Rows of models in statements that are written by hand: which columns to name, and the models made of them."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def columns(model: type[Model], alias: str) -> str:
    """All of a model's, as they are named after SELECT."""
    return ", ".join(f"{alias}.{name}" for name in _names(model))


def take(model: type[Row], left: Iterator[object]) -> Row:
    """The row whose columns come next in an answer."""
    names = _names(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, list(islice(left, len(names))))


@cache
def _names(model: type[Model]) -> list[str]:
    """In the order of the model: that is how Django reads them."""
    return [field.attname for field in model._meta.concrete_fields]
