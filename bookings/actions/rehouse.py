from datetime import datetime

from bookings.actions.change import changed
from bookings.actions.exchange_units import exchanged
from bookings.models import Booking
from bookings.permissions import booking_for, may_judge
from bookings.rules.changing import Change
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User


@verb
def rehouse(*, request: Change, actor: User, now: datetime) -> Booking:
    """Change a booking that the house cannot keep, and give it other units for those that it keeps and cannot have:
    both or neither. Both sides get one mail: of several changes the last is told (`bookings.outbound.mail`).

    For the hub's staff. Raises what `change` and `exchange_units` refuse; `Forbidden`, Http404.
    """
    if not may_judge(actor, booking_for(actor, request.number)):
        raise Forbidden()
    booking = changed(request=request, actor=actor, now=now).booking
    # `changed` holds its row and the keys of whatever it held and holds.
    exchanged(booking=booking, reason=request.reason.strip(), actor=actor, now=now)
    return booking
