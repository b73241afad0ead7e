"""What approving, declining and asking share: a request that still waits, and somebody who may judge it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._reaching import held_row
from bookings.models import Booking, BookingState
from bookings.permissions import may_judge
from hub.kit.errors import Forbidden, Refusal
from hub.kit.saying import moment
from hub.kit.transactions import step
from members.models import User


class SayWhy(Refusal):
    code = "reason_needed"
    status = 400
    message = _("Say why: the organisation reads it, and it is kept with your name.")


class NothingToJudge(Refusal):
    code = "nothing_to_judge"
    message = _("This booking does not wait for an answer: somebody was first, or it was taken back.")


class TooLateToJudge(Refusal):
    code = "too_late_to_judge"
    status = 410
    message = _("The time to answer was over %(at)s, so everything is free for others again.")


@step
def waiting_row(*, number: str, actor: User, now: datetime) -> Booking:
    """A request that waits, its row held, for who may see it."""
    return _demand_waiting(held_row(number=number, actor=actor), now)


def _demand_waiting(booking: Booking, now: datetime) -> Booking:
    if (booking.state == BookingState.EXPIRED and booking.requested_at) or _is_over(booking, now):
        raise TooLateToJudge(at=moment(booking.held_until, booking.hub.zone))
    if booking.state != BookingState.REQUESTED:
        raise NothingToJudge()
    return booking


@step
def request_row(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """The same for the hub's staff, who give a reason."""
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    return _demand_waiting(booking, now)


def _is_over(booking: Booking, now: datetime) -> bool:
    return booking.state == BookingState.REQUESTED and booking.held_until <= now
