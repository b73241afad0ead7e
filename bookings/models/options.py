"""Reads about options."""

from datetime import date, datetime

from django.db.models import Min

from bookings.models.bookings import Booking, BookingState
from bookings.models.occupancy import Occupancy
from bookings.rules.options import Terms, latest
from facilities.models import Facility, Leaf, Unit
from hub.kit.errors import Refusal
from hub.kit.periods import Period


def latest_for(*, booking: Booking, now: datetime) -> datetime:
    """The last instant at which an option on this booking may end. Raises `NoOptions`, `TooLateForAnOption`."""
    things = booking.lines.values_list(
        "facility__name", "facility__options_until_days", "facility__options_notice_hours"
    )
    terms = [Terms(*thing) for thing in things.order_by("position")]
    return latest(terms=terms, start=booking.period.start, now=now, zone=booking.hub.zone)


def last_day_of_option(booking: Booking, now: datetime) -> date | None:
    """The same as a day on the hub's clock; none where there is no option to be had."""
    try:
        return latest_for(booking=booking, now=now).astimezone(booking.hub.zone).date()
    except Refusal:
        return None


def in_option_until(*, facility: Facility, period: Period, now: datetime) -> datetime | None:
    """When the first of the options ends that are in the way of having this facility then; none where there is none.
    Nothing about whose they are. One query."""
    leaves = Leaf.objects.filter(whole=facility).values("leaf")
    taken = Occupancy.objects.overlapping(Unit.objects.filter(facility__in=leaves), period).filter(
        line__booking__state=BookingState.OPTION, line__booking__held_until__gt=now
    )
    found: datetime | None = taken.aggregate(first=Min("line__booking__held_until"))["first"]
    return found


def options_of(*, organisation_id: int, hub_id: int, now: datetime) -> int:
    """How many options an organisation has at a hub; the caller holds the organisation's key."""
    return Booking.objects.filter(
        organisation=organisation_id, hub=hub_id, state=BookingState.OPTION, held_until__gt=now
    ).count()
