from datetime import datetime

from bookings.actions._ending import expire
from bookings.actions._passing_on import lock_behind, passing_on
from bookings.models import Booking
from bookings.models.bookings import over
from funding.actions._payments import call_off, held_live_payment
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def expire_holds(*, now: datetime, most: int = 500) -> int:
    """Let go of what was held, in option or asked for and not confirmed in time; returns how many. Each in a
    transaction of its own, so that one that fails does not keep the others; any number of workers may do it at once.
    Who waits behind one of them with a second option is first now. What may still be paid for is let go later, when the
    card processor has called the payment off."""
    due = Booking.objects.filter(over(now)).order_by("held_until", "pk")
    found = list(due.values_list("number", flat=True)[:most])
    return each_alone("expire_holds", lambda number: _expire(number=number, now=now), found)


@verb
def _expire(*, number: str, now: datetime) -> bool:
    """False when somebody else has it in hand or was first."""
    waits = lock_behind(number=number, now=now)
    booking = (
        Booking.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(over(now), number=number)
        .first()
    )
    if booking is None:
        return False
    if booking.paying:
        # Let go only once the processor has called it off, or it turns out to be paid.
        if payment := held_live_payment(booking.ref):
            call_off(payment=payment, now=now)
            return False
        booking.paying = False
    with passing_on(first=booking, waits=waits, now=now):
        expire(booking=booking, now=now)
    return True
