from collections.abc import Collection
from datetime import datetime

from facilities.actions._promises import BookingsAreHit, hold_back, promises
from facilities.actions.add_units import LabelTaken
from facilities.models import Facility, Unit, UnitState
from facilities.permissions import demand_staff
from facilities.rules.promises import unknown
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def change_unit(
    *,
    unit: Unit,
    label: str,
    serial_number: str,
    state: UnitState | str,
    note: str,
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Unit:
    """What is written on a unit, and whether it can be booked: in service, in repair, or retired for good.

    Out of service, the bookings that hold it get another unit where one is free; else the hub sees to it. Who does it
    was shown them all: `knowing` are their numbers. Raises `Forbidden`, `LabelTaken`, `BookingsAreHit`.
    """
    demand_staff(actor, unit.facility.hub)
    hold_back([unit.facility_id])
    Facility.objects.select_for_update(no_key=True).get(pk=unit.facility_id)
    fresh = Unit.objects.select_related("facility__hub").get(pk=unit.pk)
    if Unit.objects.filter(facility=fresh.facility_id, label=label).exclude(pk=fresh.pk).exists():
        raise LabelTaken(label=label)
    wanted = {"label": label, "serial_number": serial_number, "state": UnitState(state), "note": note}
    changed = [name for name, value in wanted.items() if getattr(fresh, name) != value]
    if not changed:
        return fresh
    before = fresh.state
    for name in changed:
        setattr(fresh, name, wanted[name])
    fresh.save(update_fields=changed)
    moved = _moved_off(fresh, knowing, actor, now) if fresh.state != before else 0
    record(
        action="facilities.change_unit",
        about=fresh.facility.ref,
        actor=actor,
        now=now,
        hub_id=fresh.facility.hub_id,
        facts={"unit": fresh.pk, "changed": changed, "before": before, "after": fresh.state, "moved": moved},
    )
    return fresh


def _moved_off(unit: Unit, knowing: Collection[str], actor: Actor, now: datetime) -> int:
    """How many bookings got another unit, once all on this one were seen; none when it comes back into service."""
    if unit.state == UnitState.IN_SERVICE:
        return 0
    hit = promises().on_unit(unit=unit, now=now)
    if unknown(hit, knowing):
        raise BookingsAreHit(hit)
    return promises().move_off(unit=unit, actor=actor, now=now)
