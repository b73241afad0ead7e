from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from bookings.actions._judging import SayWhy
from bookings.actions.cancel import cancel
from bookings.actions.exchange_units import exchange_units
from bookings.actions.rehouse import rehouse
from bookings.permissions import booking_for
from bookings.rules.changing import Change
from bookings.rules.repairing import Decision, How
from facilities.models import Hub
from hub.kit.errors import Forbidden, Refusal
from members.models import User
from members.permissions import works_at


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a decision: done, or why not; then nothing was done to that booking."""

    decision: Decision
    refusal: Refusal | None = None


def repair(
    *, hub: Hub, decisions: Iterable[Decision], reason: str, actor: User, now: datetime
) -> list[Repaired]:
    """Do what the hub's staff decided about bookings that the house cannot keep, one after the other, each whole or not
    at all in a transaction of its own: what one of them cannot have is no reason to leave the others without an answer,
    and whatever ends this midway leaves the rest to be decided again (docs/decisions/0090).

    What was decided about a booking that is no longer as it was seen is refused for that one. Raises `SayWhy`,
    `Forbidden`.
    """
    if not works_at(actor, hub):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    return [_repaired(hub, each, reason.strip(), actor, now) for each in decisions]


def _repaired(hub: Hub, decision: Decision, reason: str, actor: User, now: datetime) -> Repaired:
    try:
        _do(hub, decision, reason, actor, now)
    except Refusal as refusal:
        return Repaired(decision, refusal)
    return Repaired(decision)


def _do(hub: Hub, decision: Decision, reason: str, actor: User, now: datetime) -> None:
    number, seen = decision.number, decision.as_seen
    booking = booking_for(actor, number)
    if booking.hub_id != hub.pk:
        raise Http404
    if decision.how == How.CANCEL:
        cancel(number=number, reason=reason, seen=seen, for_hub=True, actor=actor, now=now)
    elif decision.how == How.UNIT:
        exchange_units(number=number, reason=reason, seen=seen, actor=actor, now=now)
    else:
        rehouse(
            request=Change(
                number=number,
                lines=decision.lines,
                purpose=booking.purpose,
                visit=booking.visit,
                price_digest=decision.price_digest,
                reason=reason,
                seen=seen,
                for_hub=True,
            ),
            actor=actor,
            now=now,
        )
