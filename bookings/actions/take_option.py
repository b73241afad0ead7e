from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._confirming import HoldLapsed, NotToConfirm
from bookings.actions._optioned import optioned
from bookings.actions._reaching import held_row
from bookings.models import Booking, BookingState
from bookings.models.options import latest_for, options_of
from bookings.permissions import booking_for, may_change
from bookings.rules.options import MOST_OPTIONS, TooManyOptions, until
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import User


class OthersWait(Refusal):
    code = "others_wait"
    message = _(
        "This was offered to you from the waitlist, so it cannot be had in option. Book it or let it go."
    )


@verb
def take_option(*, number: str, on: date, actor: User, now: datetime) -> Booking:
    """Keep what is held until and including a day on the hub's clock: units, price and funds stay as they are, free of
    charge. Again gives the same option.

    Raises `NoOptions`, `TooLateForAnOption`, `OptionTooLong`, `OptionInThePast`, `TooManyOptions`, `HoldLapsed`,
    `NotToConfirm`, `OthersWait` where it is an offer from the waitlist; `Forbidden` for who sees it but may not change
    it, Http404 for a stranger.
    """
    # How many options an organisation has runs out, so its key comes before the row.
    lock([(LockKind.ORGANISATION, booking_for(actor, number).organisation_id)])
    booking = held_row(number=number, actor=actor)
    if not may_change(actor, booking):
        raise Forbidden()
    if booking.state == BookingState.EXPIRED or (
        booking.state == BookingState.HELD and booking.held_until <= now
    ):
        raise HoldLapsed()
    if booking.state == BookingState.OPTION:
        return booking
    if booking.state != BookingState.HELD:
        raise NotToConfirm()
    if booking.offered_at:
        raise OthersWait()
    zone = booking.hub.zone
    last = latest_for(booking=booking, now=now)
    ends = until(on=on, last=last, now=now, zone=zone)
    if options_of(organisation_id=booking.organisation_id, hub_id=booking.hub_id, now=now) >= MOST_OPTIONS:
        raise TooManyOptions(most=MOST_OPTIONS, hub=booking.hub.name)
    booking.state, booking.held_until, booking.optioned_at = BookingState.OPTION, ends, now
    booking.save(update_fields=["state", "held_until", "optioned_at"])
    optioned(booking=booking, actor=actor, now=now)
    return booking
