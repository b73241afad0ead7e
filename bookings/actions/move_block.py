from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._blocking import (
    check_period,
    check_units,
    demand_known,
    hold_units,
    live_block,
    release_block,
)
from bookings.actions.block import said_of
from bookings.models import Block, BlockKind, BlockUnit
from bookings.models.blocked import in_the_way, unit_ids_of
from bookings.permissions import block_for
from facilities.permissions import demand_staff
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step, verb
from members.models import User


class BlockChangedMeanwhile(Refusal):
    code = "block_changed_meanwhile"
    message = _("This block is no longer what you saw. Nothing was done to it: look at it and decide again.")


@dataclass(frozen=True, slots=True)
class Called:
    """What people read of a block."""

    kind: BlockKind
    title: str
    note: str

    @classmethod
    def of(cls, block: Block) -> "Called":
        return cls(BlockKind(block.kind), block.title, block.note)


@verb
def move_block(
    *,
    uuid: UUID,
    period: Period,
    unit_ids: Collection[int] = (),
    called: Called | None = None,
    knowing: Collection[str] = (),
    was: Period | None = None,
    actor: User,
    now: datetime,
) -> Block:
    """Another time for a block; other units where `unit_ids` are given, another name where `called` is. Bookings that
    it meets stay, as with `block`; those that were in its way before are no news. The same again changes nothing.

    Raises `Forbidden`, `NothingToBlock`, `BlockIsOver`, `BlockTooLong`, `BlockIsLifted`, `BookingsAreHit`, and
    `BlockChangedMeanwhile` where it is not what it `was`; Http404 for a stranger.
    """
    check_period(period, now)
    hub = block_for(actor, uuid).hub
    demand_staff(actor, hub)
    wanted = check_units(hub, unit_ids) if unit_ids else []
    block = live_block(uuid=uuid, actor=actor, unit_ids=wanted, period=period, now=now)
    if was not in (None, block.period):
        raise BlockChangedMeanwhile()
    mine = unit_ids_of(block.pk)
    wanted = wanted or mine
    before, called = said_of(block, mine), called or Called.of(block)
    if (block.period, mine, Called.of(block)) == (period, wanted, called):
        return block
    if (block.period, mine) != (period, wanted):
        known = {each.number for each in in_the_way(mine, block.period, now)}
        demand_known(wanted, period, known | set(knowing), now)
        _move(block, wanted, period, now)
    block.kind, block.title, block.note, block.changed_at = called.kind, called.title, called.note, now
    block.save(update_fields=["kind", "title", "note", "changed_at"])
    facts = {"from": before, "to": said_of(block, wanted)}
    record(action="bookings.move_block", about=block.ref, actor=actor, now=now, hub_id=hub.pk, facts=facts)
    return block


@step
def _move(block: Block, wanted: Collection[int], period: Period, now: datetime) -> None:
    """It wants nothing for a moment, so that what it had is for other blocks to have."""
    BlockUnit.objects.filter(block=block).delete()
    release_block(block=block, now=now)
    block.during = period.to_range()
    block.save(update_fields=["during"])
    hold_units(block=block, unit_ids=wanted, period=period, now=now, around=True)
