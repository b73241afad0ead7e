from datetime import datetime

from bookings.models import Booking
from hub.kit.audit import Actor, noted
from hub.kit.models import AuditRow


def note_of(booking: Booking, actor: Actor, now: datetime) -> AuditRow:
    """That it was placed, to be written with what comes of it."""
    return noted(
        action="bookings.place",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={
            "list_cents": booking.list_cents,
            "own_cents": booking.own_cents,
            "funds_cents": booking.funds_cents,
            "hub_cents": booking.hub_cents,
            "held_until": booking.held_until.isoformat(),
            **({"part_of": str(booking.part_of)} if booking.part_of else {}),
        },
    )
