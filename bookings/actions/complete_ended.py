from datetime import datetime

from bookings.actions._completing import complete
from bookings.models import Booking, BookingState
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def complete_ended(*, now: datetime, most: int = 500) -> int:
    """Close what has come to its end, and with it turn the funds' reservations into money earned; returns how many.
    Each in a transaction of its own, so that one that fails does not keep the others from what they earned; any number
    of workers may do it at once."""
    due = Booking.objects.filter(state=BookingState.CONFIRMED, during__endswith__lte=now).order_by("pk")
    ids = list(due.values_list("pk", flat=True)[:most])
    return each_alone("complete_ended", lambda pk: _complete(booking_id=pk, now=now), ids)


@verb
def _complete(*, booking_id: int, now: datetime) -> bool:
    """False when somebody else has it in hand or was first."""
    booking = (
        Booking.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("hub", "organisation")
        .filter(pk=booking_id, state=BookingState.CONFIRMED, during__endswith__lte=now)
        .first()
    )
    if booking is None:
        return False
    complete(booking=booking, now=now)
    return True
