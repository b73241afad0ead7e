from datetime import datetime
from uuid import UUID

from bookings.actions._blocking import BlockIsLifted, live_block, release_block
from bookings.models import Block
from bookings.permissions import block_for
from facilities.permissions import demand_staff
from hub.kit.audit import Actor, record
from hub.kit.transactions import step, verb
from members.models import User


@verb
def lift_block(*, uuid: UUID, actor: User, now: datetime) -> Block:
    """Its units are free again from now on. Again changes nothing. Raises `Forbidden`; Http404 for a stranger."""
    try:
        block = live_block(uuid=uuid, actor=actor, now=now)
    except BlockIsLifted:
        return block_for(actor, uuid)
    demand_staff(actor, block.hub)
    lifted(block=block, actor=actor, now=now)
    return block


@step
def lifted(*, block: Block, actor: Actor, now: datetime) -> None:
    """The same of what `live_block` gave, within another verb."""
    block.lifted_at, block.lifted_by_id = now, actor.pk
    block.save(update_fields=["lifted_at", "lifted_by"])
    release_block(block=block, now=now)
    record(action="bookings.lift_block", about=block.ref, actor=actor, now=now, hub_id=block.hub_id)
