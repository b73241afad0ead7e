"""What an article still needs before somebody else looks at it: each with where it is, and what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.kit.words import _
from knowledgebase.rules import licences
from knowledgebase.rules.content import Content, Need, Step

HOW_TO, RESULT = "how_to", "result"
MOST_MINUTES, MOST_PEOPLE, MOST_QUANTITY = 100_000, 1_000, 100
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Lack:
    """`where` is the field of the editor to go to; `step` which step it is in, 0 for none; `words` what to do there."""

    where: str
    words: Any
    step: int = 0


def whole(text: str, most: int) -> int | None:
    """A whole number from 1 to `most` in plain figures, or None."""
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= most else None


def day(text: str) -> date | None:
    """A day as 2026-11-23, or None."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def is_link(text: str) -> bool:
    """Whether it is an address on the web: https or http, with a host, and nothing that is not an address."""
    return bool(
        re.fullmatch(r"https?://[^\s/?#@\\\"'<>]+\.[^\s/?#@\\\"'<>]{2,}([/?#][^\s\\\"'<>]*)?", text.strip())
    )


def lacks(content: Content, kind: str, today: date) -> list[Lack]:
    """All of it, in the order of the page; none when it can be sent in."""
    found = list(_of_all(content))
    found += _of_how_to(content) if kind == HOW_TO else _of_result(content, today)
    return found


def _of_all(content: Content) -> Iterator[Lack]:
    if len(content.title.strip()) < 5:
        yield Lack("title", _("Give it a title that says what one can do."))
    if len(content.summary.strip()) < 20:
        yield Lack("summary", _("Say in two sentences what it is about."))
    if content.licence not in licences.LICENCES:
        yield Lack("licence", _("Choose a licence."))


def _of_how_to(content: Content) -> Iterator[Lack]:
    if whole(content.minutes, MOST_MINUTES) is None:
        yield Lack("minutes", _("Say in minutes how long it takes, as a whole number from 1 to 100000."))
    if whole(content.people, MOST_PEOPLE) is None:
        yield Lack("people", _("Say how many people it takes, as a whole number from 1 to 1000."))
    for need in content.gear:
        yield from _of_need(need)
    if not content.steps:
        yield Lack("steps", _("Write at least one step."))
    for number, step in enumerate(content.steps, start=1):
        yield from _of_step(step, number)


def _of_need(need: Need) -> Iterator[Lack]:
    if not need.name.strip() and not need.what:
        yield Lack(f"{need.id}-name", _("Say what is needed, or take the line away."))
    if whole(need.quantity, MOST_QUANTITY) is None:
        yield Lack(f"{need.id}-quantity", _("Say how many, as a whole number from 1 to 100."))


def _of_step(step: Step, number: int) -> Iterator[Lack]:
    if not step.title.strip():
        yield Lack(f"{step.id}-title", _("Say what one does in this step."), number)
    if step.picture and not step.seen.strip():
        yield Lack(f"{step.id}-seen", _("Say what the picture shows, for those who do not see it."), number)
    if step.video.strip() and not is_link(step.video):
        yield Lack(f"{step.id}-video", _("Give the video's whole address, beginning with https://."), number)


def _of_result(content: Content, today: date) -> Iterator[Lack]:
    on = day(content.on)
    if on is None or on < FIRST_DAY:
        yield Lack("on", _("Say on which day this was found."))
    elif on > today:
        yield Lack("on", _("That day is still to come."))
    if not content.version.strip():
        yield Lack("version", _("Give the version a number or a name."))
    if not (content.worked.strip() or content.did_not_work.strip()):
        yield Lack("worked", _("Say what worked, or what did not."))
    for line in content.files:
        if not line.download:
            yield Lack(f"{line.id}-about", _("Choose a file for this line, or take the line away."))
        elif not line.about.strip():
            yield Lack(f"{line.id}-about", _("Say what is in the file."))
