"""What the verbs about the waitlist share: who goes before whom, and how waiting ends."""

from collections.abc import Sequence
from datetime import datetime

from bookings.actions._telling import tell_of_waiting
from bookings.models import Booking, WaitlistEntry, WaitState
from bookings.models.in_line import first_in_line
from bookings.rules.waitlist import LineGoesFirst
from funding.rules.lines import LineWish
from hub.kit.audit import Actor, record
from hub.kit.transactions import step

ENDED = "waitlist.ended"


@step
def let_the_line_go_first(*, wishes: Sequence[LineWish], organisation_id: int, now: datetime) -> None:
    """Raises `LineGoesFirst` where somebody in line would lose what came free for them; the caller holds the keys of
    what is wished for, and has seen that it is free."""
    first = first_in_line(wishes=wishes, organisation_id=organisation_id, now=now)
    if first:
        line = next((n for n, wish in enumerate(wishes) if wish.facility_id == first.facility_id), 0)
        raise LineGoesFirst(facility=first.facility.name, facility_id=wishes[line].facility_id, line=line)


@step
def end_waiting(
    *,
    entry: WaitlistEntry,
    state: WaitState,
    actor: Actor,
    now: datetime,
    why: str = "",
    offer: Booking | None = None,
) -> None:
    """It is in line no more; the caller holds its row. An offer is told as the booking that it is, who leaves knows."""
    entry.state, entry.ended_at, entry.why, entry.offer = state, now, why[:300], offer
    entry.save(update_fields=["state", "ended_at", "why", "offer"])
    record_waiting(entry=entry, how=f"waitlist_{state}", actor=actor, now=now)
    if state in (WaitState.OVER, WaitState.FAILED):
        tell_of_waiting(kind=ENDED, entry=entry, now=now)


@step
def record_waiting(*, entry: WaitlistEntry, how: str, actor: Actor, now: datetime) -> None:
    record(
        action=f"bookings.{how}",
        about=entry.ref,
        actor=actor,
        now=now,
        organisation_id=entry.organisation_id,
        hub_id=entry.hub_id,
        facts={"offer": entry.offer.number} if entry.offer else {},
    )
