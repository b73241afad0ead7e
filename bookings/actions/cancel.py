from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._ending import end
from bookings.actions._passing_on import lock_behind, passing_on
from bookings.actions._reaching import held_row
from bookings.actions._telling import CANCELLED, tell
from bookings.actions._unchanged import demand_unchanged
from bookings.models import Booking, BookingState
from bookings.models.terms import fee_for_cancelling
from bookings.permissions import may_cancel, may_change, may_judge
from bookings.rules.numbers import read_number
from funding.rules.fees import NOTHING
from hub.kit.errors import Forbidden, Refusal
from hub.kit.money import format_eur
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


class FeeIsHigher(Refusal):
    """What it costs has gone up since it was shown."""

    code = "fee_is_higher"
    message = _("Cancelling costs you %(fee)s by now. Nothing was cancelled: decide again.")


@verb
def cancel(
    *,
    number: str,
    actor: User,
    now: datetime,
    reason: str = "",
    most_cents: int | None = None,
    seen: str = "",
    for_hub: bool = False,
) -> Booking:
    """Before the start: units and funds go back at once, or to who waits behind it. An organisation pays what the terms
    that were frozen on it say, and funds that bear such fees their part; `most_cents` is what it was told it pays, None
    where it pays whatever is due. Again changes nothing.

    The hub's staff may do it too, with a reason and without a fee; `for_hub`: so does somebody who could do it for the
    organisation as well. `seen`: only while the booking is what was seen. Raises `TooLateToCancel`, `NotToCancel`,
    `ChangedMeanwhile`, `ReasonNeeded`, `FeeIsHigher`; `Forbidden` for who may only see it, Http404 for a stranger.
    """
    waits = lock_behind(number=read_number(number), now=now)
    booking = held_row(number=number, actor=actor)
    if not may_cancel(actor, booking):
        raise Forbidden()
    as_guest = may_change(actor, booking) and not (for_hub and may_judge(actor, booking))
    if not as_guest and not reason.strip():
        raise ReasonNeeded()
    if booking.state == BookingState.CANCELLED:
        return booking
    demand_unchanged(booking, seen)
    _demand_in_time(booking, now)
    fee = fee_for_cancelling(booking, now=now) if as_guest else NOTHING
    if most_cents is not None and fee.own_cents > most_cents:
        raise FeeIsHigher(fee=format_eur(fee.own_cents), own_cents=fee.own_cents)
    was_hold = booking.state == BookingState.HELD
    booking.sequence += 1
    reason = reason.strip()
    with passing_on(first=booking, waits=waits, now=now):
        end(booking=booking, state=BookingState.CANCELLED, actor=actor, now=now, reason=reason, fee=fee)
    if not was_hold:  # of a mere hold nobody was told
        tell(kind=CANCELLED, booking=booking, now=now)
    return booking


def _demand_in_time(booking: Booking, now: datetime) -> None:
    if booking.state in (BookingState.EXPIRED, BookingState.COMPLETED):
        raise NotToCancel()
    if booking.period.start <= now:
        raise TooLateToCancel(hub=booking.hub.name)
