from datetime import datetime

from bookings.actions._carrying_out import (
    ChangeCostsOther,
    Changed,
    HubLooksFirst,
    NotToChange,
    SayWhyChanged,
    TooLateToChange,
    carried_out,
    demand_changeable,
    demand_may,
    finished,
    is_for_hub,
    leaves_looked_at,
)
from bookings.actions._changing import hold_with_what_lapsed
from bookings.actions._telling_of_changes import tell_of_change, was_of
from bookings.models import Booking
from bookings.permissions import booking_for
from bookings.rules.changing import Change
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step, verb
from members.models import User

__all__ = [
    "ChangeCostsOther",
    "Changed",
    "HubLooksFirst",
    "NotToChange",
    "SayWhyChanged",
    "TooLateToChange",
    "change",
]


@verb
def change(*, request: Change, actor: User, now: datetime) -> Changed:
    """Make a confirmed booking what is asked for, in one go, before it begins: what stays the same keeps its units, its
    price and who carries it; what is given up goes back, late at the fee that was agreed; what is new is priced as of
    today. A refusal leaves everything as it was; the same again changes nothing.

    The hub's staff give a reason, and what they change costs no fee; with `for_hub` they move an option or a request
    too, which keeps its deadline. Raises `NotToChange`, `TooLateToChange`, `StartsBeforeItEnds`, `SayWhyChanged`,
    `ChangedMeanwhile`, `HubLooksFirst`, `ChangeCostsOther`, what admission and funding refuse; `Forbidden` for who sees
    it but may not change it, Http404 for a stranger.
    """
    return changed(request=request, actor=actor, now=now)


@step
def changed(*, request: Change, actor: User, now: datetime) -> Changed:
    """The same within a verb that does more than that."""
    found = booking_for(actor, request.number)
    as_guest = demand_may(request, found, actor)
    demand_changeable(found, now, for_hub=is_for_hub(request, found, actor))
    locked = _look_and_lock(request, found, now)
    booking = hold_with_what_lapsed(pk=found.pk, facility_ids=locked, actor=actor, now=now)
    lines, was = list(booking.lines.order_by("position")), was_of(booking, now)
    done = carried_out(
        request=request,
        booking=booking,
        lines=lines,
        locked=locked,
        as_guest=as_guest,
        actor=actor,
        now=now,
    )
    finished(done=[(request, done)], actor=actor, now=now)
    if not done.again:
        tell_of_change(booking=booking, now=now, why=request.reason.strip(), was=was)
    return done


def _look_and_lock(request: Change, booking: Booking, now: datetime) -> frozenset[int]:
    lines = list(booking.lines.order_by("position"))
    leaves = leaves_looked_at(request, booking, lines, now)
    keys = [(LockKind.FACILITY, id_) for id_ in leaves]
    lock([*keys, (LockKind.ORGANISATION, booking.organisation_id)])
    return leaves
