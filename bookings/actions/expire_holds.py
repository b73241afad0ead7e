from datetime import datetime

from bookings.actions._ending import end
from bookings.models import Booking, BookingState
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def expire_holds(*, now: datetime, most: int = 500) -> int:
    """Let go of what was held and not confirmed in time; returns how many. Each in a transaction of its own, so that
    one that fails does not keep the others, and any number of workers may do it at once."""
    due = Booking.objects.filter(state=BookingState.HELD, held_until__lte=now).order_by("held_until", "pk")
    ids = list(due.values_list("pk", flat=True)[:most])
    return each_alone("expire_holds", lambda pk: _expire(booking_id=pk, now=now), ids)


@verb
def _expire(*, booking_id: int, now: datetime) -> bool:
    """False when somebody else has it in hand or was first."""
    booking = (
        Booking.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=booking_id, state=BookingState.HELD, held_until__lte=now)
        .first()
    )
    if booking is None:
        return False
    end(booking=booking, state=BookingState.EXPIRED, actor=SITE, now=now)
    return True
