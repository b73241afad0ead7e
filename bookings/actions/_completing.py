from datetime import datetime

from bookings.actions._telling import to_be_billed
from bookings.models import Booking, BookingState
from funding.actions.settle import settle
from hub.kit.audit import SITE, record
from hub.kit.transactions import step


@step
def complete(*, booking: Booking, now: datetime) -> None:
    """It has come to its end: what was set aside for it is earned. The caller holds the row of a confirmed one."""
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
    to_be_billed(booking=booking, why="done", now=now)
