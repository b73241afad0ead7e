from datetime import datetime

from bookings.actions._confirming import (
    AcceptHouseRules,
    HoldLapsed,
    NotToConfirm,
    OptionLapsed,
    PayFirst,
    RequestLapsed,
    confirmed,
)
from bookings.actions._reaching import held_row
from bookings.models import Booking
from hub.kit.transactions import verb
from members.models import User

__all__ = [
    "AcceptHouseRules",
    "HoldLapsed",
    "NotToConfirm",
    "OptionLapsed",
    "PayFirst",
    "RequestLapsed",
    "confirm",
]


@verb
def confirm(*, number: str, house_rules_version: int | None, actor: User, now: datetime) -> Booking:
    """Make what is held or in option a booking, to be paid on account; where the hub wants to look first it is asked
    for, and held until the hub answers. Again gives the same booking.

    The version is that of the hub's house rules that were read and accepted, none where the hub has none. Raises
    `HoldLapsed` (of which `OptionLapsed` and `RequestLapsed` are kinds), `AcceptHouseRules`, `PayFirst` where the hub
    gives no credit, `NotToConfirm`;
    `Forbidden` for who sees it but may not change it, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    return confirmed(booking=booking, house_rules_version=house_rules_version, actor=actor, now=now)
