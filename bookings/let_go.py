"""Who comes along because the house wants it, and need not any more after a change: offered to be given up with it, at
its price. Whoever changes the booking decides; nobody is given up by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.changed import ShownChange, shown_change
from bookings.models import Booking, Line
from bookings.models.changing import Reckoned, wishes_of
from bookings.models.coming_along import coming_along
from bookings.rules.request import Visit
from funding.rules.lines import LineWish


@dataclass(frozen=True, slots=True)
class LetGo:
    """The same change without them. `with_cents`: what the organisation pays afterwards while they still come, a fee
    included; `without_cents` when they do not."""

    names: tuple[str, ...]
    change: ShownChange
    reckoned: Reckoned
    with_cents: int

    @property
    def without_cents(self) -> int:
        return self.reckoned.price.own_cents + self.reckoned.fee.own_cents

    @property
    def fee_cents(self) -> int:
        return self.reckoned.fee.own_cents


def let_go(
    *,
    booking: Booking,
    lines: Sequence[Line],
    shown: ShownChange,
    wishes: Sequence[LineWish],
    visit: Visit,
    as_guest: bool,
    now: datetime,
) -> LetGo | None:
    """Beside a change that is `shown`. None where nobody comes in vain, or where it could not be had without them."""
    before = wishes_of(lines)
    company = coming_along({each.facility_id for each in (*before, *wishes)}, booking.hub.zone)
    found = company.needless(before, booking.visit, wishes, visit)
    if found is None or not found.lines or shown.obstacle:
        return None
    other = shown_change(
        booking=booking, lines=lines, wishes=found.lines, visit=visit, as_guest=as_guest, now=now
    )
    if other.obstacle or other.reckoned is None:
        return None
    reckoned = shown.reckoned
    cents = reckoned.price.own_cents + reckoned.fee.own_cents if reckoned else booking.own_cents
    return LetGo(found.names, other, other.reckoned, cents)
