from datetime import datetime

from bookings.models import Booking, BookingState
from funding.actions.settle import settle
from hub.kit.audit import SITE, record
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
    booking.state, booking.completed_at = BookingState.COMPLETED, now
    booking.save(update_fields=["state", "completed_at"])
    settle(
        about=booking.ref,
        organisation=booking.organisation,
        hub=booking.hub,
        own_cents=booking.own_cents,
        now=now,
        actor=SITE,
    )
    record(
        action="bookings.complete_ended",
        about=booking.ref,
        actor=SITE,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"own_cents": booking.own_cents, "funds_cents": booking.funds_cents},
    )
    return True
