"""Who pays by card, who says how a hub is paid, and the processor's own door. Without keys there are no cards: what one
may not do is told first, and what nobody can do then."""

from typing import Any

from bookings.models import Booking
from tests.factories.bookings import held
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_funding import effenaar

# Whoever may change it reads that this hub takes no cards (409), or is sent to the booking where nothing is being paid.
SEES = {"hub_staff": 403, "hub_manager": 403, "member": 403, "site_admin": 403}
PAYS = each(404, anonymous=LOGIN, **SEES, booker=409, owner=409)
GOES_ON = each(404, anonymous=LOGIN, **SEES, booker=302, owner=302)
READS = each(
    404,
    anonymous=LOGIN,
    **dict.fromkeys(("hub_staff", "hub_manager", "member", "site_admin", "booker", "owner"), 302),
)
MANAGES = each(404, anonymous=LOGIN, hub_staff=403, site_admin=403)


def number(stage: Stage) -> dict[str, Any]:
    booking: Booking = held(stage.cast.bo, stage.cast.zout, stage.cast.studio)
    return {"number": booking.number}


ENTRIES = [
    Entry("bookings:pay", GOES_ON, kwargs=number),
    Entry("bookings:pay", PAYS, "POST", kwargs=number),
    Entry("bookings:paid", READS, kwargs=number),
    Entry("funding:cards", MANAGES, kwargs=effenaar),
    Entry("funding:cards", MANAGES, "POST", kwargs=effenaar),
    Entry("stripe_webhook", each(404), "POST"),
]
