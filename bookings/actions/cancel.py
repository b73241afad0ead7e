from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._ending import end
from bookings.actions._passing_on import lock_behind, passing_on
from bookings.actions._reaching import held_row
from bookings.actions._telling import CANCELLED, tell
from bookings.models import Booking, BookingState
from bookings.permissions import may_cancel, may_change
from bookings.rules.numbers import read_number
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class TooLateToCancel(Refusal):
    code = "too_late_to_cancel"
    message = _("This booking has begun and can no longer be cancelled. Speak to %(hub)s.")


class NotToCancel(Refusal):
    code = "not_to_cancel"
    message = _("This booking is over, so there is nothing left to cancel.")


class ReasonNeeded(Refusal):
    code = "reason_needed"
    status = 400
    message = _("Say why you cancel: the organisation will read it in its mail.")


@verb
def cancel(*, number: str, actor: User, now: datetime, reason: str = "") -> Booking:
    """Free of charge before the start: units and funds go back at once, or to who waits behind it. Again changes
    nothing.

    The hub's staff may do it too, with a reason. Raises `TooLateToCancel`, `NotToCancel`, `ReasonNeeded`; `Forbidden`
    for who sees the booking but may not change it, Http404 for a stranger.
    """
    waits = lock_behind(number=read_number(number), now=now)
    booking = held_row(number=number, actor=actor)
    if not may_cancel(actor, booking):
        raise Forbidden()
    if not may_change(actor, booking) and not reason.strip():
        raise ReasonNeeded()
    if booking.state == BookingState.CANCELLED:
        return booking
    if booking.state in (BookingState.EXPIRED, BookingState.COMPLETED):
        raise NotToCancel()
    if booking.period.start <= now:
        raise TooLateToCancel(hub=booking.hub.name)
    was_hold = booking.state == BookingState.HELD
    booking.sequence += 1
    with passing_on(first=booking, waits=waits, now=now):
        end(booking=booking, state=BookingState.CANCELLED, actor=actor, now=now, reason=reason.strip())
    if not was_hold:  # of a mere hold nobody was told
        tell(kind=CANCELLED, booking=booking, now=now)
    return booking
