from datetime import datetime

from bookings.actions._confirming import made_firm
from bookings.actions._judging import request_row
from bookings.models import Booking
from hub.kit.transactions import verb
from members.models import User


@verb
def approve(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """The hub's staff say yes to what was asked: it is a booking, its price as frozen, and both sides are told.

    Raises `SayWhy`, `NothingToJudge`, `TooLateToJudge`; `Forbidden` for who sees it but does not work at the hub,
    Http404 for a stranger.
    """
    booking = request_row(number=number, reason=reason, actor=actor, now=now)
    return made_firm(booking=booking, actor=actor, now=now, how="approve", reason=reason.strip())
