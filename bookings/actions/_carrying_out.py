"""What `change` and `change_series` share: from a booking whose row is held to the same booking changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.actions._changing import change_noted, leaves_of, leaves_wanted, move, put_booking, said_of
from bookings.actions._giving_back import give_back_surpluses
from bookings.actions._placing import PriceChanged
from bookings.actions._telling import changes_to_be_billed
from bookings.actions._unchanged import demand_unchanged
from bookings.actions.freeze_contract import contract_frozen
from bookings.models import Booking, BookingState, Fee, Line
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
from bookings.permissions import may_cancel, may_change, may_judge
from bookings.rules.changing import Change
from funding.rules.in_a_row import Before
from hub.kit.audit import write
from hub.kit.errors import Busy, Forbidden, Refusal
from hub.kit.saying import moment
from hub.kit.transactions import step
from members.models import User


class NotToChange(Refusal):
    code = "not_to_change"
    message = _("Only a booking that is confirmed can be changed. Let this one go, and book what you need.")


class TooLateToChange(Refusal):
    code = "too_late_to_change"
    message = _("This booking has begun and can no longer be changed. Speak to %(hub)s.")


class SayWhyChanged(Refusal):
    code = "reason_needed"
    status = 400
    message = _("Say why you change it: the organisation will read it in its mail.")


class HubLooksFirst(Refusal):
    code = "hub_looks_first"
    message = _(
        "%(hub)s looks at each booking of this first, so it cannot be put into one that is confirmed. Ask %(hub)s to "
        "change it for you, or make a second booking."
    )


class ChangeCostsOther(PriceChanged):
    """Carries what it costs now as `reckoned`."""

    message = _(
        "What this change costs is no longer what you saw. Nothing was changed: look at it and decide again."
    )

    def __init__(self, new: Reckoned) -> None:
        self.reckoned = new
        super().__init__(new.price)
        self.facts["price_digest"] = new.digest()


class StartsBeforeItEnds(Refusal):
    code = "starts_before_it_ends"
    message = _("It would begin before its option or request ends, %(at)s. Choose a later time.")


# What waits for an answer and may be moved by the house meanwhile.
MOVABLE = (BookingState.OPTION, BookingState.REQUESTED)


@dataclass(frozen=True, slots=True)
class Changed:
    """`again`: it was like that already, so nothing was done. `before`: for the audit trail; `moved`: lines changed."""

    booking: Booking
    fee: Fee | None = None
    again: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """A change that is carried out after others: what was read for all of them under their locks, and what those before
    it have meant for the money. The contract of what was agreed until now is frozen."""

    seen: Seen
    earlier: Before


def demand_may(request: Change, booking: Booking, actor: User) -> bool:
    """Whether it is the organisation that changes it, so that its terms count."""
    if not may_cancel(actor, booking):
        raise Forbidden()
    as_guest = bool(may_change(actor, booking)) and not is_for_hub(request, booking, actor)
    if not as_guest and not request.reason.strip():
        raise SayWhyChanged()
    return as_guest


def demand_changeable(booking: Booking, now: datetime, *, for_hub: bool = False) -> None:
    """`for_hub`: what waits for an answer is moved too, because the house cannot keep it (`repair`)."""
    if booking.state != BookingState.CONFIRMED and not (for_hub and is_movable(booking, now)):
        raise NotToChange()
    if booking.period.start <= now:
        raise TooLateToChange(hub=booking.hub.name)


def is_movable(booking: Booking, now: datetime) -> bool:
    """An option or a request in its time. Not one that somebody waits behind for that very thing and time, nor one that
    is being paid for at this price."""
    waits = booking.state in MOVABLE and booking.held_until > now
    return waits and not booking.has_second and not booking.paying


def is_for_hub(request: Change, booking: Booking, actor: User) -> bool:
    return bool(request.for_hub and may_judge(actor, booking))


def leaves_looked_at(
    request: Change, booking: Booking, lines: list[Line], now: datetime, seen: Seen | None = None
) -> frozenset[int]:
    """Without a lock first, so that late-comers leave cheaply: the facilities of everything that it holds or wants."""
    policy, there = (seen.policy, seen.there) if seen else (None, None)
    facts = check_policy(
        booking=booking, lines=lines, wishes=request.lines, visit=request.visit, now=now, seen=policy
    )
    check_there(booking=booking, lines=lines, wishes=request.lines, now=now, seen=there)
    return leaves_of(lines) | leaves_wanted(facts)


def is_so_already(request: Change, booking: Booking, lines: list[Line]) -> bool:
    moves = plan_of(lines, request.lines).changes(wishes_of(lines))
    return not moves and (booking.visit, booking.purpose) == (request.visit, request.purpose)


@step
def carried_out(
    *,
    request: Change,
    booking: Booking,
    lines: list[Line],
    locked: frozenset[int],
    as_guest: bool,
    actor: User,
    now: datetime,
    among: Among | None = None,
) -> Changed:
    """Units, money and words of one booking, which has these lines. The caller holds its row, the keys of `locked`, all
    funds and pledges, then calls `finished` and tells its two sides."""
    demand_changeable(booking, now, for_hub=is_for_hub(request, booking, actor))
    demand_unchanged(booking, request.seen)
    _demand_later(request, booking)
    if is_so_already(request, booking, lines):
        return Changed(booking, again=True)
    its = wishes_of(lines)
    _demand_allowed(request, booking, lines, locked, as_guest, now, among)
    before = said_of(booking, its)
    if among is None and booking.confirmed_at:
        contract_frozen(
            booking=booking, now=now
        )  # what was agreed until now; the worker may not have come to it
    moves = plan_of(lines, request.lines).changes(its)
    reckoned = _priced(request, booking, lines, as_guest, now, among) if moves else None
    fee = None
    if reckoned:
        there = among.seen.there if among and among.seen.is_apart else None
        fee = move(booking=booking, lines=lines, reckoned=reckoned, actor=actor, now=now, there=there)
        if among:
            among.earlier.change(back=reckoned.back, added=reckoned.added, minutes=reckoned.moved.hours)
    put_booking(booking=booking, request=request, reckoned=reckoned, now=now)
    return Changed(booking, fee, before=before, moved=reckoned is not None)


def _demand_allowed(
    request: Change,
    booking: Booking,
    lines: list[Line],
    locked: frozenset[int],
    as_guest: bool,
    now: datetime,
    among: Among | None,
) -> None:
    policy = among.seen.policy if among else None
    facts = check_policy(
        booking=booking, lines=lines, wishes=request.lines, visit=request.visit, now=now, seen=policy
    )
    if not locked >= leaves_of(lines) | leaves_wanted(facts):
        raise Busy()  # it is made of something else since we looked; trying again is safe
    approval = among.seen.wants_approval if among else wants_approval
    if as_guest and approval(asked_anew(facts, wishes_of(lines))):
        raise HubLooksFirst(hub=booking.hub.name)


def _demand_later(request: Change, booking: Booking) -> None:
    """What waits for an answer begins after it (invariant I10)."""
    start = min((each.period.start for each in request.lines), default=booking.period.start)
    if booking.state in MOVABLE and start < booking.held_until:
        raise StartsBeforeItEnds(at=moment(booking.held_until, booking.hub.zone))


def _priced(
    request: Change, booking: Booking, lines: list[Line], as_guest: bool, now: datetime, among: Among | None
) -> Reckoned:
    """Under the lock of all funds, so that what they have left is what they give."""
    reckoned = reckon(
        booking=booking,
        lines=lines,
        wishes=request.lines,
        as_guest=as_guest,
        now=now,
        earlier=among.earlier if among else None,
        purse=among.seen.purse if among else None,
    )
    if reckoned.digest() != request.price_digest:
        raise ChangeCostsOther(reckoned)
    return reckoned


@step
def finished(*, done: Sequence[tuple[Change, Changed]], actor: User, now: datetime) -> None:
    """Once everything of these changes is written: what was paid above what is owed now begins to go back, what was
    invoiced is looked at anew, and each is in the audit trail."""
    real = [(request, each) for request, each in done if not each.again]
    moved = [each.booking for _request, each in real if each.moved]
    give_back_surpluses(bookings=moved, now=now)
    changes_to_be_billed(bookings=moved, now=now)
    by_booking: dict[int, list[Line]] = {each.booking.pk: [] for _request, each in real}
    for line in Line.objects.filter(booking__in=by_booking).order_by("position") if real else ():
        by_booking[line.booking_id].append(line)
    write(
        [
            change_noted(
                request=request,
                booking=each.booking,
                before=each.before,
                lines=by_booking[each.booking.pk],
                fee=each.fee,
                actor=actor,
                now=now,
            )
            for request, each in real
        ]
    )
