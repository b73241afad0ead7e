"""What a calendar that is read calls busy becomes blocks, a few at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.actions._blocking import clear_the_way
from bookings.actions._filling import fill_for_blocks
from bookings.actions._sources import give_back
from bookings.models import Block, BlockKind, BlockUnit, CalendarSource
from bookings.models.sources import blocks_of_source, units_of_source
from hub.kit.audit import SITE, record
from hub.kit.periods import Period
from hub.kit.transactions import step

# So many times are changed in one transaction: the facility's key is held for a moment, and booking goes on.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """How many times were blocked and freed; not `whole` when there is more to do."""

    made: int
    lifted: int
    whole: bool


@step
def keep(*, source: CalendarSource, times: Sequence[Period], now: datetime) -> Kept:
    """Block these times and free what is not among them any more, as far as one transaction goes. The caller holds the
    source's row."""
    units = units_of_source(source)
    there = _there(source, now)
    wanted = {_ahead(each, now): each for each in times if units and each.end > now}
    stay = {ahead for block, ahead, its in there if ahead in wanted and its == units}
    gone = [(block, ahead) for block, ahead, its in there if ahead not in stay][:AT_ONCE]
    new = sorted(each for ahead, each in wanted.items() if ahead not in stay)
    now_new = new[: AT_ONCE - len(gone)]
    if gone or now_new:
        _change(source, units, [block for block, _ahead in gone], now_new, now)
    whole = len(gone) < AT_ONCE and len(now_new) == len(new)
    return Kept(len(now_new), len(gone), whole=whole)


def _there(source: CalendarSource, now: datetime) -> list[tuple[Block, Period, list[int]]]:
    """What it blocks from now on, by start, with the units."""
    blocks = blocks_of_source(source, now).prefetch_related("wanted").order_by("during", "pk")
    return [
        (block, _ahead(block.period, now), sorted(each.unit_id for each in block.wanted.all()))
        for block in blocks
    ]


def _ahead(period: Period, now: datetime) -> Period:
    """The part that is still to come: what lies behind is the same to everybody, however it was put together."""
    return Period(max(period.start, now), period.end)


@step
def _change(
    source: CalendarSource,
    units: Collection[int],
    gone: Collection[Block],
    new: Collection[Period],
    now: datetime,
) -> None:
    periods = [*(block.period for block in gone), *new]
    whole = Period(min(each.start for each in periods), max(each.end for each in periods))
    others = BlockUnit.objects.filter(block__in=gone).values_list("unit_id", flat=True)
    clear_the_way(unit_ids={*units, *others}, periods=[whole], now=now)
    freed = give_back(blocks=[block.pk for block in gone], now=now)
    made = Block.objects.bulk_create(
        [
            Block(
                hub_id=source.hub_id,
                kind=BlockKind.BUSY,
                during=period.to_range(),
                origin=source.ref,
                created_at=now,
            )
            for period in new
        ]
    )
    BlockUnit.objects.bulk_create([BlockUnit(block=block, unit_id=unit) for block in made for unit in units])
    fill_for_blocks([*freed, *((unit, period) for period in new for unit in units)])
    record(
        action="bookings.keep_busy",
        about=source.ref,
        actor=SITE,
        now=now,
        hub_id=source.hub_id,
        facts={"made": len(made), "lifted": len(gone)},
    )
