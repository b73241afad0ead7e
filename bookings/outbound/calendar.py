"""A booking as an event that calendars understand (RFC 5545, RFC 5546).

The UID stays the booking's for ever and SEQUENCE rises, so that a change replaces and a cancellation removes. The
zone is one fixed VTIMEZONE with its rules, not a list of dates that ends some day.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress

from bookings.models import Booking, BookingState
from bookings.models.bookings import WAITING_STATES
from bookings.showing import booking_visit
from hub.kit.saying import period

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

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


@dataclass(frozen=True, slots=True)
class Shown:
    """What the event says beside its times: made by who knows the reader."""

    summary: str
    description: tuple[str, ...]
    url: str


def calendar_file(booking: Booking, *, method: str, url: str) -> bytes:
    """The event in the language that is on, ready to send: lines end in CR LF and are folded.

    `method` is REQUEST (it takes place, or has changed), CANCEL, or PUBLISH (somebody fetches it). The booking comes
    with its hub, placer and lines.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Vliegwiel//vliegwiel//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if booking.hub.zone_name == "Europe/Amsterdam":
        calendar.add_component(Timezone.from_ical(AMSTERDAM))
    calendar.add_component(_event(booking, _shown(booking, url)))
    return bytes(calendar.to_ical())


def _event(booking: Booking, shown: Shown) -> Event:
    hub = booking.hub
    event = Event()
    event.add("uid", f"booking-{booking.number}@vliegwiel")
    event.add("sequence", booking.sequence)
    # When it became what it is, so that the same state is the same file.
    event.add("dtstamp", _since(booking))
    event.add("created", booking.placed_at)
    for name, at in (("dtstart", booking.period.start), ("dtend", booking.period.end)):
        event.add(name, _time(at, booking))
    event.add("summary", shown.summary)
    event.add("description", "\n".join(shown.description))
    event.add(
        "location",
        _plain(", ".join(filter(None, (hub.name, hub.street, f"{hub.postcode} {_town(booking)}")))),
    )
    event.add("geo", (float(hub.latitude), float(hub.longitude)))
    event.add("url", shown.url)
    event.add("status", _status(booking))
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], hub.name))
    guest = _address(booking.placed_by.email, str(booking.placed_by))
    guest.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", guest)
    return event


def _shown(booking: Booking, url: str) -> Shown:
    lines = list(booking.lines.all())
    things = ", ".join(_thing(line.facility.name, line.quantity) for line in lines)
    description = [
        _("Booking %(number)s for %(organisation)s")
        % {"number": booking.number, "organisation": _plain(booking.organisation.name)}
    ]
    times = {line.period for line in lines}
    for line in lines:
        when = f": {period(line.period.start, line.period.end, booking.hub.zone)}" if len(times) > 1 else ""
        description.append(f"{_thing(line.facility.name, line.quantity)}{when}")
    description += map(_plain, booking_visit(booking))
    description += [_plain(booking.purpose)] if booking.purpose else []
    description += [_plain(booking.end_reason)] if booking.end_reason else []
    description.append(url)
    summary = _("%(things)s at %(hub)s") % {"things": things, "hub": booking.hub.name}
    return Shown(_plain(summary), tuple(description), url)


def _thing(name: str, quantity: int) -> str:
    return _plain(name if quantity == 1 else f"{quantity} × {name}")


def _time(at: datetime, booking: Booking) -> datetime:
    """On the hub's clock. In UTC where that cannot be said: in a zone whose rules we do not send along, and in the
    hour that the clock shows twice."""
    there = at.astimezone(booking.hub.zone)
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return at.astimezone(UTC) if twice or booking.hub.zone_name != "Europe/Amsterdam" else there


def _status(booking: Booking) -> str:
    if booking.state in (BookingState.CANCELLED, BookingState.EXPIRED):
        return "CANCELLED"
    return "TENTATIVE" if booking.state in WAITING_STATES else "CONFIRMED"


def _since(booking: Booking) -> datetime:
    """When it became what it is."""
    since = (
        booking.ended_at,
        booking.changed_at,
        booking.confirmed_at,
        booking.requested_at,
        booking.optioned_at,
    )
    return next(filter(None, since), booking.placed_at)


def _town(booking: Booking) -> str:
    return booking.hub.municipality.name


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = _plain(name).replace('"', "'")
    return address


def _plain(text: str) -> str:
    """One line without control characters: what people type never becomes a line of the file."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
