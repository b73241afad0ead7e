"""Blocks the way the house makes them: through the verb."""

from datetime import datetime
from typing import Any

from bookings.actions.block import block
from bookings.models import Block, BlockKind, BlockUnit, Occupancy, OccupancyReason
from facilities.models import Unit
from hub.kit.audit import SITE
from hub.kit.periods import Period
from tests.cast import NOW, thursday

AFTERNOON = thursday(13, 17)


def blocked(
    *units: Unit,
    period: Period = AFTERNOON,
    kind: BlockKind = BlockKind.MAINTENANCE,
    now: datetime = NOW,
    **facts: Any,
) -> Block:
    """Units of one hub, by the site itself unless an `actor` is given."""
    facts = {"actor": SITE, "title": ""} | facts
    return block(
        hub=units[0].facility.hub,
        unit_ids=[unit.pk for unit in units],
        period=period,
        kind=kind,
        now=now,
        **facts,
    )


def taken(unit: Unit, *periods: Period) -> None:
    """A unit that the house keeps in these periods, straight into the tables: also in the past."""
    for period in periods:
        made = Block.objects.create(
            hub=unit.facility.hub, kind=BlockKind.PRODUCTION, during=period.to_range(), created_at=NOW
        )
        BlockUnit.objects.create(block=made, unit=unit)
        Occupancy.objects.create(
            unit=unit, during=period.to_range(), reason=OccupancyReason.BLOCK, block=made
        )
