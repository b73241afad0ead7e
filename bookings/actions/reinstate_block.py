from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bookings.actions._blocking import check_period, check_units, demand_known, held_block
from bookings.actions._filling import fill_for_blocks
from bookings.actions.block import said_of
from bookings.models import Block
from bookings.models.blocked import unit_ids_of
from bookings.permissions import block_for
from facilities.permissions import demand_staff
from hub.kit.audit import record
from hub.kit.transactions import verb
from members.models import User


@verb
def reinstate_block(*, uuid: UUID, knowing: Collection[str] = (), actor: User, now: datetime) -> Block:
    """A block that was lifted keeps its units again, as if it had never been lifted. Bookings that came meanwhile stay,
    as with `block`: `knowing` are the numbers of those that were shown. One that is not lifted is left as it is.

    Raises `Forbidden`, `BlockIsOver`, `NothingToBlock` where a unit of it is retired, `BookingsAreHit`; Http404 for a
    stranger.
    """
    demand_staff(actor, block_for(actor, uuid).hub)
    block = held_block(uuid=uuid, actor=actor, now=now)
    if not block.lifted_at:
        return block
    check_period(block.period, now)
    units = check_units(block.hub, unit_ids_of(block.pk))
    hit = demand_known(units, block.period, knowing, now)
    # A calendar that has it as cancelled takes it back only when it is newer than that.
    block.lifted_at, block.lifted_by, block.changed_at = None, None, now
    block.save(update_fields=["lifted_at", "lifted_by", "changed_at"])
    fill_for_blocks((unit, block.period) for unit in units)
    facts = said_of(block, units) | {"hit": sorted({each.number for each in hit})}
    record(
        action="bookings.reinstate_block",
        about=block.ref,
        actor=actor,
        now=now,
        hub_id=block.hub_id,
        facts=facts,
    )
    return block
