"""For the desk: who called for a booking, and what became of the link by which they take it over."""

from datetime import datetime
from typing import Any

from bookings.forms.callers import LinkForm
from bookings.models import Booking
from bookings.models.callers import caller_of
from bookings.models.hand_overs import handing_over_of


def caller_context(booking: Booking, now: datetime) -> dict[str, Any]:
    """`caller` only as long as nobody took it over: then they are an organisation like any other."""
    handing = handing_over_of(booking)
    if handing is None:
        return {}
    return {
        "caller": caller_of(booking),
        "handing": handing,
        "good_link": handing.last if handing.last and handing.last.is_good(now) else None,
        "link_form": LinkForm(initial={"email": handing.caller.email}),
    }
