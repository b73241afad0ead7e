"""What a booking or a block gives back while another block wants it is that block's from the same transaction on."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError

from bookings.models import Occupancy, OccupancyReason
from bookings.models.blocked import gaps_left
from bookings.models.occupancy import Occupancies
from hub.kit.errors import Busy
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, step, violated


@step
def give_up(occupancies: Occupancies, now: datetime) -> list[tuple[int, Period]]:
    """Release these; returns what was held, to be given to blocks (`fill_for_blocks`) once nobody else may have it."""
    rows = occupancies.order_by().values_list("unit_id", "during")
    held = [(unit, Period.from_range(during)) for unit, during in rows]
    if held:
        occupancies.update(released_at=now)
    return held


@step
def fill_for_blocks(freed: Iterable[tuple[int, Period]]) -> None:
    """Hold for blocks what they want of these units and times and nobody holds now. The caller has freed them in this
    transaction, or holds the facilities' keys and the rows of the bookings that are in the way."""
    left = gaps_left(freed)
    taken = [
        Occupancy(
            unit_id=gap.unit_id,
            during=gap.during.to_range(),
            reason=OccupancyReason.BLOCK,
            block_id=gap.block_id,
        )
        for gap in sorted(left, key=lambda gap: (gap.unit_id, gap.during))
    ]
    if not taken:
        return
    try:
        with savepoint():
            Occupancy.objects.bulk_create(taken)
    except IntegrityError as error:
        if violated(error) != "occupancy_no_unit_twice":
            raise
        raise Busy() from error
