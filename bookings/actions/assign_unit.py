from datetime import datetime

from bookings.actions._assigning import NotTheSameThing, UnitIsOut, UnitIsTaken, assigned
from bookings.actions._changing import hold_with_what_lapsed
from bookings.actions._unchanged import ChangedMeanwhile
from bookings.actions.change import NotToChange, TooLateToChange
from bookings.models import Booking, BookingState
from bookings.models.bars import bar_of
from bookings.permissions import may_judge, seen
from facilities.models import Hub, Unit
from hub.kit.errors import Forbidden
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import User

__all__ = ["ChangedMeanwhile", "NotTheSameThing", "UnitIsOut", "UnitIsTaken", "assign_unit"]


@verb
def assign_unit(*, hub: Hub, held: int, unit: Unit, actor: User, now: datetime) -> Booking:
    """Another unit of the same thing for the same time: `held` is the occupancy that it comes in the place of. Again
    changes nothing. For the hub's staff. Raises `ChangedMeanwhile` where the booking does not hold that any more,
    `NotToChange`, `TooLateToChange`, `NotTheSameThing`, `UnitIsOut`, `UnitIsTaken`; `Forbidden`, Http404."""
    lock([(LockKind.FACILITY, unit.facility_id)])
    mine = bar_of(hub=hub, pk=held)
    if mine is None or mine.line is None:
        raise ChangedMeanwhile()
    booking = seen(actor, mine.line.booking)
    if not may_judge(actor, booking):
        raise Forbidden()
    booking = hold_with_what_lapsed(pk=booking.pk, facility_ids=[unit.facility_id], actor=actor, now=now)
    if booking.state != BookingState.CONFIRMED:
        raise NotToChange()
    if booking.period.start <= now:
        raise TooLateToChange(hub=booking.hub.name)
    if mine.unit_id != unit.pk:
        assigned(booking=booking, held=mine, unit=unit, actor=actor, now=now)
    return booking
