"""One bar of the timeline: an occupancy with what it is of."""

from bookings.models.occupancy import Occupancy
from facilities.models import Hub, Unit
from hub.kit.periods import Period


def bar_of(*, hub: Hub, pk: int) -> Occupancy | None:
    """Of this hub and not released, else None."""
    rows = Occupancy.objects.live().filter(unit__facility__hub=hub, pk=pk)
    return rows.select_related(
        "unit__facility",
        "line__facility",
        "line__booking__hub",
        "line__booking__organisation__municipality",
        "line__booking__placed_by",
        "block__hub",
    ).first()


def unit_of(*, hub: Hub, pk: int) -> Unit | None:
    return Unit.objects.filter(facility__hub=hub, pk=pk).select_related("facility").first()


def held_by(*, booking_id: int, facility_id: int, period: Period) -> list[Occupancy]:
    """What a booking holds of a facility in the lines of this period, by unit."""
    rows = Occupancy.objects.live().filter(
        line__booking=booking_id, unit__facility=facility_id, line__during=period.to_range()
    )
    return list(rows.select_related("unit").order_by("unit_id"))


def is_free(*, unit: Unit, period: Period, but: int | None = None) -> bool:
    """Whether nobody but this booking has the unit then."""
    return not Occupancy.objects.overlapping([unit.pk], period).exclude(line__booking=but).exists()


def bars_of(*, hub: Hub, booking_id: int) -> list[Occupancy]:
    """All that a booking holds at this hub, in the order of its lines."""
    rows = Occupancy.objects.live().filter(unit__facility__hub=hub, line__booking=booking_id)
    return list(rows.select_related("unit", "line").order_by("line__position", "unit__label", "pk"))


def put_instead(*, of: int, unit_id: int) -> Occupancy | None:
    """What came in the place of an occupancy that was released, on this unit."""
    old = Occupancy.objects.filter(pk=of).first()
    if old is None or old.line_id is None:
        return None
    return Occupancy.objects.live().filter(line=old.line_id, unit=unit_id).first()
