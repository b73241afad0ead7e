"""A week's opening hours in a line of text, as people write them in a spreadsheet: `ma-vr 10:00-22:00; za 12:00-18:00`.
Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import time

from facilities.rules.week import Hours, clash, stretches

DAYS = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("mo", "tu", "we", "th", "fr", "sa", "su"),
}
LONG = (
    ("maandag", "monday", "maa", "mon"),
    ("dinsdag", "tuesday", "din", "tue"),
    ("woensdag", "wednesday", "woe", "wed"),
    ("donderdag", "thursday", "don", "thu"),
    ("vrijdag", "friday", "vri", "fri"),
    ("zaterdag", "saturday", "zat", "sat"),
    ("zondag", "sunday", "zon", "sun"),
)
KNOWN = {name: day for names in DAYS.values() for day, name in enumerate(names)} | {
    name: day for day, names in enumerate(LONG) for name in names
}
DAILY = {"dagelijks", "elke dag", "alle dagen", "daily", "every day"}
CLOSED = {"gesloten", "dicht", "closed"}
# What stands between two days or two times. A spreadsheet makes a long dash of a short one.
TO = r"\s*(?:-|–|—|\bt/?m\b|\btot\b|\bto\b)\s*"
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:u|uur|h))?"
SPAN = re.compile(f"{CLOCK}{TO}{CLOCK}", re.ASCII)
PART = re.compile(r"(?P<days>[^\d]*?)\s*(?P<hours>\d.*|" + "|".join(CLOSED) + ")", re.DOTALL)


class Unreadable(Exception):
    """`part` is what was not understood; `code` says what is wrong with it."""

    def __init__(self, code: str, part: str) -> None:
        self.code, self.part = code, part
        super().__init__(f"{code}: {part}")


def read_week(text: str) -> tuple[Hours, ...]:
    """Days or runs of days with their hours, a semicolon or a new line between them; days that are not named are
    closed. A closing time that is not later than the opening is the next day's; 24:00 is midnight. Raises
    `Unreadable`."""
    week: list[Hours] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;\n]", text.casefold()))):
        found = PART.fullmatch(part)
        if not found:
            raise Unreadable("hours", part)
        days = list(_days(found["days"].strip(" :,."), part))
        spans = [] if found["hours"] in CLOSED else _spans(found["hours"], part)
        week += [Hours(day, *span) for day in days for span in spans]
    if not week:
        raise Unreadable("never_open", text.strip())
    if two := clash(week):
        raise Unreadable("hours_overlap", ", ".join(_span(each) for each in two))
    return tuple(sorted(week))


def _days(text: str, part: str) -> Iterator[int]:
    if text in DAILY:
        yield from range(7)
        return
    for each in re.split(r"\s*(?:,|\+|&|\ben\b|\band\b)\s*", text):
        names = [name.strip(" .") for name in re.split(TO, each)]
        if len(names) > 2 or any(name not in KNOWN for name in names):
            raise Unreadable("hours", part)
        first, last = KNOWN[names[0]], KNOWN[names[-1]]
        # From Friday to Monday goes over the end of the week.
        yield from ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _spans(text: str, part: str) -> list[tuple[time, time]]:
    spans = []
    for each in re.split(r"\s*(?:,|\+|&|\ben\b|\band\b)\s*", text):
        found = SPAN.fullmatch(each.strip())
        if not found:
            raise Unreadable("hours", part)
        spans.append((_time(found[1], found[2], part), _time(found[3], found[4], part)))
    return spans


def _time(hour: str, minute: str | None, part: str) -> time:
    at = int(hour) * 60 + int(minute or 0)
    if at > 24 * 60 or int(minute or 0) > 59:
        raise Unreadable("hours", part)
    return time(at // 60 % 24, at % 60)


def written(week: Sequence[Hours], language: str) -> str:
    """The same in as few words as there are runs of equal days; closed days are left out. It reads back as it was."""
    names = DAYS["nl" if language.startswith("nl") else "en"]
    return "; ".join(
        f"{names[run.first]}{'' if run.first == run.last else f'-{names[run.last]}'} "
        + ", ".join(f"{opens:%H:%M}-{_end(closes)}" for opens, closes in run.hours)
        for run in stretches(week)
        if run.hours
    )


def _span(each: Hours) -> str:
    return f"{DAYS['en'][each.weekday]} {each.opens:%H:%M}-{_end(each.closes)}"


def _end(closes: time) -> str:
    return "24:00" if closes == time() else f"{closes:%H:%M}"
