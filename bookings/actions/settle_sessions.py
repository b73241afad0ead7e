from datetime import datetime

from bookings.actions._attending import as_seen, session_row
from bookings.models.sessions import over_and_unsettled, who_comes
from facilities.actions._sessions import session_settled
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.outbox import emit
from hub.kit.transactions import verb

# The desk is asked to say who was there.
UNSAID = "session.unsaid"


def settle_sessions(*, now: datetime) -> int:
    """Every few minutes: what a session that is over gives, it gives to whoever the desk saw; of whom nobody has said
    anything the desk is asked, once, and gives it by saying so. From then on the session is found nowhere. Returns how
    many were settled; any number of workers may do it at once."""
    return each_alone("settle_sessions", lambda pk: _settle(pk=pk, now=now), over_and_unsettled(now))


@verb
def _settle(*, pk: int, now: datetime) -> bool:
    """False when somebody else has it in hand or was first."""
    session = session_row(pk, skip_locked=True)
    if session is None or session.settled_at or session.called_off_at or session.period.end > now:
        return False
    seats = who_comes(session)
    for seat in seats:
        if seat.came:
            as_seen(session=session, booking=seat.booking, came=True, why="", actor=SITE, now=now)
    if session.induction and any(seat.came is None for seat in seats):
        emit(kind=UNSAID, about=session.ref, key=f"{UNSAID}:{session.pk}", now=now)
    session_settled(session=session, actor=SITE, now=now)
    return True
