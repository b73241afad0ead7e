from datetime import datetime

from bookings.actions._telling import PRESSED_MANAGER
from bookings.models.escalating import managers_of, unanswered
from hub.kit.outbox import emit
from hub.kit.transactions import verb


@verb
def press_request(*, number: str, now: datetime) -> int:
    """Nobody has answered and the end is near: tell each of those who manage the hub by now, once; returns how many. Of
    what is answered, or over, nobody is told."""
    booking = unanswered(number, now)
    if booking is None:
        return 0
    managers = managers_of(booking.hub)
    for person in managers:
        emit(
            kind=PRESSED_MANAGER,
            about=booking.ref,
            key=f"{PRESSED_MANAGER}:{booking.number}:{person.pk}",
            payload={"reader": person.pk},
            now=now,
        )
    return len(managers)
