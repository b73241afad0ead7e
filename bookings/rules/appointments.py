"""What stands in a calendar file (RFC 5545), one by one, with what it is called and who is behind it: for a hub that
brings its own calendar along, and reads what it brings.

The same reading as of other people's calendars (`bookings.rules.busy`), which look at times alone.
"""

import json
import resource
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.rules.busy import CAPPED, KEPT, MEMORY, NOT_A_CALENDAR, OURS, SECONDS, taking_place
from hub.kit.periods import Period

NAMED = (*KEPT, "SUMMARY", "ORGANIZER")
LONGEST_TITLE, LONGEST_WHO = 200, 200


@dataclass(frozen=True, slots=True, order=True)
class Appointment:
    """ISO instants."""

    start: str
    end: str
    title: str = ""
    who: str = ""
    # What it is called at the site that wrote it, where that is one like this: it may be here already.
    ours: str = ""

    @property
    def period(self) -> Period:
        return Period(datetime.fromisoformat(self.start), datetime.fromisoformat(self.end))


@dataclass
class Appointments:
    """By start, and what else is to be said: (code, fact), as of `bookings.rules.busy`."""

    of: list[Appointment] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_appointments(data: bytes, *, zone: ZoneInfo, window: Period, most: int) -> Appointments:
    """Those that touch the window, at most so many; what is there twice is there once. Raises ValueError for what is no
    calendar."""
    notes = Counter[tuple[str, str]]()
    found = {
        Appointment(
            period.start.isoformat(),
            period.end.isoformat(),
            _text(event.get("SUMMARY"), LONGEST_TITLE),
            _who(event.get("ORGANIZER")),
            uid if OURS in (uid := str(event.get("UID", ""))) else "",
        )
        for event, period in taking_place(data, zone, window, notes, NAMED, ours_too=True)
        if period.overlaps(window)
    }
    if len(found) > most:
        notes[(CAPPED, str(most))] += 1
    return Appointments(sorted(found)[:most], sorted(notes))


def _text(value: Any, longest: int) -> str:
    """One line of it."""
    return " ".join(str(value or "").split())[:longest]


def _who(organizer: Any) -> str:
    """The name; an address only where no name is given."""
    name = getattr(organizer, "params", {}).get("CN", "") if organizer is not None else ""
    return _text(name or str(organizer or "").removeprefix("mailto:").removeprefix("MAILTO:"), LONGEST_WHO)


def from_json(text: str | bytes) -> Appointments:
    read = json.loads(text)
    return Appointments(
        [Appointment(**each) for each in read["of"]], [(code, fact) for code, fact in read["notes"]]
    )


def main(arguments: Iterable[str]) -> None:
    """`python -m bookings.rules.appointments ZONE START END MOST`: the file on stdin, JSON on stdout; in a process that
    may not take much."""
    zone, start, end, most = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    window = Period(datetime.fromisoformat(start), datetime.fromisoformat(end))
    try:
        found = read_appointments(sys.stdin.buffer.read(), zone=ZoneInfo(zone), window=window, most=int(most))
    except ValueError:
        found = Appointments(notes=[(NOT_A_CALENDAR, "")])
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
