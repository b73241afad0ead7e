from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bookings.actions._blocking import (
    check_period,
    check_units,
    demand_known,
    hold_units,
    live_block,
    release_block,
)
from bookings.actions.block import said_of
from bookings.models import Block, BlockUnit
from bookings.models.blocked import in_the_way, unit_ids_of
from bookings.permissions import block_for
from facilities.permissions import demand_staff
from hub.kit.audit import record
from hub.kit.periods import Period
from hub.kit.transactions import step, verb
from members.models import User


@verb
def move_block(
    *,
    uuid: UUID,
    period: Period,
    unit_ids: Collection[int] = (),
    knowing: Collection[str] = (),
    actor: User,
    now: datetime,
) -> Block:
    """Another time for a block, and other units where `unit_ids` are given. Bookings that it meets there stay, as with
    `block`; those that were in its way before are no news. The same again changes nothing.

    Raises `Forbidden`, `NothingToBlock`, `BlockIsOver`, `BlockTooLong`, `BlockIsLifted`, `BookingsAreHit`; Http404 for
    a stranger.
    """
    check_period(period, now)
    hub = block_for(actor, uuid).hub
    demand_staff(actor, hub)
    wanted = check_units(hub, unit_ids) if unit_ids else []
    block = live_block(uuid=uuid, actor=actor, unit_ids=wanted, period=period, now=now)
    mine = unit_ids_of(block.pk)
    wanted = wanted or mine
    if (block.period, mine) == (period, wanted):
        return block
    before = said_of(block, mine)
    known = {each.number for each in in_the_way(mine, block.period, now)}
    demand_known(wanted, period, known | set(knowing), now)
    _move(block, wanted, period, now)
    facts = {"from": before, "to": said_of(block, wanted)}
    record(action="bookings.move_block", about=block.ref, actor=actor, now=now, hub_id=hub.pk, facts=facts)
    return block


@step
def _move(block: Block, wanted: Collection[int], period: Period, now: datetime) -> None:
    """It wants nothing for a moment, so that what it had is for other blocks to have."""
    BlockUnit.objects.filter(block=block).delete()
    release_block(block=block, now=now)
    block.during, block.changed_at = period.to_range(), now
    block.save(update_fields=["during", "changed_at"])
    hold_units(block=block, unit_ids=wanted, period=period, now=now, around=True)
