"""A `Ref` names a thing of another room without knowing it: its kind and its id, as one short text."""

import re
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable

_SHAPE = re.compile(r"[a-z][a-z-]{0,30}:[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, order=True, slots=True)
class Ref:
    kind: str
    id: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(str(self)):
            raise ValueError(f"not a ref: {self}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        kind, _, id_ = text.partition(":")
        return cls(kind, id_)


class RefField(models.CharField):
    """A column that holds a `Ref`; empty text is None."""

    # What may be assigned and what is read, for the type checker.
    _pyi_private_set_type: Ref | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Ref  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Ref | None:
        return Ref.parse(value) if value else None

    def to_python(self, value: Any) -> Ref | None:
        if value is None or isinstance(value, Ref):
            return value
        if value == "":
            return None
        try:
            return Ref.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return "" if not self.null else None
        return str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")
