from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.actions._completing import complete
from bookings.actions._fees import charge_absence
from bookings.actions._giving_back import give_back_surplus, hold_what_was_paid
from bookings.actions._judging import SayWhy
from bookings.actions._reaching import held_row
from bookings.actions._telling import NO_SHOW, tell_of_fee
from bookings.models import Booking, BookingState
from bookings.models.terms import no_show_of
from bookings.permissions import may_judge
from bookings.rules.no_shows import NO_SHOW_DAYS
from hub.kit.errors import Forbidden, Refusal
from hub.kit.saying import day
from hub.kit.transactions import verb
from members.models import User


class NotOverYet(Refusal):
    code = "not_over_yet"
    message = _("They may still come. Say so once it is over.")


class NothingToMark(Refusal):
    code = "nothing_to_mark"
    message = _("This did not take place, so nobody was expected.")


class TooLateToMark(Refusal):
    code = "too_late_to_mark"
    message = _("That somebody did not come can be noted for %(days)d days: until %(last)s.")


@verb
def mark_no_show(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """The hub's staff note that nobody came: what the frozen terms say of that is due instead of the price, and the
    organisation reads why. From the end until `NO_SHOW_DAYS` later; again changes nothing.

    Raises `SayWhy`, `NotOverYet`, `NothingToMark`, `TooLateToMark`, funding's `AgreementIsClosed`;
    `Forbidden` for who sees it but does not work at the hub, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    _demand_over(booking, now)
    if no_show_of(booking):
        return booking
    hold_what_was_paid(booking=booking)
    if booking.state == BookingState.CONFIRMED:  # the clock has not come by yet
        complete(booking=booking, now=now)
    row = charge_absence(booking=booking, reason=reason.strip(), actor=actor, now=now)
    give_back_surplus(booking=booking, now=now)
    tell_of_fee(kind=NO_SHOW, booking=booking, fee=row, now=now)
    return booking


def _demand_over(booking: Booking, now: datetime) -> None:
    if booking.state not in (BookingState.CONFIRMED, BookingState.COMPLETED):
        raise NothingToMark()
    if now < booking.period.end:
        raise NotOverYet()
    last = booking.period.end + timedelta(days=NO_SHOW_DAYS)
    if now > last:
        raise TooLateToMark(days=NO_SHOW_DAYS, last=day(last, booking.hub.zone))
