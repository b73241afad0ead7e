"""Other calendars that a hub reads: files as programs write them, and what a worker makes of them."""

from uuid import uuid4

from bookings.actions.add_source import add_source
from bookings.models import Block, CalendarSource
from bookings.outbound import reading
from bookings.outbound.fetching import Fetched
from facilities.models import Facility, Unit
from hub.kit.periods import Period
from members.models import User
from tests.cast import NOW, thursday

SECRET = "https://calendar.example/private-0123456789abcdef/basic.ics"


def ics(*periods: Period, **more: str) -> bytes:
    """One event for each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Another//program//EN"]
    for number, period in enumerate(periods):
        lines += [
            "BEGIN:VEVENT", f"UID:{number}@another", "DTSTAMP:20261101T000000Z", "SUMMARY:Birthday of my sister",
            f"DTSTART:{period.start:%Y%m%dT%H%M%SZ}", f"DTEND:{period.end:%Y%m%dT%H%M%SZ}",
            *(f"{name}:{value}" for name, value in more.items()), "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join((*lines, "END:VCALENDAR", "")).encode()


def a_source(
    actor: User, facility: Facility, *, link: str = SECRET, file: bytes | None = None, now=NOW, **more
) -> CalendarSource:
    wanted = {"request_key": uuid4(), "name": "Theatre", **more}
    return add_source(
        facility=facility, link="" if file is not None else link, file=file, actor=actor, now=now, **wanted
    )


class Server:
    """The other side, as `reading` asks it: what it answers can be changed, and it remembers what it was asked."""

    def __init__(self, answer: bytes | Exception = b"", etag: str = '"1"') -> None:
        self.answer, self.etag, self.asked = answer, etag, list[tuple[str, str]]()

    def __call__(self, link: str, *, etag: str = "") -> Fetched:
        self.asked.append((link, etag))
        if isinstance(self.answer, Exception):
            raise self.answer
        return Fetched(None if etag and etag == self.etag else self.answer, self.etag)


def read(server: Server | None = None, now=NOW) -> int:
    """What the worker does each minute."""
    return reading.read_due(now=now, fetching=server or Server())


def blocked_by(source: CalendarSource) -> list[Period]:
    found = Block.objects.filter(origin=source.ref, lifted_at=None)
    return sorted(each.period for each in found)


def live_holds(unit: Unit) -> list[tuple[str, Period]]:
    """Why a unit is held, and when."""
    held = unit.occupancies.filter(released_at=None)
    return sorted((each.reason, Period.from_range(each.during)) for each in held)


MORNING, EVENING = thursday(9, 12), thursday(18, 22)
