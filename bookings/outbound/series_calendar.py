"""All dates of a series in one file: an event for each booking, the very one that the booking's own file has.

They are published, not sent as an invitation: of an invitation all events must be one and the same (RFC 5546, 3.2.2).
The UIDs are those of the bookings, so a later file, or the one of a single date, replaces what is in it."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from bookings.models import Booking
from bookings.outbound.calendar import PUBLISH, event_of, place_of
from bookings.outbound.ical import calendar_text, event_text


def series_file(bookings: Iterable[Booking]) -> bytes:
    """In the language that is on, ready to send. The bookings come with their hub's town, placer and lines."""
    zones, events = [], []
    for booking in bookings:
        place = place_of(booking.hub)
        url = settings.SITE_URL + reverse("bookings:booking", args=[booking.number])
        # What is published invites nobody.
        event = event_of(booking, url, invites=False)
        events.append(event_text(event, place.lines, place.zone))
        zones.append(place.zone)
    return calendar_text([f"METHOD:{PUBLISH}"], zones, events).encode()
