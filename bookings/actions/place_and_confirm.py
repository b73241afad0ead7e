from datetime import datetime

from bookings.actions._confirming import agreed, confirmed
from bookings.actions._placing import Placed, explained, placed
from bookings.actions._reaching import held_row
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
    found = placed(request=request, actor=actor, now=now)
    if found.again:
        booking = held_row(number=found.booking.number, actor=actor)
        confirmed(booking=booking, house_rules_version=house_rules_version, actor=actor, now=now)
    else:
        # Nobody else sees it yet, and who may place it may confirm it.
        booking = found.booking
        agreed(booking=booking, house_rules_version=house_rules_version, actor=actor, now=now)
    return Placed(booking, again=found.again)
