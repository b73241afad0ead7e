from collections.abc import Collection
from datetime import datetime
from typing import Any

from bookings.actions._blocking import check_period, check_units, clear_the_way, demand_known, hold_units
from bookings.models import Block, BlockKind
from facilities.models import Hub
from facilities.permissions import demand_staff
from hub.kit.audit import Actor, record
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.transactions import verb


@verb
def block(
    *,
    hub: Hub,
    unit_ids: Collection[int],
    period: Period,
    kind: BlockKind | str,
    title: str = "",
    note: str = "",
    origin: Ref | None = None,
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Block:
    """Keep units of a hub from everybody for a time. Bookings that are there already stay, and who blocks was shown
    them: `knowing` are their numbers. What they give back is the block's from that instant on.

    Blocks may overlap; each time is held by one of them. Raises `Forbidden`, `NothingToBlock`, `BlockIsOver`,
    `BlockTooLong`, `BookingsAreHit`.
    """
    demand_staff(actor, hub)
    check_period(period, now)
    units = check_units(hub, unit_ids)
    clear_the_way(unit_ids=units, periods=[period], now=now)
    hit = demand_known(units, period, knowing, now)
    made = Block.objects.create(
        hub=hub,
        kind=BlockKind(kind),
        title=title,
        note=note,
        during=period.to_range(),
        **({"origin": origin} if origin else {}),
        created_by_id=actor.pk,
        created_at=now,
    )
    hold_units(block=made, unit_ids=units, period=period, now=now, around=True)
    facts = said_of(made, units) | {"hit": sorted({each.number for each in hit})}
    record(action="bookings.block", about=made.ref, actor=actor, now=now, hub_id=hub.pk, facts=facts)
    return made


def said_of(block: Block, unit_ids: Collection[int]) -> dict[str, Any]:
    """For the audit trail."""
    period = block.period
    return {
        "kind": block.kind,
        "units": sorted(unit_ids),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
    }
