"""What programs send, read strictly: known fields, whole numbers, plain text; anything else is said by name."""

import json
import re
from datetime import datetime
from typing import Annotated, Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.errors import ValidationError
from ninja.parser import Parser
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints

from hub.kit.errors import Refusal

MOST_BYTES = 1_000_000
DEEPEST = 20


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    message = _("That is more than %(most)d bytes. Send less.")


class NotJson(Refusal):
    code = "not_json"
    status = 400
    message = _("The body is not the JSON that we expect: %(why)s.")


class NotValid(Refusal):
    """`errors` names each field with what is wrong with it."""

    code = "not_valid"
    status = 400
    message = _("Put right what is named: %(fields)s.")


class Strict(Schema):
    """Unknown fields are refused, and nothing is taken for something else: "2" is no number, 2.0 no whole one."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StrictQuery(Schema):
    """The same for addresses, where numbers and days come as text. Unknown names: `refuse_unknown`."""

    model_config = ConfigDict(extra="forbid")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text holds no NUL character")
    # JSON can write half a character (\ud800 alone), which no database keeps.
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("a text holds no half of a character")
    return text


PlainText = Annotated[str, AfterValidator(_storable)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]

RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
YEARS = range(2000, 2200)


def _rfc_3339(value: Any) -> Any:
    if not isinstance(value, str | datetime) or (isinstance(value, str) and not RFC_3339.fullmatch(value)):
        raise ValueError("give an instant with its offset, such as 2026-11-26T13:00:00+01:00")
    return value


def _within_centuries(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise ValueError("that is too far ahead: nothing can be booked then")
    return value


def _plain_figures(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,19}", value):
        raise ValueError("give a whole number")
    return value


# A program says which instant it means, never a local time.
Instant = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_rfc_3339), AfterValidator(_within_centuries)
]
# For a number in an address, where everything is text: `Annotated[int, Field(ge=1, le=9), IN_FIGURES]`.
IN_FIGURES = BeforeValidator(_plain_figures)


class StrictParser(Parser):
    """Reads at most a megabyte of JSON, without NaN and not nested deeper than anything of ours is."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > MOST_BYTES or len(request.body) > MOST_BYTES:
            raise TooLarge(most=MOST_BYTES)
        try:
            body = json.loads(request.body, parse_constant=_no_constant)
        except RecursionError as error:
            raise NotJson(why="it is nested too deeply") from error
        except ValueError as error:
            raise NotJson(why=str(error)) from error
        if _deeper_than(body, DEEPEST):
            raise NotJson(why="it is nested too deeply")
        return body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _deeper_than(value: Any, most: int) -> bool:
    level = [value]
    for _depth in range(most):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def refuse_unknown(request: HttpRequest, asked: StrictQuery) -> None:
    """Raises `NotValid` for a name in the address that the schema does not have; ninja itself leaves them out."""
    unknown = sorted(set(request.GET) - set(type(asked).model_fields))
    if unknown:
        errors = [{"field": name[:80], "error": "unknown field"} for name in unknown[:50]]
        raise NotValid(
            fields="; ".join(f"{each['field']}: unknown field" for each in errors[:5]), errors=errors
        )


def not_valid(error: ValidationError) -> NotValid:
    """Each error with the path of its field and a sentence; never with what was sent."""
    errors = [{"field": _field(each["loc"]), "error": _said(each)} for each in error.errors]
    fields = "; ".join(f"{each['field']}: {each['error']}" for each in errors[:5])
    return NotValid(fields=fields, errors=errors[:50])


def _field(location: Any) -> str:
    # The first parts say where ninja looked ("body", the argument's name); people know the rest.
    parts = [str(part) for part in location]
    if parts and parts[0] in ("body", "query", "path", "header"):
        parts = parts[2:] if parts[0] == "body" and len(parts) > 2 else parts[1:]
    return ".".join(parts) or "body"


def _said(error: Any) -> str:
    return "unknown field" if error["type"] == "extra_forbidden" else str(error["msg"])
