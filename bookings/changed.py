"""A change as it is shown: what it would cost, what is in its way, and what stays, goes and comes, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.actions.change import HubLooksFirst
from bookings.basket import Basket, BasketLine
from bookings.filled import Filled, fill
from bookings.models import Booking, Line
from bookings.models.bookings import wants_approval
from bookings.models.changing import (
    Reckoned,
    asked_anew,
    check_policy,
    check_there,
    plan_of,
    reckon,
    wishes_of,
)
from bookings.models.changing_many import Seen
from bookings.rules.changing import Stays, together
from bookings.rules.request import Visit
from funding.rules.in_a_row import Before
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line as it will be; `how` is stays, fewer, new or gone."""

    name: str
    quantity: int
    period: Period
    cents: int
    how: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`reckoned` is None where no line changes, or where something is in the way (`obstacle`)."""

    wishes: tuple[LineWish, ...]
    reckoned: Reckoned | None = None
    obstacle: Refusal | None = None
    lines: tuple[ChangedLine, ...] = ()

    @property
    def digest(self) -> str:
        return self.reckoned.digest() if self.reckoned else ""


def basket_of(booking: Booking, lines: Sequence[Line]) -> Filled:
    """The booking as a basket to change: its lines follow the first one's time where they have the same."""
    first = lines[0].period
    picked = tuple(
        BasketLine(wish.facility_id, wish.quantity, None if wish.period == first else wish.period)
        for wish in together(wishes_of(lines))
    )
    filled = fill(Basket(booking.hub_id, first, picked, booking.visit), booked=things_in(lines))
    assert filled is not None
    return filled


def things_in(lines: Sequence[Line]) -> frozenset[int]:
    return frozenset(line.facility_id for line in lines)


def shown_change(
    *,
    booking: Booking,
    lines: Sequence[Line],
    wishes: Sequence[LineWish],
    visit: Visit,
    as_guest: bool,
    now: datetime,
    earlier: Before | None = None,
    seen: Seen | None = None,
) -> ShownChange:
    """Holds nothing and promises nothing. The booking comes with its hub and its organisation's seat. `earlier`: as if
    other changes had been made before. `seen`: what was read for it together with others."""
    wanted = tuple(wishes)
    policy, there, purse = (seen.policy, seen.there, seen.purse) if seen else (None, None, None)
    approval = seen.wants_approval if seen else wants_approval
    try:
        facts = check_policy(booking=booking, lines=lines, wishes=wanted, visit=visit, now=now, seen=policy)
        if as_guest and approval(asked_anew(facts, wishes_of(lines))):
            raise HubLooksFirst(hub=booking.hub.name)
        check_there(booking=booking, lines=lines, wishes=wanted, now=now, seen=there)
        if not plan_of(lines, wanted).changes(wishes_of(lines)):
            return ShownChange(wanted)
        reckoned = reckon(
            booking=booking,
            lines=lines,
            wishes=wanted,
            as_guest=as_guest,
            now=now,
            earlier=earlier,
            purse=purse,
        )
    except Refusal as refusal:
        return ShownChange(wanted, obstacle=refusal)
    return as_reckoned(lines, wanted, reckoned)


def as_reckoned(lines: Sequence[Line], wishes: Sequence[LineWish], reckoned: Reckoned) -> ShownChange:
    return ShownChange(tuple(wishes), reckoned, lines=tuple(_lines(lines, reckoned)))


def _lines(lines: Sequence[Line], reckoned: Reckoned) -> list[ChangedLine]:
    out = []
    for each, priced in zip(reckoned.plan.order, reckoned.price.lines, strict=True):
        how = "new"
        if isinstance(each, Stays):
            how = "stays" if each.quantity == lines[each.position].quantity else "fewer"
        out.append(ChangedLine(priced.name, priced.quantity, priced.period, priced.list_cents, how))
    for position, line in enumerate(lines):
        if not reckoned.plan.stays[position]:
            out.append(ChangedLine(line.facility.name, line.quantity, line.period, line.list_cents, "gone"))
    return out
