"""All dates of a series in one file: an event for each booking, the very one that the booking's own file has.

They are published, not sent as an invitation: of an invitation all events must be one and the same (RFC 5546, 3.2.2).
The UIDs are those of the bookings, so a later file, or the one of a single date, replaces what is in it."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Timezone

from bookings.models import Booking
from bookings.outbound.calendar import AMSTERDAM, PUBLISH, _event, _shown


def series_file(bookings: Iterable[Booking]) -> bytes:
    """In the language that is on, ready to send. The bookings come with their hub's town, placer and lines."""
    calendar = Calendar()
    calendar.add("prodid", "-//Vliegwiel//vliegwiel//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", PUBLISH)
    has_zone = False
    for booking in bookings:
        if booking.hub.zone_name == "Europe/Amsterdam" and not has_zone:
            calendar.add_component(Timezone.from_ical(AMSTERDAM))
            has_zone = True
        url = settings.SITE_URL + reverse("bookings:booking", args=[booking.number])
        event = _event(booking, _shown(booking, url))
        # What is published invites nobody.
        event.pop("attendee", None)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
