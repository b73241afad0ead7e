"""What was seen in a training session, and what it gives: shared by the desk and by the clock."""

from datetime import datetime

from bookings.models import Booking
from bookings.models.sessions import attendee
from facilities.actions._inductions import granted, withdrawn
from facilities.models import InductionGrant, TrainingSession
from hub.kit.audit import Actor
from hub.kit.transactions import step


@step
def session_row(pk: int, *, skip_locked: bool = False) -> TrainingSession | None:
    """A session, its row held: what it gives is given by one at a time."""
    held = TrainingSession.objects.select_for_update(no_key=True, skip_locked=skip_locked, of=("self",))
    return held.select_related("facility__hub", "induction__hub").filter(pk=pk).first()


@step
def as_seen(
    *, session: TrainingSession, booking: Booking, came: bool, why: str, actor: Actor, now: datetime
) -> bool:
    """Whoever was there has the induction from now on, whoever was not has it no more from this session; again changes
    nothing. The caller holds the session's row, and it is over."""
    person = attendee(booking)
    if session.induction is None or person is None:
        return False
    given = InductionGrant.objects.in_force().select_for_update(of=("self",)).select_related("induction__hub")
    grant = given.filter(session=session, person=person).first()
    if came and grant is None:
        granted(induction=session.induction, person=person, session=session, actor=actor, now=now)
        return True
    if not came and grant is not None:
        withdrawn(grant=grant, actor=actor, now=now, why=why)
        return True
    return False
