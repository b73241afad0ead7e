"""What is taken by something whose time is over, until its payment is called off: it may be free in a moment."""

from datetime import datetime

from django.db.models import DateTimeField, F, Func

from bookings.models.bookings import Booking, over
from bookings.models.occupancy import Occupancy
from facilities.models import Facility, Leaf, Unit
from hub.kit.periods import Period, merged


def being_released(*, facility: Facility, period: Period, now: datetime) -> list[Period]:
    """When, within the period, units of this facility are being released, in order; nothing about who had them. One
    query."""
    leaves = Leaf.objects.filter(whole=facility).values("leaf")
    taken = Occupancy.objects.overlapping(Unit.objects.filter(facility__in=leaves), period).filter(
        line__booking__in=Booking.objects.filter(over(now), paying=True)
    )
    edges = (Func(F("during"), function=each, output_field=DateTimeField()) for each in ("lower", "upper"))
    rows = taken.order_by().values_list(*edges)
    return merged(Period(max(start, period.start), min(end, period.end)) for start, end in rows)
