from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from bookings.rules.repairing import as_seen
from hub.kit.errors import Refusal


class ChangedMeanwhile(Refusal):
    code = "changed_meanwhile"
    message = _(
        "This booking is no longer what you saw. Nothing was done to it: look at it and decide again."
    )


def demand_unchanged(booking: Booking, seen: str) -> None:
    """Raises `ChangedMeanwhile` unless the booking, whose row the caller holds, is still as it was seen (`as_seen`);
    empty where nobody says what they saw."""
    if seen not in ("", as_seen(booking.state, booking.sequence)):
        raise ChangedMeanwhile()
