from datetime import datetime

from bookings.models import Booking
from bookings.models.advances import Advance
from funding.actions._paid import came_in
from funding.models import Entry, EntryKind
from hub.kit.audit import record
from hub.kit.transactions import step
from members.models import User

# The books' key of one that came in. No number after the first colon: there stand those of transfers for invoices.
KEY = "advance:by-bank:{pk}"


@step
def post(*, booking: Booking, advance: Advance, reverses: Entry | None = None, now: datetime) -> Entry:
    """One entry about the booking, as a card payment makes."""
    key = KEY.format(pk=advance.reverses_id or advance.pk)
    return came_in(
        kind=EntryKind.TRANSFER,
        about=booking.ref,
        key=f"{key}:back" if reverses else key,
        organisation=booking.organisation,
        hub=booking.hub,
        cents=advance.cents,
        now=now,
        reverses=reverses,
    )


@step
def written_down(*, action: str, booking: Booking, advance: Advance, actor: User, now: datetime) -> None:
    record(
        action=action,
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=advance.reason,
        facts={"advance": advance.pk, "cents": advance.cents, "on": advance.received_on.isoformat()},
    )
