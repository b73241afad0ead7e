"""Reads about options."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Min

from bookings.models.bookings import Booking, BookingState
from bookings.models.occupancy import Occupancy
from bookings.models.second_options import SecondOption, SecondState
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


def latest_of(*, facility_ids: Iterable[int], start: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """The same of what is only wished for, starting then. Raises `NoOptions`, `TooLateForAnOption`."""
    things = Facility.objects.filter(pk__in=set(facility_ids)).order_by("pk")
    terms = [
        Terms(*thing) for thing in things.values_list("name", "options_until_days", "options_notice_hours")
    ]
    return latest(terms=terms, start=start, now=now, zone=zone)


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
    """How many options an organisation has at a hub, first and second; the caller holds the organisation's key."""
    first = Booking.objects.filter(
        organisation=organisation_id, hub=hub_id, state=BookingState.OPTION, held_until__gt=now
    )
    second = SecondOption.objects.filter(organisation=organisation_id, hub=hub_id, state=SecondState.WAITING)
    return first.count() + second.count()
