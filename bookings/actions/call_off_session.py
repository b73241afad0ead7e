from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bookings.actions._blocking import BlockIsLifted, clear_the_way, live_block
from bookings.actions._ending_many import end_each, hold_each
from bookings.actions._telling import CANCELLED, tell
from bookings.actions.lift_block import lifted
from bookings.models import Booking
from bookings.models.behind import Behind
from bookings.models.sessions import seats_booked, unit_ids_of_session
from facilities.actions._inductions import SayWhyInduction
from facilities.actions._promises import hold_back
from facilities.actions._sessions import session_retired
from facilities.models import Hub, TrainingSession
from facilities.permissions import demand_staff
from funding.rules.fees import NOTHING
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from members.models import User

__all__ = ["SessionHasBegun", "call_off_session"]


class SayWhySession(SayWhyInduction):
    message = _("Say why: everybody who has a seat will read it in their mail.")


class SessionHasBegun(Refusal):
    code = "session_has_begun"
    message = _("It has begun already. Say of each who was there and who was not.")


@verb
def call_off_session(
    *, hub: Hub, session_id: int, reason: str, actor: User, now: datetime
) -> TrainingSession:
    """Before it begins: everybody who has a seat gets back all of it, free of any fee, and reads why; the room is free
    again. Again changes nothing.

    For the hub's staff. Raises `SayWhySession`, `SessionHasBegun`, `Forbidden`; Http404 for one of another hub.
    """
    demand_staff(actor, hub)
    session = TrainingSession.objects.select_related("facility").filter(pk=session_id).first()
    if session is None or session.facility.hub_id != hub.pk:
        raise Http404
    if not reason.strip():
        raise SayWhySession()
    # Nobody takes a seat from here on: whoever wants one waits for these keys, and finds it called off.
    hold_back({session.facility_id, *({session.room_id} if session.room_id else ())})
    clear_the_way(unit_ids=unit_ids_of_session(session), periods=[session.period], now=now)
    bookings, waits = hold_each(rows=seats_booked(session), actor=actor, now=now)
    fresh = TrainingSession.objects.select_for_update(no_key=True, of=("self",)).select_related("facility")
    session = fresh.get(pk=session_id)
    if session.called_off_at:
        return session
    if session.period.start <= now:
        raise SessionHasBegun()
    _give_back(bookings, waits, reason.strip(), actor, now)
    _free_room(session, actor, now)
    session_retired(session=session, why=reason.strip(), actor=actor, now=now)
    return session


@step
def _give_back(
    bookings: list[Booking], waits: dict[int, Behind], why: str, actor: User, now: datetime
) -> None:
    fees = [NOTHING] * len(bookings)
    end_each(bookings=bookings, waits=waits, fees=fees, actor=actor, now=now, reason=why)
    for booking in bookings:
        tell(kind=CANCELLED, booking=booking, now=now)


@step
def _free_room(session: TrainingSession, actor: User, now: datetime) -> None:
    if session.block is None:
        return
    try:
        block = live_block(uuid=session.block, actor=actor, now=now)
    except (BlockIsLifted, Http404):
        return  # somebody has lifted it by hand
    lifted(block=block, actor=actor, now=now)
