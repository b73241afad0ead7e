from datetime import datetime
from uuid import UUID

from bookings.actions._blocking import hold_units
from bookings.actions.block import said_of
from bookings.models import Block, BlockKind
from bookings.models.blocked import units_of_facility
from facilities.actions._sessions import (
    NotOfThisHubSession,
    SeatsOutOfRange,
    SessionFacts,
    SessionTime,
    SessionTooFar,
    session_written,
)
from facilities.models import Facility, Hub, TrainingSession
from facilities.permissions import demand_staff
from funding.actions._cards import NewCard, demand_sense, write_card
from funding.models import RateUnit
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.periods import Period
from hub.kit.transactions import step, verb

__all__ = [
    "NotOfThisHubSession",
    "SeatsOutOfRange",
    "SessionFacts",
    "SessionTime",
    "SessionTooFar",
    "plan_session",
]


@verb
def plan_session(*, hub: Hub, facts: SessionFacts, actor: Actor, now: datetime) -> TrainingSession:
    """A training session whose seats are booked as anything else is, from now on and at its own time alone. The room it
    takes place in is blocked for it, and has to be free. A seat costs what was said, whatever the session's length.

    For the hub's staff. Raises `SessionTime`, `SessionTooFar`, `SeatsOutOfRange`, `NotOfThisHubSession`, `SlotTaken`
    for the room, funding's `RateOutOfRange`, `Forbidden`.
    """
    demand_staff(actor, hub)
    facts.check(hub, now)
    # No session lasts longer than a day, so this is what one seat costs.
    rates = {str(RateUnit.DAY): facts.cents}
    demand_sense(rates, ())
    # The keys of the room before the hub's row, as whoever takes hours away does.
    kept = _keep_room(hub, facts.room, facts.period, facts.title, actor, now) if facts.room else None
    session = session_written(hub=hub, facts=facts, block=kept, actor=actor, now=now)
    card = NewCard(session.facility, local_day(now, hub.zone), rates)
    write_card(card, hub_id=hub.pk, actor=actor, now=now)
    return session


@step
def _keep_room(hub: Hub, room: Facility, period: Period, title: str, actor: Actor, now: datetime) -> UUID:
    """All of the room, and of what it is made of."""
    units = units_of_facility(room)
    made = Block.objects.create(
        hub=hub,
        kind=BlockKind.PRODUCTION,
        title=title,
        during=period.to_range(),
        created_by_id=actor.pk,
        created_at=now,
    )
    hold_units(block=made, unit_ids=units, period=period, now=now)
    record(
        action="bookings.block",
        about=made.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts=said_of(made, units),
    )
    return made.uuid
