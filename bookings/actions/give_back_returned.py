from datetime import datetime

from bookings.actions._giving_back import give_back_surplus
from bookings.models import Booking
from hub.kit.transactions import verb


@verb
def give_back_returned(*, number: str, now: datetime) -> int:
    """A payer's bank has given again what it had taken of a payment for this booking. What of it is not owed any more,
    since it was cancelled or paid otherwise meanwhile, goes back; returns the cents."""
    booking = Booking.objects.select_for_update(no_key=True).get(number=number)
    return give_back_surplus(booking=booking, now=now)
