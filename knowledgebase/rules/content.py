"""What somebody writes, in one shape: the draft that is saved as one types, and each version that was sent in.

A draft holds whatever was typed, so figures, days and addresses are text here; whether they can be published is asked
when it is sent in (`knowledgebase.rules.completeness`). Only the shape is checked: known names, text, and no more of it
than an article has. A how-to leaves what a result says empty, and the other way round.
"""

import re
import secrets
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

MOST_STEPS, MOST_GEAR, MOST_FILES, MOST_THEMES = 40, 30, 20, 10
# Of all texts together: a long manual; more than that is several how-tos.
MOST_CHARACTERS = 120_000
DIFFICULTIES = ("first", "some", "expert")
FINALITIES = ("interim", "final")
CODES = ("", "bash", "json", "python", "xml")


def _kept(text: str) -> str:
    """What a database can keep, with line ends as ours."""
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("characters that cannot be kept")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_of(*choices: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in choices:
            raise ValueError("not one of the choices")
        return text

    return check


KEPT = AfterValidator(_kept)
Figures = Annotated[str, StringConstraints(max_length=10), KEPT]
Word = Annotated[str, StringConstraints(max_length=20), KEPT]
Line = Annotated[str, StringConstraints(max_length=120), KEPT]
Short = Annotated[str, StringConstraints(max_length=200), KEPT]
Sentences = Annotated[str, StringConstraints(max_length=300), KEPT]
Address = Annotated[str, StringConstraints(max_length=500), KEPT]
Note = Annotated[str, StringConstraints(max_length=2_000), KEPT]
Long = Annotated[str, StringConstraints(max_length=10_000), KEPT]
# Drawn by who adds a row, kept when it moves: a reviewer's words stay with their step.
RowId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
# The uuid of an attachment of the same contribution, or nothing.
Attached = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")]
# What a line of gear stands for: a facility by its number, a kind by its name, or only its words.
What = Annotated[
    str, StringConstraints(pattern=r"^(facility:[1-9][0-9]{0,17}|kind:[a-z0-9][a-z0-9_-]{0,70})?$")
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,70}$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Step(Shape):
    """One thing to do. `seen` says what is in the picture; the video is an address; `code` is shown as it is."""

    id: RowId
    title: Line = ""
    text: Long = ""
    warning: Note = ""
    picture: Attached = ""
    seen: Short = ""
    video: Address = ""
    code: Long = ""
    code_language: Annotated[str, AfterValidator(_one_of(*CODES))] = ""
    download: Attached = ""


class Need(Shape):
    """A line of gear."""

    id: RowId
    what: What = ""
    name: Line = ""
    quantity: Figures = "1"
    note: Short = ""
    optional: bool = False


class DataLine(Shape):
    """A file that a result rests on."""

    id: RowId
    download: Attached = ""
    about: Short = ""


class Content(Shape):
    """All of it. `on` is a day as 2026-11-23, `minutes`, `people` and each `quantity` whole numbers, once they are
    right; `licence` is SPDX's identifier; `themes` are their short names."""

    title: Line = ""
    summary: Sentences = ""
    licence: Word = "CC-BY-4.0"
    themes: Annotated[tuple[Slug, ...], Field(max_length=MOST_THEMES, strict=False)] = ()
    minutes: Figures = "60"
    people: Figures = "1"
    difficulty: Annotated[str, AfterValidator(_one_of(*DIFFICULTIES))] = "first"
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS, strict=False)] = ()
    gear: Annotated[tuple[Need, ...], Field(max_length=MOST_GEAR, strict=False)] = ()
    on: Figures = ""
    finality: Annotated[str, AfterValidator(_one_of(*FINALITIES))] = "interim"
    version: Word = "1"
    worked: Long = ""
    did_not_work: Long = ""
    next_step: Long = ""
    files: Annotated[tuple[DataLine, ...], Field(max_length=MOST_FILES, strict=False)] = ()

    @property
    def attached(self) -> set[str]:
        """The attachments that it names."""
        named = {each for step in self.steps for each in (step.picture, step.download)}
        return (named | {line.download for line in self.files}) - {""}


class Malformed(Exception):
    """`where` is the way to what does not fit: ("steps", "2", "title")."""

    def __init__(self, where: tuple[str, ...]) -> None:
        self.where = where
        super().__init__(".".join(where))


def read(raw: Any) -> Content:
    """What was sent or kept, as one shape. Raises `Malformed`."""
    try:
        content = Content.model_validate(raw)
    except ValidationError as error:
        raise Malformed(tuple(str(part) for part in error.errors()[0]["loc"])) from error
    rows = [each.id for rows in (content.steps, content.gear, content.files) for each in rows]
    if len(set(rows)) != len(rows):
        raise Malformed(("steps",))
    if length(content) > MOST_CHARACTERS:
        raise Malformed(("length",))
    return content


def length(content: Content) -> int:
    """Of all texts together."""
    return sum(map(len, re.findall(r"[^\x00]+", _joined(content.model_dump()))))


def _joined(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_joined(each) for each in value.values())
    if isinstance(value, list | tuple):
        return "".join(_joined(each) for each in value)
    return value if isinstance(value, str) else ""


def new_id() -> str:
    return secrets.token_hex(4)
