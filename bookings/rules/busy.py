"""When somebody is busy by a calendar file (RFC 5545), as periods and nothing else.

What it is about is never looked at: of an event only the properties that make its time go to the parser. Whoever writes
such a file may be anybody, so it is read apart, with little memory and little time (`bookings.outbound.reading`).
"""

import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from recurring_ical_events import of

from hub.kit.periods import Period, merged

# What is said of a file that was read, with facts; in words in `bookings.outbound.sources`.
UNKNOWN_ZONE, TOO_OFTEN, CAPPED, COUNTED, UNREADABLE = (
    "unknown_zone",
    "too_often",
    "capped",
    "counted",
    "unreadable",
)
NOT_A_CALENDAR = "not_a_calendar"

TIMED = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE")
KEPT = (*TIMED, "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
# What comes from this site is known here; read back it would chase itself.
OURS = "@vliegwiel"
# A day has as many hours; rules that give more times are no appointments.
MOST_A_DAY = 24
# Steps from a rule's beginning to the end of what is looked at: an hourly rule of eleven years.
MOST_STEPS = 100_000
STEPS_A_DAY = {"HOURLY": 24.0, "DAILY": 1.0, "WEEKLY": 1.0, "MONTHLY": 1.0, "YEARLY": 1.0}
MOST_COUNT = 5_000
# Longer ones become several, counted from their start.
LONGEST = timedelta(days=300)
DAY = timedelta(days=1)
MEMORY, SECONDS = 1 << 30, 60


Taking = tuple[Any, Period]
"""An event and one of its times."""


@dataclass
class Busy:
    """The periods, sorted and apart from each other, and what else is to be said: (code, fact)."""

    times: list[Period] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_busy(data: bytes, *, zone: ZoneInfo, window: Period, most: int) -> Busy:
    """The periods that touch the window, at most so many. Times without a zone and whole days are in `zone`. Raises
    ValueError for what is no calendar."""
    found = Counter[tuple[str, str]]()
    times = merged(each for _event, each in taking_place(data, zone, window, found))
    inside = [each for each in times if each.overlaps(window)]
    if len(inside) > most:
        found[(CAPPED, str(most))] += 1
    return Busy(inside[:most], sorted(found))


def taking_place(
    data: bytes,
    zone: ZoneInfo,
    window: Period,
    found: Counter[tuple[str, str]],
    kept: Collection[str] = KEPT,
    *,
    ours_too: bool = False,
) -> list[Taking]:
    """Each time that an event takes place around the window, with these properties of it; what is left out is counted
    in `found`. What comes from a site like this only where `ours_too`. Raises ValueError for what is no calendar."""
    calendar = Calendar.from_ical(_slimmed(data, window, kept))
    calendar.subcomponents = [
        each
        for each in calendar.subcomponents
        if not isinstance(each, Event)
        or (ours_too or OURS not in str(each.get("UID", "")))
        and _is_sound(each, window, found)
    ]
    return _occurring(calendar, zone, window, found)


def _occurring(
    calendar: Calendar, zone: ZoneInfo, window: Period, found: Counter[tuple[str, str]]
) -> list[Taking]:
    """All occurrences; where one event is not as it should be, those of each series that is, and the others counted."""
    try:
        return _of_all(calendar, zone, window)
    except Exception:  # the parser stumbles in many ways over what somebody wrote by hand
        pass
    series: dict[str, list[Any]] = {}
    for event in calendar.events:
        series.setdefault(str(event.get("UID", "")), []).append(event)
    others = [each for each in calendar.subcomponents if not isinstance(each, Event)]
    times: list[Taking] = []
    for its in series.values():
        calendar.subcomponents = [*others, *its]
        try:
            times += _of_all(calendar, zone, window)
        except Exception:  # as above
            found[(UNREADABLE, "")] += 1
    return times


def _of_all(calendar: Calendar, zone: ZoneInfo, window: Period) -> list[Taking]:
    # A day more on both sides: the parser compares whole days and times without a zone in a way of its own.
    events = of(calendar).between(window.start - DAY, window.end + DAY)
    return [(event, each) for event in events for each in _periods(event, zone)]


def _slimmed(data: bytes, window: Period, kept_names: Collection[str] = KEPT) -> str:
    """The same file without what is not about time, and without what is long over."""
    text = re.sub(
        r"\r?\n[ \t]", "", data.decode("utf-8", errors="replace").lstrip("\ufeff").replace("\x00", "")
    )
    if not re.match(r"\s*BEGIN:VCALENDAR\b", text, re.IGNORECASE):
        raise ValueError(NOT_A_CALENDAR)
    long_ago = (window.start - 3 * DAY).strftime("%Y%m%d")
    kept: list[str] = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//slimmed//"]
    event: list[str] | None = None
    inside: list[str] = []
    for line in text.splitlines():
        name = re.split(r"[;:]", line, maxsplit=1)[0].upper()
        if name == "BEGIN":
            inside.append(line[6:].strip().upper())
            if inside[-1] == "VEVENT":
                event = []
        elif name == "END" and inside:
            if inside.pop() == "VEVENT" and event is not None:
                if not _is_over(event, long_ago):
                    kept += ["BEGIN:VEVENT", *event, "END:VEVENT"]
                event = None
        elif inside[-1:] == ["VEVENT"] and event is not None and name in kept_names:
            event.append(line)
        elif inside == ["VCALENDAR"] and name == "X-WR-TIMEZONE":
            kept.append(line)
        if "VTIMEZONE" in inside or (name == "END" and line[4:].strip().upper() == "VTIMEZONE"):
            kept.append(line)
    return "\r\n".join((*kept, "END:VCALENDAR", ""))


def _is_over(event: list[str], long_ago: str) -> bool:
    """Once, and over before that day."""
    if any(line.upper().startswith(("RRULE", "RDATE", "RECURRENCE-ID", "DURATION")) for line in event):
        return False
    days = [
        re.search(r":(\d{8})(?:T|$)", line) for line in event if line.upper().startswith(("DTSTART", "DTEND"))
    ]
    return bool(days) and all(found and found[1] < long_ago for found in days)


def _is_sound(event: Any, window: Period, found: Counter[tuple[str, str]]) -> bool:
    try:
        return _is_good(event, window, found)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Something stands where something else belongs.
        found[(UNREADABLE, "")] += 1
        return False


def _is_good(event: Any, window: Period, found: Counter[tuple[str, str]]) -> bool:
    """Whether it makes somebody busy and can be understood; what cannot is counted."""
    if event.errors or not isinstance(getattr(event.get("DTSTART"), "dt", None), date):
        found[(UNREADABLE, "")] += 1
        return False
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        value = event.get(name)
        zone = getattr(value, "params", {}).get("TZID")
        if zone and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
            found[(UNKNOWN_ZONE, str(zone)[:80])] += 1
            return False
    rules = event.get("RRULE") or []
    return all(
        _is_fair(rule, event, window, found) for rule in (rules if isinstance(rules, list) else [rules])
    )


def _is_fair(rule: Any, event: Any, window: Period, found: Counter[tuple[str, str]]) -> bool:
    """Whether a rule gives no more than a calendar can have."""
    often = str((rule.get("FREQ") or ["?"])[0]).upper()
    if often in ("SECONDLY", "MINUTELY"):
        found[(TOO_OFTEN, often)] += 1
        return False
    if often not in STEPS_A_DAY or any(int(each) < 1 for each in rule.get("INTERVAL", [1])):
        found[(UNREADABLE, "")] += 1
        return False
    by = {name: len(set(rule.get(name, [0]))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")}
    a_day = (
        (24 if often == "HOURLY" and "BYHOUR" not in rule else by["BYHOUR"]) * by["BYMINUTE"] * by["BYSECOND"]
    )
    start = event["DTSTART"].dt
    begins = start.date() if isinstance(start, datetime) else start
    days = max(0, (window.end.date() - begins).days)
    if a_day > MOST_A_DAY or days * STEPS_A_DAY[often] > MOST_STEPS:
        found[(TOO_OFTEN, often)] += 1
        return False
    if any(int(each) > MOST_COUNT for each in rule.get("COUNT", [])):
        found[(COUNTED, f"{window.end:%Y-%m-%d}")] += 1
    return True


def _periods(event: Any, zone: ZoneInfo) -> Iterator[Period]:
    """When one occurrence makes busy: not at all where it says so, is cancelled, or has no length."""
    if (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    ):
        return
    first, last = event["DTSTART"].dt, event["DTEND"].dt
    start, end = _instant(first, zone), _instant(last, zone)
    while start < end:
        # A piece of a very long one begins where it always did, so that nothing is new tomorrow.
        yield Period(start, min(start + LONGEST, end))
        start += LONGEST


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """The end of a whole day is the day after: exclusive, as ours are."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone).astimezone(UTC)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def as_json(busy: Busy) -> str:
    times = [(each.start.isoformat(), each.end.isoformat()) for each in busy.times]
    return json.dumps({"times": times, "notes": busy.notes})


def from_json(text: str | bytes) -> Busy:
    read = json.loads(text)
    times = [Period(*map(datetime.fromisoformat, each)) for each in read["times"]]
    return Busy(times, [(code, fact) for code, fact in read["notes"]])


def main(arguments: Iterable[str]) -> None:
    """`python -m bookings.rules.busy ZONE START END MOST`: the file on stdin, JSON on stdout; in a process that may not
    take much."""
    zone, start, end, most = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    window = Period(datetime.fromisoformat(start), datetime.fromisoformat(end))
    try:
        busy = read_busy(sys.stdin.buffer.read(), zone=ZoneInfo(zone), window=window, most=int(most))
    except ValueError:
        # The parser's own, too: what it cannot read is no calendar.
        sys.stdout.write(json.dumps({"times": [], "notes": [(NOT_A_CALENDAR, "")]}))
    else:
        sys.stdout.write(as_json(busy))


if __name__ == "__main__":
    main(sys.argv[1:])
