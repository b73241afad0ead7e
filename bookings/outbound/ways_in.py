"""Where a mail about a booking leads: to its page, and who called and has no account to where they take it over."""

from django.conf import settings
from django.urls import reverse

from bookings.models import Booking, Caller, HandOver
from bookings.models.hand_overs import good_link_of
from hub.kit import clock


def booking_url(booking: Booking) -> str:
    return settings.SITE_URL + reverse("bookings:booking", args=[booking.number])


def link_url(link: HandOver) -> str:
    """The key is worked out here, on the way out, and kept nowhere."""
    return settings.SITE_URL + reverse("bookings:take_over", args=[link.key])


def take_over_url(caller: Caller | None) -> str:
    """Empty where there is no link that is good, and for who has an account."""
    link = good_link_of(caller, clock.now()) if caller else None
    return link_url(link) if link else ""
