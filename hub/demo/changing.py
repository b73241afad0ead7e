"""How a booking of the demonstration is changed: as the verb would, without anybody being told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bookings.actions._changing import change_noted, move, put_booking
from bookings.models import Booking
from bookings.models.changing import Reckoned, check_policy, check_there, reckon, wishes_of
from bookings.rules.changing import Change
from funding.rules.lines import LineWish
from hub.kit.audit import write
from hub.kit.errors import Refusal
from hub.kit.transactions import step
from members.models import User

Wishes = tuple[LineWish, ...]


@step
def changed_to_one(*, booking: Booking, ways: Iterable[Wishes], person: User, at: datetime) -> bool:
    """To the first of these ways that can be had; false where none can."""
    lines = list(booking.lines.order_by("position"))
    for wishes in ways:
        if reckoned := _possible(booking, wishes, at):
            break
    else:
        return False
    asked = Change(booking.number, wishes, booking.purpose, booking.visit, reckoned.digest())
    before = {"lines": [], "own_cents": booking.own_cents}
    move(booking=booking, lines=lines, reckoned=reckoned, actor=person, now=at)
    put_booking(booking=booking, request=asked, reckoned=reckoned, now=at)
    lines = list(booking.lines.order_by("position"))
    write(
        [
            change_noted(
                request=asked, booking=booking, before=before, lines=lines, fee=None, actor=person, now=at
            )
        ]
    )
    return True


def its_wishes(booking: Booking) -> Wishes:
    return tuple(wishes_of(list(booking.lines.order_by("position"))))


def _possible(booking: Booking, wishes: Sequence[LineWish], at: datetime) -> Reckoned | None:
    lines, wanted = list(booking.lines.order_by("position")), tuple(wishes)
    try:
        check_policy(booking=booking, lines=lines, wishes=wanted, visit=booking.visit, now=at)
        check_there(booking=booking, lines=lines, wishes=wanted, now=at)
        return reckon(booking=booking, lines=lines, wishes=wanted, as_guest=True, now=at)
    except Refusal:
        return None
