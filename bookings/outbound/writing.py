"""Where somebody writes down how they did it, with what they had booked. That page is of a room above this one, so
it is known by its name; a site without it invites nobody."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from bookings.models import Booking

PAGE = "knowledgebase:write"


def write_path(booking: Booking) -> str:
    """With the booking's number, so that the gear is filled in; empty where there is no such page."""
    try:
        path = reverse(PAGE)
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode({'booking': booking.number})}"
