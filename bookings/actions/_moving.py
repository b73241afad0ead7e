"""How a booking keeps its promise when the unit that it holds breaks: it gets another one of the same pool."""

from datetime import datetime

from bookings.actions._filling import fill_for_blocks, give_up
from bookings.models import Occupancy
from bookings.models.promises import kept_by
from facilities.models import Unit
from hub.kit.audit import Actor, record
from hub.kit.transactions import step


@step
def move_off(*, unit: Unit, actor: Actor, now: datetime) -> int:
    """Give each booking that holds this unit, and has not begun, another one that is free throughout; returns how many
    got one. What finds none stays where it is. The caller holds the facility's lock.

    What was promised is so many of a facility for a time, not which of them: nothing that the guest was told changes.
    """
    moved = [each for each in kept_by(unit=unit, now=now) if each.spare]
    old = [each.occupancy.pk for each in moved]
    freed = give_up(Occupancy.objects.live().filter(pk__in=old), now)
    Occupancy.objects.bulk_create(
        [
            Occupancy(
                unit=each.spare,
                line=each.occupancy.line,
                during=each.occupancy.during,
                reason=each.occupancy.reason,
            )
            for each in moved
        ]
    )
    fill_for_blocks(freed)
    for each in moved:
        line = each.occupancy.line
        if line and each.spare:
            record(
                action="bookings.move_off",
                about=line.booking.ref,
                actor=actor,
                now=now,
                organisation_id=line.booking.organisation_id,
                hub_id=line.booking.hub_id,
                facts={"from": unit.label, "to": each.spare.label},
            )
    return len(moved)
