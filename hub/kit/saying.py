"""Times, lengths and states in the reader's words. Pure but for the language that is on."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

STYLES = {"long": "l j F", "short": "D j M", "year": "l j F Y"}
RELEASED = "released"
STATES: dict[str, tuple[str, Promise]] = {
    "asked": ("A", gettext_lazy("asked")),
    "requested": ("A", gettext_lazy("asked")),
    "option": ("1", gettext_lazy("option")),
    "second": ("2", gettext_lazy("second option")),
    "held": ("H", gettext_lazy("held")),
    "waiting": ("W", gettext_lazy("in line")),
    # Its time is over, and it may still turn out to be paid.
    RELEASED: ("L", gettext_lazy("being released")),
    "confirmed": ("C", gettext_lazy("confirmed")),
    "out": ("O", gettext_lazy("in use")),
    "in_repair": ("R", gettext_lazy("in repair")),
    # Not to be had either, so it has the same letter.
    "blocked": ("R", gettext_lazy("blocked")),
    "cancelled": ("X", gettext_lazy("cancelled")),
    "expired": ("E", gettext_lazy("expired")),
    "done": ("D", gettext_lazy("done")),
    "completed": ("D", gettext_lazy("done")),
}
DAY_WORDS: dict[str, Promise] = {
    "free": gettext_lazy("free"),
    "some": gettext_lazy("partly free"),
    "full": gettext_lazy("full"),
    "closed": gettext_lazy("closed"),
    "past": gettext_lazy("past"),
    "beyond": gettext_lazy("not open yet"),
}


def zone_of(value: Any) -> ZoneInfo:
    """A zone from its name, itself, or something that has a `zone`."""
    value = getattr(value, "zone", value) if not isinstance(value, ZoneInfo) else value
    return value if isinstance(value, ZoneInfo) else ZoneInfo(str(value))


def clock(at: datetime) -> str:
    """`13:00`; with the zone's name where the clock shows that time twice."""
    twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f"{at:%H:%M} {at.tzname()}" if twice else f"{at:%H:%M}"


def moment(at: datetime, zone: ZoneInfo, style: str = "long") -> str:
    there = at.astimezone(zone)
    return f"{date_format(there, _style(style))}, {clock(there)}"


def short_day(on: date) -> str:
    """`Thu 26 Nov`, in Dutch `do 26 nov`."""
    return _written(on, _style("short"), get_language())


def full_day(on: date) -> str:
    """`2 November 2026`."""
    return _written(on, "j F Y", get_language())


def month(of: date, style: str = "F Y") -> str:
    """`November 2026`; in Dutch without the capital."""
    return _written(of, style, get_language())


@lru_cache(maxsize=4096)
def _written(on: date, style: str, language: str | None) -> str:
    """A page says the same few days many times, and putting one into words takes longer than the rest of its cell."""
    return date_format(on, style)


def _style(style: str) -> str:
    # Django writes short months with a capital in every language.
    dutch = style == "short" and (get_language() or "").startswith("nl")
    return "D j b" if dutch else STYLES[style]


def day(at: datetime, zone: ZoneInfo, style: str = "long") -> str:
    return date_format(at.astimezone(zone), _style(style))


def period(start: datetime, end: datetime, zone: ZoneInfo, style: str = "long") -> str:
    """One day: the day and both times. Whole days: the days. Else both moments."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    day = _style(style)
    ends_at_midnight = last.time() == time() and last.date() > first.date()
    last_day = last - timedelta(minutes=1) if ends_at_midnight else last
    if first.time() == time() and ends_at_midnight:
        if first.date() == last_day.date():
            return _("%(day)s, all day") % {"day": date_format(first, day)}
        return _("%(first)s to %(last)s") % {
            "first": date_format(first, day),
            "last": date_format(last_day, day),
        }
    if first.date() == last_day.date():
        until = "24:00" if ends_at_midnight else clock(last)
        return f"{date_format(first, day)}, {clock(first)}–{until}"
    return f"{moment(start, zone, style)} – {moment(end, zone, style)}"


def length(minutes: int) -> str:
    """Whole days from two days on, else hours and minutes."""
    if minutes >= 48 * 60 and minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(_("%(count)s min") % {"count": rest})
    return " ".join(parts)


def clock_left(seconds: int) -> str:
    """`14:32`, or `1:04:32` from an hour on; as the browser writes it too."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def state(name: str) -> tuple[str, str]:
    """The letter and the word of a state; a name we do not know is shown as it is."""
    letter, word = STATES.get(name, (name[:1].upper(), name))
    return letter, str(word)


def day_word(name: str) -> str:
    return str(DAY_WORDS.get(name, name))


def weekdays() -> list[tuple[str, str]]:
    """Monday to Sunday: short and in full."""
    monday = date(2024, 1, 1)
    days = [datetime.combine(monday + timedelta(days=n), time()) for n in range(7)]
    return [(date_format(on, "D"), date_format(on, "l")) for on in days]


def on_days(iso_weekdays: Collection[int], *, holidays: bool) -> str:
    """`Sunday and public holidays`, `every day`: the days on which something counts; 1 is Monday."""
    if len(set(iso_weekdays)) == 7:
        return _("every day")
    week = weekdays()
    days = [week[day - 1][1] for day in sorted(iso_weekdays)]
    if holidays:
        days.append(_("public holidays"))
    return _(" and ").join(filter(None, [", ".join(days[:-1]), *days[-1:]]))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day: in words, and as percentages of it for a drawing."""

    words: str
    left: str
    width: str


def span(start: datetime, end: datetime, zone: ZoneInfo, on: date) -> Span:
    """The part of a period that lies on a local day, which may be 23 or 25 hours long."""
    midnight = datetime.combine(on, time(), zone)
    next_midnight = datetime.combine(on + timedelta(days=1), time(), zone)
    first, last = max(start, midnight), min(end, next_midnight)
    whole = next_midnight.timestamp() - midnight.timestamp()
    left = (first.timestamp() - midnight.timestamp()) / whole * 100
    width = (last.timestamp() - first.timestamp()) / whole * 100
    until = "24:00" if last == next_midnight else clock(last.astimezone(zone))
    return Span(f"{clock(first.astimezone(zone))}–{until}", f"{left:.2f}%", f"{width:.2f}%")


def blanks(words: str) -> Iterator[tuple[str, str]]:
    """The words before each `{name}`, with the name; at the end the words that are left, with none."""
    parts = re.split(r"\{(\w+)\}", words)
    yield from zip(parts[::2], [*parts[1::2], ""], strict=True)
