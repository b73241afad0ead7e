from datetime import datetime

from bookings.actions._reaching import held_row
from bookings.actions._talking import mark_read
from bookings.permissions import side_of
from hub.kit.transactions import verb
from members.models import User


@verb
def read_thread(*, number: str, actor: User, now: datetime) -> None:
    """Somebody of one side has seen all that was said until now: it is not new for that side any more. A site
    administrator looks without a trace. Raises Http404 for a stranger."""
    booking = held_row(number=number, actor=actor)
    side = side_of(actor, booking)
    if side is not None:
        mark_read(booking=booking, by_hub=side.is_hub, now=now)
