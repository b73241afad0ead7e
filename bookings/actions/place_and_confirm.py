from datetime import datetime

from bookings.actions._between import AtOnce
from bookings.actions._confirming import confirmed, requested
from bookings.actions._placing import Placed, explained, placed
from bookings.actions._reaching import held_row
from bookings.models import BookingState
from bookings.rules.request import BookingRequest
from hub.kit.transactions import verb
from members.models import User


def place_and_confirm(
    *, request: BookingRequest, house_rules_version: int | None, actor: User, now: datetime
) -> Placed:
    """Both in one go, for programs: all of it or nothing. The same request again gives the same booking; if it was only
    held before, it is confirmed now. Refusals as `place` and `confirm`."""
    with explained(request=request, actor=actor, now=now):
        return _both(request=request, house_rules_version=house_rules_version, actor=actor, now=now)


@verb
def _both(*, request: BookingRequest, house_rules_version: int | None, actor: User, now: datetime) -> Placed:
    found = placed(request=request, actor=actor, now=now, at_once=AtOnce(house_rules_version))
    booking = found.booking
    if found.again:
        booking = held_row(number=booking.number, actor=actor)
        confirmed(booking=booking, house_rules_version=house_rules_version, actor=actor, now=now)
    elif booking.state == BookingState.HELD:
        # The hub looks first. Nobody else sees it yet, and who may place it may ask for it.
        requested(booking=booking, actor=actor, now=now)
    return Placed(booking, again=found.again)
