"""What is different between two versions, in words: for each part the pieces that stayed, came and went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from hub.kit.words import _
from knowledgebase.rules.content import Content

STAYED, CAME, WENT = "stayed", "came", "went"
# Longer texts are compared line by line: word by word takes time that grows with the square.
MOST_WORDS = 3_000
OF_ALL = {
    "title": _("Title"),
    "summary": _("In two sentences"),
    "minutes": _("Minutes"),
    "people": _("People"),
    "difficulty": _("Difficulty"),
    "on": _("Found on"),
    "finality": _("Interim or final"),
    "version": _("Version"),
    "worked": _("What worked"),
    "did_not_work": _("What did not"),
    "next_step": _("What comes next"),
    "licence": _("Licence"),
}
OF_STEP = {
    "title": _("What one does"),
    "text": _("How"),
    "warning": _("What to mind"),
    "picture": _("Picture"),
    "seen": _("What the picture shows"),
    "video": _("Video"),
    "code": _("Code"),
    "code_language": _("Language of the code"),
    "download": _("File"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one part: `step` its number in the later version (0: no step, or a step that went). `is_file`: a picture or
    file is another one, and its name says nothing."""

    label: Any
    pieces: Sequence[Piece]
    step: int = 0
    is_file: bool = False


def between(before: Content, after: Content) -> list[Difference]:
    """All of it in the order of the later version; none when they say the same."""
    found = [
        Difference(label, pieces(getattr(before, name), getattr(after, name)))
        for name, label in OF_ALL.items()
        if getattr(before, name) != getattr(after, name)
    ]
    found += _of_lists(before, after)
    return [*found, *_of_others(before, after), *_of_steps(before, after)]


def _of_lists(before: Content, after: Content) -> Iterator[Difference]:
    for label, was, now in (
        (_("Themes"), "\n".join(before.themes), "\n".join(after.themes)),
        (_("What it needs"), _gear(before), _gear(after)),
        (_("Data"), _data(before), _data(after)),
    ):
        if was != now:
            yield Difference(label, _by_line(was, now))


def _gear(content: Content) -> str:
    lines = (
        (f"{each.quantity} × {each.name or each.what} {each.note}".strip(), each.optional)
        for each in content.gear
    )
    return "\n".join(f"({line})" if optional else line for line, optional in lines)


def _data(content: Content) -> str:
    return "\n".join(each.about for each in content.files)


def _of_others(before: Content, after: Content) -> Iterator[Difference]:
    """Lines that say what they said and are of something else by now: another facility or kind, another file."""
    meant = {need.id: (need.name, need.what) for need in before.gear}
    for need in after.gear:
        name, what = meant.get(need.id, ("", need.what))
        if name == need.name and what != need.what:
            yield _another(_("What it needs"), need.name, what, need.what)
    files = {line.id: line.download for line in before.files}
    for line in after.files:
        was = files.get(line.id, line.download)
        if was != line.download:
            yield _another(_("Data"), line.about, was, line.download)


def _another(label: Any, name: str, was: str, now: str) -> Difference:
    return Difference(label, [Piece(STAYED, f"{name} "), *_file(was, now)], is_file=True)


def _of_steps(before: Content, after: Content) -> Iterator[Difference]:
    earlier = {step.id: (number, step) for number, step in enumerate(before.steps, start=1)}
    for number, step in enumerate(after.steps, start=1):
        if step.id not in earlier:
            yield Difference(_("A new step"), [Piece(CAME, _told(step))], number)
            continue
        was_number, was = earlier[step.id]
        if _place(before, step.id, after) != _place(after, step.id, before):
            yield Difference(_("Moved"), [Piece(WENT, f"{was_number}"), Piece(CAME, f"{number}")], number)
        for name, label in OF_STEP.items():
            old, new = getattr(was, name), getattr(step, name)
            if old != new:
                is_file = name in ("picture", "download")
                yield Difference(label, _file(old, new) if is_file else pieces(old, new), number, is_file)
    kept = {step.id for step in after.steps}
    for step in before.steps:
        if step.id not in kept:
            yield Difference(_("A step that is gone"), [Piece(WENT, _told(step))])


def _place(content: Content, id_: str, other: Content) -> int:
    """Among the steps that both have: a step is not moved because another came before it."""
    shared = {step.id for step in other.steps}
    return [step.id for step in content.steps if step.id in shared].index(id_)


def _told(step: Any) -> str:
    return "\n".join(part for part in (step.title, step.warning, step.text, step.code) if part)


def _file(old: str, new: str) -> list[Piece]:
    return [Piece(kind, "") for kind, there in ((WENT, old), (CAME, new)) if there]


def pieces(before: str, after: str) -> list[Piece]:
    """Word by word, blanks and line ends included, so that all pieces together are the whole text."""
    was, now = _words(before), _words(after)
    return _by_line(before, after) if max(len(was), len(now)) > MOST_WORDS else _matched(was, now)


def _by_line(before: str, after: str) -> list[Piece]:
    return _matched(before.splitlines(keepends=True), after.splitlines(keepends=True))


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _matched(was: list[str], now: list[str]) -> list[Piece]:
    found: list[Piece] = []
    for _tag, a, b, c, d in SequenceMatcher(None, was, now).get_opcodes():
        if was[a:b] == now[c:d]:
            found.append(Piece(STAYED, "".join(now[c:d])))
            continue
        found += [Piece(kind, "".join(part)) for kind, part in ((WENT, was[a:b]), (CAME, now[c:d])) if part]
    return found
