"""What taking an option and coming first after having been second share: it is written down, told and reminded of."""

from datetime import datetime, timedelta

from bookings.actions._telling import OPTIONED, PLACER, REMINDER, tell
from bookings.models import Booking
from bookings.rules.options import REMINDERS
from hub.kit.audit import Actor, record
from hub.kit.outbox import emit
from hub.kit.transactions import step


@step
def optioned(*, booking: Booking, actor: Actor, now: datetime, kind: str = OPTIONED) -> None:
    """Write down and tell that this is an option now, and remember to remind."""
    record(
        action="bookings.take_option",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"until": booking.held_until.isoformat()},
    )
    tell(kind=kind, booking=booking, now=now)
    for days in REMINDERS:
        due_at = booking.held_until - timedelta(days=days)
        if due_at > now:
            emit(
                kind=REMINDER,
                about=booking.ref,
                key=f"{REMINDER}:{booking.number}:{days}",
                now=now,
                payload={"reader": PLACER},
                due_at=due_at,
            )
