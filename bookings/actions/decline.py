from datetime import datetime

from bookings.actions._ending import end
from bookings.actions._judging import request_row
from bookings.actions._passing_on import lock_behind, passing_on
from bookings.actions._telling import DECLINED, tell
from bookings.models import Booking, BookingState
from bookings.rules.numbers import read_number
from hub.kit.transactions import verb
from members.models import User


@verb
def decline(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """The hub's staff say no to what was asked, with a reason that the organisation reads; all goes back at once.

    Raises `SayWhy`, `NothingToJudge`, `TooLateToJudge`; `Forbidden` for who sees it but does not work at the hub,
    Http404 for a stranger.
    """
    waits = lock_behind(number=read_number(number), now=now)
    booking = request_row(number=number, reason=reason, actor=actor, now=now)
    booking.sequence += 1
    with passing_on(first=booking, waits=waits, now=now):
        end(
            booking=booking,
            state=BookingState.CANCELLED,
            actor=actor,
            now=now,
            reason=reason.strip(),
            how="decline",
        )
    tell(kind=DECLINED, booking=booking, now=now)
    return booking
