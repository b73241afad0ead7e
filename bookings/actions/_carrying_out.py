"""What `change` and `change_series` share: from a booking whose row is held to the same booking changed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._changing import leaves_of, leaves_wanted, move, put_booking, record_change, said_of
from bookings.actions._giving_back import give_back_surplus
from bookings.actions._placing import PriceChanged
from bookings.actions._telling import to_be_billed_anew
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
from bookings.permissions import may_cancel, may_change, may_judge
from bookings.rules.changing import Change
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
    """`again`: it was like that already, so nothing was done."""

    booking: Booking
    fee: Fee | None = None
    again: bool = False


def demand_may(request: Change, booking: Booking, actor: User) -> None:
    if not may_cancel(actor, booking):
        raise Forbidden()
    if not _is_guest(request, booking, actor) and not request.reason.strip():
        raise SayWhyChanged()


def _is_guest(request: Change, booking: Booking, actor: User) -> bool:
    """Whether it is the organisation that changes it, so that its terms count."""
    return bool(may_change(actor, booking)) and not is_for_hub(request, booking, actor)


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


def leaves_looked_at(request: Change, booking: Booking, lines: list[Line], now: datetime) -> frozenset[int]:
    """Without a lock first, so that late-comers leave cheaply: the facilities of everything that it holds or wants."""
    facts = check_policy(booking=booking, lines=lines, wishes=request.lines, visit=request.visit, now=now)
    check_there(booking=booking, lines=lines, wishes=request.lines, now=now)
    return leaves_of(lines) | leaves_wanted(facts)


@step
def carried_out(
    *,
    request: Change,
    booking: Booking,
    lines: list[Line],
    locked: frozenset[int],
    actor: User,
    now: datetime,
) -> Changed:
    """Units, money and words of one booking, which has these lines. The caller holds its row, the keys of `locked`, all
    funds and pledges, and tells its two sides."""
    demand_changeable(booking, now, for_hub=is_for_hub(request, booking, actor))
    demand_unchanged(booking, request.seen)
    _demand_later(request, booking)
    its = wishes_of(lines)
    moves = plan_of(lines, request.lines).changes(its)
    if not moves and (booking.visit, booking.purpose) == (request.visit, request.purpose):
        return Changed(booking, again=True)
    as_guest = _is_guest(request, booking, actor)
    facts = check_policy(booking=booking, lines=lines, wishes=request.lines, visit=request.visit, now=now)
    if not locked >= leaves_of(lines) | leaves_wanted(facts):
        raise Busy()  # it is made of something else since we looked; trying again is safe
    if as_guest and wants_approval(asked_anew(facts, its)):
        raise HubLooksFirst(hub=booking.hub.name)
    before = said_of(booking, its)
    if booking.confirmed_at:
        contract_frozen(
            booking=booking, now=now
        )  # what was agreed until now; the worker may not have come to it
    reckoned = _priced(request, booking, lines, as_guest, now) if moves else None
    fee = move(booking=booking, lines=lines, reckoned=reckoned, actor=actor, now=now) if reckoned else None
    put_booking(booking=booking, request=request, reckoned=reckoned, now=now)
    if reckoned:
        give_back_surplus(booking=booking, now=now)
        to_be_billed_anew(booking=booking, why=f"change-{booking.changes}", now=now)
    record_change(request=request, booking=booking, before=before, fee=fee, actor=actor, now=now)
    return Changed(booking, fee)


def _demand_later(request: Change, booking: Booking) -> None:
    """What waits for an answer begins after it (invariant I10)."""
    start = min((each.period.start for each in request.lines), default=booking.period.start)
    if booking.state in MOVABLE and start < booking.held_until:
        raise StartsBeforeItEnds(at=moment(booking.held_until, booking.hub.zone))


def _priced(request: Change, booking: Booking, lines: list[Line], as_guest: bool, now: datetime) -> Reckoned:
    """Under the lock of all funds, so that what they have left is what they give."""
    reckoned = reckon(booking=booking, lines=lines, wishes=request.lines, as_guest=as_guest, now=now)
    if reckoned.digest() != request.price_digest:
        raise ChangeCostsOther(reckoned)
    return reckoned
