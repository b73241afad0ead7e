from datetime import datetime

from bookings.actions._assigning import UnitIsTaken, assigned
from bookings.actions.change import Changed, changed
from bookings.models.bars import held_by
from bookings.rules.changing import Change
from facilities.models import Unit
from hub.kit.periods import Period
from hub.kit.transactions import verb
from members.models import User


@verb
def replan(*, request: Change, unit: Unit, period: Period, actor: User, now: datetime) -> Changed:
    """Change a booking and put it on this unit in the period that it has afterwards: both or nothing. Refusals as
    `change` and `assign_unit`."""
    done = changed(request=request, actor=actor, now=now)
    mine = held_by(booking_id=done.booking.pk, facility_id=unit.facility_id, period=period)
    if not mine:
        raise UnitIsTaken(unit=unit.label)
    if unit.pk not in {each.unit_id for each in mine}:
        assigned(booking=done.booking, held=mine[0], unit=unit, actor=actor, now=now)
    return done
