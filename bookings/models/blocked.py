"""All reads about blocks: what is in the way of one, and what it gets of time that becomes free."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, Prefetch, QuerySet

from bookings.models.blocks import Block, BlockKind, BlockUnit
from bookings.models.bookings import Line, lapsed
from bookings.models.occupancy import Occupancy
from bookings.models.promises import promise_of
from bookings.rules.blocking import Gap, gaps
from facilities.models import Facility, Hub, Unit, UnitState
from facilities.rules.promises import Promise
from hub.kit.periods import Period
from hub.kit.refs import Ref


def blocks_of(hub: Hub, now: datetime) -> QuerySet[Block]:
    """Those of a hub that are not lifted and not over, by start."""
    return (
        with_units(Block.objects.filter(hub=hub, lifted_at=None))
        .alias(ends=Func(F("during"), function="upper"))
        .filter(ends__gt=now)
        .order_by(Func(F("during"), function="lower"), "pk")
    )


def out_of_order(hub: Hub, now: datetime) -> list[Block]:
    """The blocks of a hub that say so and have begun."""
    begun = blocks_of(hub, now).filter(kind=BlockKind.OUT_OF_ORDER)
    return [block for block in begun if block.period.start <= now]


def in_repair(hub: Hub) -> list[Unit]:
    """The units of a hub that are in repair, by facility and label."""
    units = Unit.objects.filter(facility__hub=hub, state=UnitState.IN_REPAIR)
    return list(units.select_related("facility").order_by("facility__name", "label", "pk"))


def with_units(blocks: QuerySet[Block]) -> QuerySet[Block]:
    units = BlockUnit.objects.select_related("unit__facility").order_by(
        "unit__facility__name", "unit__label", "unit_id"
    )
    return blocks.select_related("hub", "created_by", "lifted_by").prefetch_related(
        Prefetch("wanted", queryset=units)
    )


def blockable(hub: Hub, unit_ids: Collection[int]) -> dict[int, Unit]:
    """Of these ids the units of the hub that are not retired; one query."""
    rows = Unit.objects.filter(facility__hub=hub, pk__in=unit_ids).exclude(state=UnitState.RETIRED)
    return {unit.pk: unit for unit in rows.select_related("facility").order_by("pk")}


def units_of_facility(facility: Facility) -> list[int]:
    """All units that are not retired, of the facility itself or of what it is made of."""
    rows = Unit.objects.filter(facility__leaf_of__whole=facility).exclude(state=UnitState.RETIRED)
    return sorted(set(rows.values_list("pk", flat=True)))


def same_block(
    *,
    hub: Hub,
    unit_ids: Collection[int],
    period: Period,
    kind: BlockKind | str,
    title: str,
    origin: Ref | None,
) -> Block | None:
    """A live block of just these units for just this time, called the same: somebody sent it twice."""
    found = Block.objects.filter(
        hub=hub, lifted_at=None, during=period.to_range(), kind=kind, title=title, origin=origin or ""
    )
    return next((each for each in found.order_by("pk") if unit_ids_of(each.pk) == sorted(unit_ids)), None)


def unit_ids_of(block_id: int) -> list[int]:
    return sorted(BlockUnit.objects.filter(block=block_id).values_list("unit_id", flat=True))


def facility_ids_of(unit_ids: Collection[int]) -> list[int]:
    return sorted(set(Unit.objects.filter(pk__in=unit_ids).values_list("facility_id", flat=True)))


def bookings_on(unit_ids: Collection[int], period: Period) -> list[int]:
    """The bookings that hold one of these units then, those included whose time is over; their ids, in order."""
    found = Occupancy.objects.overlapping(unit_ids, period).filter(line__isnull=False)
    return sorted(set(found.order_by().values_list("line__booking_id", flat=True)))


def in_the_way(unit_ids: Collection[int], period: Period, now: datetime) -> list[Promise]:
    """The lines of live bookings that hold one of these units then, turnaround included, by start; one query."""
    held = Occupancy.objects.overlapping(unit_ids, period).exclude(lapsed(now, "line__booking__"))
    lines = Line.objects.filter(pk__in=held.order_by().values("line_id"))
    rows = (
        lines.select_related("booking__organisation", "facility")
        .defer("booking__quote")
        .order_by(Func(F("during"), function="lower"), "facility__name", "pk")
    )
    return [promise_of(line, now) for line in rows]


@dataclass(frozen=True, slots=True)
class StillTaken:
    """What keeps units of a block from being free though it is lifted: how many bookings and other blocks are there,
    and how many of its units are out of service."""

    bookings: int
    blocks: int
    out: int


def still_taken(block: Block, now: datetime) -> StillTaken:
    units = unit_ids_of(block.pk)
    numbers = {each.number for each in in_the_way(units, block.period, now)}
    others = BlockUnit.objects.filter(
        unit__in=units, block__lifted_at=None, block__during__overlap=block.period.to_range()
    ).exclude(block=block)
    out = Unit.objects.filter(pk__in=units).exclude(state=UnitState.IN_SERVICE)
    return StillTaken(len(numbers), others.values("block").distinct().count(), out.count())


def first_taken(unit_ids: Collection[int], period: Period) -> Unit | None:
    """One of these units that somebody holds then."""
    found = Occupancy.objects.overlapping(unit_ids, period).select_related("unit__facility")
    first = found.order_by("unit_id", "pk").first()
    return first.unit if first else None


def gaps_left(freed: Iterable[tuple[int, Period]]) -> list[Gap]:
    """What blocks get of units that nobody holds any more in these periods, the eldest block first. One query where no
    block wants them, else two."""
    freed = list(freed)
    if not freed:
        return []
    window = Period(min(each.start for _unit, each in freed), max(each.end for _unit, each in freed))
    wanting = BlockUnit.objects.filter(
        unit__in={unit for unit, _each in freed},
        block__lifted_at=None,
        block__during__overlap=window.to_range(),
    )
    wanted = [
        Gap(block, unit, Period.from_range(during))
        for block, unit, during in wanting.order_by("block_id", "unit_id").values_list(
            "block_id", "unit_id", "block__during"
        )
    ]
    if not wanted:
        return []
    taken: dict[int, list[Period]] = {}
    held = Occupancy.objects.overlapping({each.unit_id for each in wanted}, window)
    for unit, during in held.values_list("unit_id", "during"):
        taken.setdefault(unit, []).append(Period.from_range(during))
    return gaps(wanted, freed, taken)
