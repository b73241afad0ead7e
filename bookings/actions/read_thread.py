from bookings.actions._reaching import held_row
from bookings.actions._talking import mark_read
from bookings.permissions import side_of
from hub.kit.transactions import verb
from members.models import User


@verb
def read_thread(*, number: str, upto: int, actor: User) -> None:
    """Somebody of one side has seen what was said, up to the message with this id: it is not new for that side any
    more. What came while they looked still is. A site administrator looks without a trace. Raises Http404 for a
    stranger."""
    booking = held_row(number=number, actor=actor)
    side = side_of(actor, booking)
    if side is not None:
        mark_read(booking=booking, by_hub=side.is_hub, upto=upto)
