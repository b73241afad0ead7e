"""What the desk of Effenaar does beside bookings: it keeps something for a maker who rang, and reads that mail does not
reach another."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db.models import Q

from bookings.actions._optioned import optioned
from bookings.actions._telling import KEPT
from bookings.models import Booking, BookingState
from bookings.models.options import latest_of
from facilities.models import Hub
from hub.demo.callers import an_evening, nobody_is_mailed, staff_of
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.transactions import step
from members.actions._unreachable import mark

AN_HOUR = timedelta(hours=1)


@step
def make_the_desk(*, makers: Sequence[Maker], hub: Hub, random: Random, now: datetime) -> None:
    _keep(makers[2], hub, random, now - AN_HOUR)
    _refuse(makers, hub, now - 3 * AN_HOUR)


@step
def _keep(maker: Maker, hub: Hub, random: Random, at: datetime) -> None:
    """In option for an organisation that has members, as long as the house gives options on it."""
    staff = staff_of(hub)
    booking = an_evening(
        organisation=maker.organisation,
        hub=hub,
        person=maker.booker,
        by=staff,
        purpose=toml("talk")["kept"]["purpose"],
        random=random,
        at=at,
        days=range(12, 26),
        only=Q(options_until_days__gt=0, asks_approval=False),
    )
    if booking is None:
        return
    things = [line.facility_id for line in booking.lines.all()]
    ends = latest_of(facility_ids=things, start=booking.period.start, zone=hub.zone, now=at)
    booking.state, booking.held_until, booking.optioned_at = BookingState.OPTION, ends, at
    booking.save(update_fields=["state", "held_until", "optioned_at"])
    optioned(booking=booking, actor=staff, now=at, kind=KEPT)
    nobody_is_mailed(booking, at)


@step
def _refuse(makers: Sequence[Maker], hub: Hub, at: datetime) -> None:
    """The address of somebody who comes soon, and whose log-in is not told."""
    coming = Booking.objects.filter(
        hub=hub,
        state=BookingState.CONFIRMED,
        during__startswith__gt=at,
        placed_by__in=[maker.booker for maker in makers[1:]],
    )
    soonest = coming.select_related("placed_by").order_by("during", "pk").first()
    if soonest is not None:
        mark(address=soonest.placed_by.email, code=550, said=toml("talk")["refused"]["said"], now=at)
