from datetime import datetime

from bookings.actions._handing_over import NobodyCalled, TakenOver, lock_caller, withdrawn
from bookings.models.hand_overs import handing_over_of
from bookings.permissions import booking_for
from facilities.permissions import demand_staff
from hub.kit.audit import record
from hub.kit.transactions import verb
from members.models import User


@verb
def withdraw_link(*, number: str, actor: User, now: datetime) -> None:
    """The link in the caller's mails is dead at once; the desk may send another. Again is no harm.

    For the hub's staff. Raises `NobodyCalled`, `TakenOver`; `Forbidden`, and Http404 for a stranger.
    """
    booking = booking_for(actor, number)
    demand_staff(actor, booking.hub)
    found = handing_over_of(booking)
    if found is None:
        raise NobodyCalled()
    caller = lock_caller(found.caller)
    if not caller.organisation.made_by_desk:
        raise TakenOver()
    if withdrawn(caller=caller, now=now):
        record(
            action="bookings.withdraw_link",
            about=booking.ref,
            actor=actor,
            now=now,
            organisation_id=booking.organisation_id,
            hub_id=booking.hub_id,
        )
