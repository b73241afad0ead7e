"""What cancelling a booking costs, and not coming: read from the price and the terms that were frozen on it."""

from datetime import datetime

from bookings.models.bookings import Booking, BookingState
from bookings.models.fees import Fee as Charged
from bookings.models.fees import FeeKind
from funding.rules.fees import NOTHING, Fee, bearing, cancel_fee, no_show_fee
from funding.rules.quoted import frozen_lines, frozen_shares

# Only what both sides count on costs something; and what has begun is not cancelled any more.
COSTS = BookingState.CONFIRMED


def fee_for_cancelling(booking: Booking, *, now: datetime) -> Fee:
    """For the organisation; when the hub cancels there is none. The booking comes with its hub."""
    if booking.state != COSTS:
        return NOTHING
    lines, bears = frozen_lines(booking.quote), bearing(frozen_shares(booking.quote))
    return cancel_fee(lines, bears, now, booking.hub.zone)


def fee_for_not_coming(booking: Booking) -> Fee:
    return no_show_fee(frozen_lines(booking.quote), bearing(frozen_shares(booking.quote)))


def no_show_of(booking: Booking) -> Charged | None:
    """That they did not come, where the hub has noted it and not taken it back."""
    return booking.fees.filter(kind=FeeKind.NO_SHOW, lifted_at=None).first()


def waivable(booking: Booking) -> list[Charged]:
    """Fees that stand, but for not coming, which is taken back in another way."""
    return list(booking.fees.filter(lifted_at=None).exclude(kind=FeeKind.NO_SHOW))
