"""An event and a calendar as text (RFC 5545), written out: a feed of a thousand events is asked for all day long.

Only what this site says is known here. Lines end in CR LF and are folded at 75 octets; the zone is one fixed VTIMEZONE
with its rules, not a list of dates that ends some day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = "Europe/Amsterdam"
AMSTERDAM = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
DAY, HOUR = 86_400, 3_600
# Octets of a line without its end (RFC 5545, 3.1).
WIDTH = 75


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a calendar: an address and a name."""

    email: str
    name: str

    @property
    def words(self) -> str:
        """After the name of the property. A name is quoted, and holds no quotes."""
        return f'CN="{plain(self.name).replace(chr(34), chr(39))}"'


@dataclass(frozen=True, slots=True)
class Place:
    """Where events are, and on whose clock: the same for all of a hub, so written once."""

    zone: ZoneInfo
    name: str
    latitude: str
    longitude: str
    organizer: Party

    @property
    def lines(self) -> str:
        return "".join(
            (
                line(f"LOCATION:{escaped(self.name)}"),
                line(f"GEO:{self.latitude};{self.longitude}"),
                line(f"ORGANIZER;{self.organizer.words}:mailto:{self.organizer.email}"),
            )
        )


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `since`: when it became what it is, so that the same state is the same text. Sentences of the
    description are lines of it."""

    uid: str
    sequence: int
    created: datetime
    since: datetime
    start: datetime
    end: datetime
    summary: str
    description: tuple[str, ...]
    url: str
    status: str
    guest: Party | None = None


def calendar_text(head: Iterable[str], zones: Iterable[ZoneInfo], events: Iterable[str]) -> str:
    """The whole file. `head`: properties after the version, as they are written but for folding."""
    known = AMSTERDAM.replace("\n", "\r\n") if any(zone.key == ZONE for zone in zones) else ""
    lines = ("BEGIN:VCALENDAR", "PRODID:-//Vliegwiel//vliegwiel//EN", "VERSION:2.0", "CALSCALE:GREGORIAN")
    return "".join((*(line(each) for each in (*lines, *head)), known, "".join(events), "END:VCALENDAR\r\n"))


def event_text(event: Event, place: str, zone: ZoneInfo) -> str:
    """`place`: the `lines` of its Place."""
    guest = ""
    if event.guest is not None:
        role = "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE"
        guest = line(f"ATTENDEE;{event.guest.words};{role}:mailto:{event.guest.email}")
    return written(
        uid=event.uid,
        sequence=event.sequence,
        created=utc(int(event.created.timestamp())),
        since=utc(int(event.since.timestamp())),
        start=on_clock(int(event.start.timestamp()), zone),
        end=on_clock(int(event.end.timestamp()), zone),
        summary=line(f"SUMMARY:{escaped(event.summary)}"),
        description=escaped("\n".join(event.description)),
        place=place,
        url=event.url,
        status=event.status,
        guest=guest,
    )


def written(
    *,
    uid: str,
    sequence: int,
    created: str,
    since: str,
    start: str,
    end: str,
    summary: str,
    description: str,
    place: str,
    url: str,
    status: str,
    guest: str = "",
) -> str:
    """An event of values as they stand in the file but for folding: escaped, `created` and `since` by `utc`, `start`
    and `end` by `on_clock`; `summary`, `place` and `guest` are whole lines."""
    return (
        f"BEGIN:VEVENT\r\n{line(f'UID:{uid}')}SEQUENCE:{sequence}\r\n"
        f"DTSTAMP:{since}\r\nCREATED:{created}\r\nLAST-MODIFIED:{since}\r\n"
        f"DTSTART{start}\r\nDTEND{end}\r\n"
        f"{summary}{line(f'DESCRIPTION:{description}')}"
        f"{place}{line(f'URL:{url}') if url else ''}"
        f"STATUS:{status}\r\nTRANSP:OPAQUE\r\n{guest}END:VEVENT\r\n"
    )


@lru_cache(maxsize=16_384)
def utc(at: int) -> str:
    """Of seconds since 1970: `20261126T120000Z`."""
    return f"{_figures(at)}Z"


@lru_cache(maxsize=16_384)
def on_clock(at: int, zone: ZoneInfo) -> str:
    """The same in a zone, with what stands before it. In UTC where it cannot be said so: in a zone whose rules we do
    not send along, and in the hour that the clock shows twice."""
    ahead = _ahead(at // HOUR, zone)
    return f":{utc(at)}" if ahead is None else f";TZID={ZONE}:{_figures(at + ahead)}"


def _figures(at: int) -> str:
    """Days and times of day come again and again, instants hardly."""
    day, second = divmod(at, DAY)
    return f"{_day(day)}T{_time(second)}"


@lru_cache(maxsize=4096)
def _day(since_1970: int) -> str:
    return f"{date(1970, 1, 1) + timedelta(since_1970):%Y%m%d}"


@lru_cache(maxsize=4096)
def _time(second: int) -> str:
    return f"{second // HOUR:02}{second // 60 % 60:02}{second % 60:02}"


@lru_cache(maxsize=16_384)
def _ahead(hour: int, zone: ZoneInfo) -> int | None:
    """How many seconds a zone is ahead of UTC in an hour since 1970; None where its time is not written."""
    there = datetime.fromtimestamp(hour * HOUR, zone)
    if zone.key != ZONE or _is_twice(there):
        return None
    return int((there.utcoffset() or timedelta()).total_seconds())


def _is_twice(there: datetime) -> bool:
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


def plain(text: str) -> str:
    """One line without control characters: what people type never becomes a line of the file."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def escaped(text: str) -> str:
    """A text as the value of a property. One replacement after the other: a table of them takes ten times as long."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r", "").replace("\n", "\\n")


def line(text: str) -> str:
    """With its end, folded; never within a letter."""
    if len(text) <= WIDTH and text.isascii():
        return f"{text}\r\n"
    return _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        if len(text) < 2 * WIDTH:
            return f"{text[:WIDTH]}\r\n {text[WIDTH:]}\r\n"
        rest = range(WIDTH, len(text), WIDTH - 1)
        return "\r\n ".join([text[:WIDTH], *[text[at : at + WIDTH - 1] for at in rest]]) + "\r\n"
    left, out = text.encode(), []
    while len(left) > WIDTH:
        at = WIDTH
        while left[at] & 0xC0 == 0x80:
            at -= 1
        out.append(left[:at])
        # The space that says "goes on" counts as well.
        left = b" " + left[at:]
    return b"\r\n".join((*out, left, b"")).decode()
