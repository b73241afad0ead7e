from datetime import datetime

from bookings.actions._ending import expire
from bookings.models import Booking
from bookings.models.bookings import lapsed
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def expire_holds(*, now: datetime, most: int = 500) -> int:
    """Let go of what was held, in option or asked for and not confirmed in time; returns how many. Each in a
    transaction of its own, so that one that fails does not keep the others; any number of workers may do it at once."""
    due = Booking.objects.filter(lapsed(now)).order_by("held_until", "pk")
    ids = list(due.values_list("pk", flat=True)[:most])
    return each_alone("expire_holds", lambda pk: _expire(booking_id=pk, now=now), ids)


@verb
def _expire(*, booking_id: int, now: datetime) -> bool:
    """False when somebody else has it in hand or was first."""
    booking = (
        Booking.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(lapsed(now), pk=booking_id)
        .first()
    )
    if booking is None:
        return False
    expire(booking=booking, now=now)
    return True
