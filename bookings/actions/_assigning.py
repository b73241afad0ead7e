"""How a booking gets one particular unit of a thing instead of the one that it holds."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._filling import fill_for_blocks, give_up
from bookings.models import Booking, Occupancy
from bookings.models.bars import held_by
from facilities.models import Unit, UnitState
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step
from members.models import User


class UnitIsTaken(Refusal):
    code = "unit_is_taken"
    message = _(
        "%(unit)s is not free for all of that time, turnaround included. Choose another unit or another time."
    )


class UnitIsOut(Refusal):
    code = "unit_is_out"
    message = _("%(unit)s is not in service, so nobody gets it.")


class NotTheSameThing(Refusal):
    code = "not_the_same_thing"
    status = 400
    message = _("%(unit)s is no unit of what was booked.")


@step
def put_on(*, booking: Booking, unit: Unit, period: Period, actor: User, now: datetime) -> None:
    """What was just placed gets the unit that was asked for, if it did not by itself. Raises as `assigned`."""
    mine = held_by(booking_id=booking.pk, facility_id=unit.facility_id, period=period)
    if mine and unit.pk not in {each.unit_id for each in mine}:
        assigned(booking=booking, held=mine[0], unit=unit, actor=actor, now=now)


@step
def assigned(*, booking: Booking, held: Occupancy, unit: Unit, actor: User, now: datetime) -> None:
    """This unit for as long as the other one was held. What was promised is so many of a thing, not which of them: no
    price changes and nobody gets a mail. The caller holds the facility's lock and the booking's row; what lapsed is
    let go. Raises `NotTheSameThing`, `UnitIsOut`, `UnitIsTaken`."""
    if unit.facility_id != held.unit.facility_id:
        raise NotTheSameThing(unit=unit.label)
    if unit.state != UnitState.IN_SERVICE:
        raise UnitIsOut(unit=unit.label)
    during = Period.from_range(held.during)
    if Occupancy.objects.overlapping([unit.pk], during).exists():
        raise UnitIsTaken(unit=unit.label)
    freed = give_up(Occupancy.objects.live().filter(pk=held.pk), now)
    Occupancy.objects.create(unit=unit, line_id=held.line_id, during=held.during, reason=held.reason)
    fill_for_blocks(freed)
    record(
        action="bookings.assign_unit",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"from": held.unit.label, "to": unit.label},
    )
