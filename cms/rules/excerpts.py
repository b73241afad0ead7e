"""What is shown of a text that was found: a piece of it around what was asked for, in marked and unmarked parts."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cms.rules.words import folded

LENGTH = 220
# So many letters stand before what was found.
LEAD = 70
# What an ending adds to a stem at most: opnam, opnamen, opnames.
ENDING = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they stand in the text; `marked` when they were asked for. Escaped by whoever shows them."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """How words that were asked for are seen in a text: as they are, with an ending, or at a word's beginning."""

    exact: Collection[str]
    stems: Collection[str]
    beginnings: Collection[str] = ()

    def pattern(self) -> re.Pattern[str] | None:
        parts = [
            *(re.escape(each) for each in self.exact),
            *(rf"{re.escape(each)}[^\W_]{{0,{ENDING}}}" for each in self.stems if len(each) > 2),
            *(rf"{re.escape(each)}[^\W_]*" for each in self.beginnings),
        ]
        # An apostrophe within a word was left out when it was kept: camera's.
        ending = r"(?:['’]s)?"
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)}){ending}(?![^\W_])") if parts else None


def pieces(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """All of a text; `text` is `settled`."""
    if pattern is None:
        return [Piece(text, marked=False)] if text else []
    return _cut(text, [found.span() for found in pattern.finditer(folded(text))], 0, len(text))


def excerpt(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """Some lines of it, from shortly before the first word that was asked for; its beginning where there is none."""
    spans = [] if pattern is None else [found.span() for found in pattern.finditer(folded(text))]
    start = _start(text, max(0, spans[0][0] - LEAD) if spans else 0)
    end = _end(text, start + LENGTH)
    found = _cut(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    before = [Piece("… ", marked=False)] if start else []
    after = [Piece(" …", marked=False)] if end < len(text) else []
    return [*before, *found, *after]


def _start(text: str, near: int) -> int:
    """The beginning of a word."""
    space = text.find(" ", near - 1) if near else -1
    return space + 1 if near and 0 <= space < near + LEAD else near


def _end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", 0, near)
    return space if space > near - LEAD else near


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found, at = [], start
    for first, last in spans:
        found += [Piece(text[at:first], marked=False), Piece(text[first:last], marked=True)]
        at = last
    found.append(Piece(text[at:end], marked=False))
    return [each for each in found if each.text]
