"""Reads about bookings that the house cannot keep as they are, and the units that they could have instead."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import F, Func, Prefetch, Q

from bookings.models.blocks import BlockUnit
from bookings.models.bookings import Booking, Line, lapsed
from bookings.models.occupancy import Occupancy
from bookings.models.promises import FAR, outside_hours, promise_of
from bookings.models.series import Series
from bookings.rules.hits import Cause, Hit, Why, together
from facilities.models import Facility, FacilityState, Hub, Unit, UnitState
from facilities.rules.promises import Promise
from hub.kit.periods import Period

Wanted = dict[int, list[tuple[Period, str]]]
# What was read from another calendar, and nothing at all.
READ, NONE = Q(block__origin__startswith="calendar:"), Q(pk__in=[])


def hits(*, hub: Hub, now: datetime) -> list[Hit]:
    """All of a hub that are not over, by start. Four queries."""
    return together([*_by_hours(hub, now, None), *_by_units(now, _out_of_service(hub), _wanted(hub, now))])


def hits_soon(*, hub: Hub, now: datetime, until: datetime) -> list[Hit]:
    """What the house's own blocks want, and of what lies outside the opening hours what begins before `until`: each
    booking until then is held against the hours. What another calendar calls busy is a clash, which names that calendar
    (`bookings.models.clashes`), so it is not said here again. Two queries, three where blocks are in force."""
    return together([*_by_hours(hub, now, until), *_by_units(now, set(), _wanted(hub, now, READ))])


def _by_hours(hub: Hub, now: datetime, until: datetime | None) -> Iterator[tuple[Promise, Why]]:
    for promise in outside_hours(hub=hub, now=now, until=until):
        yield promise, Why(Cause.HOURS)


def _by_units(now: datetime, out: set[int], wanted: Wanted) -> Iterator[tuple[Promise, Why]]:
    held = _held({*out, *wanted}, now) if out or wanted else []
    for each in held:
        promise = promise_of(each.line, now) if each.line else None
        if promise and promise.period.end > now:
            for why in _whys(each, out, wanted):
                yield promise, why


def _whys(each: Occupancy, out: set[int], wanted: Wanted) -> Iterator[Why]:
    if each.unit_id in out:
        yield Why(Cause.UNIT, unit=each.unit.label)
    for period, name in wanted.get(each.unit_id, ()):
        if period.overlaps(Period.from_range(each.during)):
            yield Why(Cause.BLOCK, unit=each.unit.label, block=name, during=period)


def _out_of_service(hub: Hub) -> set[int]:
    units = Unit.objects.filter(facility__hub=hub).exclude(state=UnitState.IN_SERVICE)
    return set(units.values_list("pk", flat=True))


def _wanted(hub: Hub, now: datetime, but: Q = NONE) -> Wanted:
    """By unit when blocks want it from now on, and what they are called; those aside that are `but`."""
    rows = BlockUnit.objects.filter(~but, block__hub=hub, block__lifted_at=None).select_related("block")
    found: Wanted = {}
    for each in rows.alias(ends=Func(F("block__during"), function="upper")).filter(ends__gt=now):
        found.setdefault(each.unit_id, []).append((each.block.period, str(each.block)))
    return found


def _held(units: Iterable[int], now: datetime) -> list[Occupancy]:
    """What bookings hold of these units from now on."""
    return list(
        Occupancy.objects.overlapping(units, Period(now, now + FAR))
        .filter(line__isnull=False)
        .exclude(lapsed(now, "line__booking__"))
        .select_related("unit", "line__booking__organisation", "line__facility")
        .defer("line__booking__quote")
        .order_by(Func(F("during"), function="lower"), "pk")
    )


def to_exchange(
    *, booking: Booking, now: datetime, prefer: Sequence[int] = ()
) -> list[tuple[Occupancy, Unit | None]]:
    """Of what a booking holds the units that it cannot keep, each with another one of the same facility that is in
    service and free throughout, the turnaround included, the first of `prefer` that can be; what lapsed holds have
    counts as taken. Five queries."""
    out = _out_of_service(booking.hub)
    wanted = _wanted(booking.hub, now)
    mine = list(
        Occupancy.objects.live()
        .filter(line__booking=booking)
        .select_related("unit", "line")
        .order_by("unit_id", "pk")
    )
    lost = [each for each in mine if any(_whys(each, out, wanted))]
    if not lost:
        return []
    others = list(
        Unit.objects.filter(
            facility__in={each.unit.facility_id for each in lost}, state=UnitState.IN_SERVICE
        ).order_by("pk")
    )
    places = {pk: place for place, pk in enumerate(prefer)}
    return _with_spares(lost, sorted(others, key=lambda unit: places.get(unit.pk, len(places))))


def _with_spares(lost: Sequence[Occupancy], others: Sequence[Unit]) -> list[tuple[Occupancy, Unit | None]]:
    periods = [Period.from_range(each.during) for each in lost]
    window = Period(min(each.start for each in periods), max(each.end for each in periods))
    taken: dict[int, list[Period]] = {unit.pk: [] for unit in others}
    for pk, during in Occupancy.objects.overlapping(taken, window).values_list("unit_id", "during"):
        taken[pk].append(Period.from_range(during))
    found: list[tuple[Occupancy, Unit | None]] = []
    for each, period in zip(lost, periods, strict=True):
        free = (
            unit
            for unit in others
            if unit.facility_id == each.unit.facility_id
            and not any(period.overlaps(other) for other in taken[unit.pk])
        )
        spare = next(free, None)
        if spare:
            taken[spare.pk].append(period)
        found.append((each, spare))
    return found


def with_their_lines(numbers: Iterable[str]) -> dict[str, Booking]:
    """By number, with all that proposing something else needs; two queries."""
    lines = Line.objects.select_related("facility__hub").order_by("position")
    found = (
        Booking.objects.filter(number__in=list(numbers))
        .select_related("hub__municipality", "organisation__municipality", "placed_by")
        .prefetch_related(Prefetch("lines", queryset=lines))
    )
    return {booking.number: booking for booking in found}


def alike(old: Facility, most: int, but: Collection[int] = ()) -> list[Facility]:
    """Others of the same kind in the same house that hold as many people, those nearest in size first."""
    others = Facility.objects.filter(hub=old.hub_id, kind=old.kind_id, state=FacilityState.LIVE)
    if old.capacity_people:
        others = others.filter(capacity_people__gte=old.capacity_people)
    return list(others.exclude(pk__in={old.pk, *but}).order_by("capacity_people", "name", "pk")[:most])


def free_units(lost: Occupancy) -> list[int]:
    """The units of the same thing, in service, that are free throughout; one query."""
    others = Unit.objects.filter(facility=lost.unit.facility_id, state=UnitState.IN_SERVICE)
    ids = list(others.exclude(pk=lost.unit_id).order_by("pk").values_list("pk", flat=True))
    taken = Occupancy.objects.overlapping(ids, Period.from_range(lost.during))
    return sorted(set(ids) - set(taken.values_list("unit_id", flat=True)))


def series_among(numbers: Iterable[str]) -> list[tuple[str, Series]]:
    """Which of these bookings are dates of which series, with its two sides."""
    rows = Booking.objects.filter(number__in=list(numbers), series__isnull=False)
    found = rows.select_related("series__organisation", "series__hub").order_by("during", "pk")
    return [(each.number, each.series) for each in found if each.series]
