"""All reads for a change of a booking: whether it may be so, and what it means for the price. Nothing is written, so
pages and the verb reckon in the same way."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.models.admission import Look, look
from bookings.models.bookings import Booking, BookingState, Line
from bookings.models.purse import Parts, Purse, back_of, purse_of
from bookings.rules import admission
from bookings.rules.changing import Plan, Stays, plan, together
from bookings.rules.facts import Facts, Wish
from bookings.rules.inductions import Who
from bookings.rules.request import Visit
from funding.rules.changing import (
    Moved,
    carried,
    combined,
    drop_fee,
    late_terms,
    spare,
)
from funding.rules.fees import NOTHING, Fee, bearing
from funding.rules.given_back import Back, GivenBack, as_if_given_back, in_place
from funding.rules.hours import difference, minutes_of
from funding.rules.in_a_row import Before as Earlier
from funding.rules.in_kind import with_hours_back
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A change with its price: `price` is of the whole booking afterwards, `added` of what is new alone."""

    plan: Plan
    price: Quote
    added: Quote | None
    moved: Moved
    was_own_cents: int
    was_funds_cents: int
    # What goes back to whom, for what is changed after it.
    back: tuple[Back, ...] = ()

    @property
    def fee(self) -> Fee:
        return self.moved.fee

    @property
    def more_cents(self) -> int:
        """What the organisation pays more, the fee included; less than nothing when it pays less."""
        return self.price.own_cents + self.fee.own_cents - self.was_own_cents

    @property
    def back_cents(self) -> int:
        """What funds get back of what they had set aside before."""
        return (
            self.was_funds_cents
            - self.fee.funds_cents
            - sum(cents for id_, cents in self.moved.kept.items() if id_ is not None)
        )

    def digest(self) -> str:
        """A hash of what a person was shown: the price afterwards, and what the change costs by itself."""
        shown = f"{self.price.digest()} {self.was_own_cents} {self.fee.own_cents} {self.fee.funds_cents}"
        return hashlib.sha256(shown.encode()).hexdigest()


def wishes_of(lines: Sequence[Line]) -> tuple[LineWish, ...]:
    return tuple(LineWish(line.facility_id, line.quantity, line.period) for line in lines)


def plan_of(lines: Sequence[Line], wishes: Sequence[LineWish]) -> Plan:
    """The lines are the booking's, in order."""
    return plan(wishes_of(lines), together(wishes))


def check_policy(
    *,
    booking: Booking,
    lines: Sequence[Line],
    wishes: Sequence[LineWish],
    visit: Visit,
    now: datetime,
    seen: Look | None = None,
) -> Facts:
    """Whether the booking may become so, as far as rules go; what it holds itself is in nobody's way. One query, none
    where it was `seen` with others. Raises what admission refuses, Http404 for a facility that is not there."""
    wanted = together(wishes)
    its = wishes_of(lines)
    met = plan(its, wanted).met
    seen = seen or look(
        wishes=wanted,
        hub_id=booking.hub_id,
        organisation_id=0,
        person_id=0,
        now=now,
        visit=visit,
        past_lines=[line.pk for line in lines],
        who=who_of(booking),
    )
    facts = replace(
        seen.facts,
        wishes=tuple(
            replace(wish, kept=met[number], noticed=_noticed(wish, its))
            for number, wish in enumerate(seen.facts.wishes)
        ),
        other=who_of(booking).named(visit) != who_of(booking).named(booking.visit),
    )
    admission.check_policy(facts)
    return facts


def who_of(booking: Booking) -> Who:
    """Who comes, unless the visit names a colleague."""
    return Who(booking.placed_by_id, booking.organisation_id, booking.pk)


def _noticed(wish: Wish, its: Sequence[LineWish]) -> bool:
    """The hub expects somebody at this thing about then, no later than it would begin now and as many."""
    return any(
        (line.facility_id, line.quantity >= wish.quantity) == (wish.thing.id, True)
        and line.period.overlaps(wish.period)
        and line.period.start <= wish.period.start
        for line in its
    )


def check_there(
    *,
    booking: Booking,
    lines: Sequence[Line],
    wishes: Sequence[LineWish],
    now: datetime,
    seen: Look | None = None,
) -> None:
    """Whether what is new is free beside what stays; what goes is in nobody's way. One query, none where it was `seen`
    with others. Raises `SlotTaken`."""
    planned = plan_of(lines, wishes)
    if not planned.added:
        return
    found = seen or look(
        wishes=planned.added,
        hub_id=booking.hub_id,
        organisation_id=0,
        person_id=0,
        now=now,
        past_lines=[line.pk for line in lines if not planned.stays[line.position]],
    )
    admission.check_free(found.facts)


def asked_anew(facts: Facts, its: Sequence[LineWish]) -> set[int]:
    """The things, and their leaves, that a hub which looks first has not looked at yet: all that is no part of what it
    had said yes to."""
    found: set[int] = set()
    for wish in facts.wishes:
        known = any(
            line.facility_id == wish.thing.id
            and line.quantity >= wish.quantity
            and line.period.contains(wish.period)
            for line in its
        )
        if not known and not wish.kept:
            found |= {wish.thing.id, *(leaf.id for leaf in wish.leaves)}
    return found


def reckon(
    *,
    booking: Booking,
    lines: Sequence[Line],
    wishes: Sequence[LineWish],
    as_guest: bool,
    now: datetime,
    earlier: Earlier | None = None,
    purse: Purse | None = None,
) -> Reckoned:
    """What it would cost. `as_guest`: who changes it acts for the organisation, so what is given up late costs what the
    terms say; what the hub does costs nobody a fee. The booking comes with its hub and its organisation's seat.
    `earlier`: as if this had happened before, though nobody has written it. `purse`: read with those of others. Raises
    what funding refuses."""
    zone = booking.hub.zone
    planned = plan_of(lines, wishes)
    parts = Parts.of(booking, planned)
    late = as_guest and booking.state == BookingState.CONFIRMED
    purse = purse or purse_of(booking, planned, parts, now)
    facts = earlier.after(purse.facts) if purse.facts and earlier else purse.facts
    fee = NOTHING
    if late:
        # List prices alone: what takes the place of what goes is not lost to the hub.
        listed = quote(replace(facts, band=None, funds=())).lines if facts else ()
        fee = drop_fee(spare(parts.gone, listed), bearing(parts.before.shares), now, zone)
    year = facts.band.fiscal_year if facts and facts.band else None
    back = tuple(back_of(purse.given, carried(parts.gone), fee, year))
    added = None
    if facts:
        given_back = GivenBack(list(back), in_place(parts.gone, planned.added))
        facts = with_hours_back(facts, parts.gone)
        facts = as_if_given_back(facts, given_back, parts.kept, purse.stackable)
        added = quote(late_terms(facts, parts.gone, now, zone) if late else facts)
    order = [parts.stays[each.position] if isinstance(each, Stays) else each for each in planned.order]
    price = combined(parts.before, order, added, zone)
    moved = _moved(parts, added, price, fee)
    return Reckoned(planned, price, added, moved, booking.own_cents, booking.funds_cents, back)


def _moved(parts: Parts, added: Quote | None, price: Quote, fee: Fee) -> Moved:
    return Moved(
        kept=parts.kept,
        added=carried(added.lines) if added else {},
        fee=fee,
        counts_on=price.counts_on,
        provisional=bool(added and added.provisional),
        hours=difference(
            minutes_of(line.in_kind for line in price.lines),
            minutes_of(line.in_kind for line in parts.before.lines),
        ),
        aided=added.aided if added else frozenset(),
        band_code=added.band_code if added else "",
    )
