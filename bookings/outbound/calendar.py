"""A booking as an event that calendars understand (RFC 5545, RFC 5546).

The UID stays the booking's for ever and SEQUENCE rises, so that a change replaces and a cancellation removes.
"""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.models import Booking, BookingState
from bookings.models.bookings import WAITING_STATES
from bookings.models.callers import guest_of
from bookings.outbound.ical import Event, Party, Place, calendar_text, event_text, plain
from bookings.showing import booking_visit
from facilities.models import Hub
from hub.kit.saying import period

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def calendar_file(booking: Booking, *, method: str, url: str) -> bytes:
    """The event in the language that is on, ready to send: lines end in CR LF and are folded.

    `method` is REQUEST (it takes place, or has changed), CANCEL, or PUBLISH (somebody fetches it). The booking comes
    with its hub, placer and lines.
    """
    place = place_of(booking.hub)
    event = event_text(event_of(booking, url), place.lines, place.zone)
    return calendar_text([f"METHOD:{method}"], [place.zone], [event]).encode()


def place_of(hub: Hub) -> Place:
    """Where a hub's events are; it comes with its municipality."""
    where = (hub.name, hub.street, f"{hub.postcode} {hub.municipality.name}")
    return Place(
        zone=hub.zone,
        name=plain(", ".join(filter(None, where))),
        latitude=str(float(hub.latitude)),
        longitude=str(float(hub.longitude)),
        organizer=Party(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], hub.name),
    )


def event_of(booking: Booking, url: str, *, invites: bool = True) -> Event:
    """Who comes is asked of the database, and invited where an address is known."""
    things = ", ".join(thing(line.facility.name, line.quantity) for line in booking.lines.all())
    guest = guest_of(booking) if invites else None
    return Event(
        uid=uid(booking.number),
        sequence=booking.sequence,
        created=booking.placed_at,
        since=_since(booking),
        start=booking.period.start,
        end=booking.period.end,
        summary=plain(_("%(things)s at %(hub)s") % {"things": things, "hub": booking.hub.name}),
        description=_description(booking, url),
        url=url,
        status=status(booking.state),
        guest=Party(guest.email, guest.name) if guest and guest.email else None,
    )


def _description(booking: Booking, url: str) -> tuple[str, ...]:
    lines = list(booking.lines.all())
    times = {line.period for line in lines}
    return (
        for_whom(booking.number, booking.organisation.name),
        *(
            thing(line.facility.name, line.quantity)
            + (f": {period(line.period.start, line.period.end, booking.hub.zone)}" if len(times) > 1 else "")
            for line in lines
        ),
        *said(booking_visit(booking)),
        *said((booking.purpose, booking.end_reason)),
        url,
    )


def uid(number: str) -> str:
    return f"booking-{number}@vliegwiel"


def for_whom(number: str, organisation: str) -> str:
    return _("Booking %(number)s for %(organisation)s") % {
        "number": number,
        "organisation": plain(organisation),
    }


def said(texts: Iterable[str]) -> list[str]:
    """What there is of them, each on one line."""
    return [plain(text) for text in texts if text]


def thing(name: str, quantity: int) -> str:
    return plain(name if quantity == 1 else f"{quantity} × {name}")


def status(state: str) -> str:
    if state in (BookingState.CANCELLED, BookingState.EXPIRED):
        return "CANCELLED"
    return "TENTATIVE" if state in WAITING_STATES else "CONFIRMED"


def _since(booking: Booking) -> datetime:
    """When it became what it is."""
    since = (
        booking.ended_at,
        booking.changed_at,
        booking.confirmed_at,
        booking.requested_at,
        booking.optioned_at,
        booking.placed_at,
    )
    return max(filter(None, since))
