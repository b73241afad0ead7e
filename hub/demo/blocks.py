"""What Effenaar keeps to itself: a production of its own, a broken microphone, a new floor over a booking, and nights
on which the clock changes."""

from datetime import datetime, time, timedelta

from bookings.actions._blocking import hold_units
from bookings.actions.block import said_of
from bookings.models import Block, BlockKind, Booking, BookingState
from bookings.models.availability import free_units
from facilities.models import Facility, Hub, Unit, UnitState
from funding.rules.lines import LineWish
from hub.kit.audit import record
from hub.kit.periods import Period
from hub.kit.transactions import step
from members.models import Grant, Role, User


@step
def make_blocks(*, hub: Hub, now: datetime) -> None:
    staff = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref).order_by("pk")[0].person
    booking = _first_confirmed(hub, now)
    line = booking.lines.order_by("position")[0]
    unit = line.occupancies.filter(released_at=None).order_by("unit_id")[0].unit
    _block([unit], line.period, BlockKind.MAINTENANCE, "Nieuwe vloer", staff, now)
    today = now.astimezone(hub.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = today + timedelta(days=9)
    evening = Period(day.replace(hour=17), day.replace(hour=22))
    _free(hub, evening, BlockKind.PRODUCTION, "Open podium", "studio", staff, now)
    week = Period(today.replace(hour=7), today.replace(hour=7) + timedelta(days=7))
    _free(hub, week, BlockKind.OUT_OF_ORDER, "Kapsel gebarsten", "equipment", staff, now)
    for night in _clock_changes(hub, now):
        _free(hub, night, BlockKind.PRODUCTION, "Nachtopname", "studio", staff, now)


def _clock_changes(hub: Hub, now: datetime) -> list[Period]:
    """The next two nights of another length, from one in the morning until six."""
    midnight = datetime.combine(now.astimezone(hub.zone).date(), time(), hub.zone)
    days = (midnight + timedelta(days=number) for number in range(1, 366))
    changed = [day for day in days if day.utcoffset() != (day + timedelta(days=1)).utcoffset()]
    return [Period(day.replace(hour=1), day.replace(hour=6)) for day in changed]


def _first_confirmed(hub: Hub, now: datetime) -> Booking:
    """From the day after tomorrow on."""
    soon = Booking.objects.filter(
        hub=hub, state=BookingState.CONFIRMED, during__startswith__gt=now + timedelta(days=2)
    )
    return soon.order_by("during", "pk")[0]


@step
def _free(
    hub: Hub, period: Period, kind: BlockKind, title: str, family: str, staff: User, now: datetime
) -> None:
    """The last unit that is free then of the first thing of a family."""
    things = Facility.objects.filter(
        hub=hub, kind__family=family, state="live", units__state=UnitState.IN_SERVICE
    )
    for thing in things.distinct().order_by("pk"):
        ((*units,),) = free_units(wishes=[LineWish(thing.pk, 1, period)], now=now)
        if units:
            _block([Unit.objects.get(pk=units[-1])], period, kind, title, staff, now)
            return


@step
def _block(
    units: list[Unit], period: Period, kind: BlockKind, title: str, staff: User, now: datetime
) -> None:
    hub = units[0].facility.hub
    made = Block.objects.create(
        hub=hub,
        kind=kind,
        title=title,
        during=period.to_range(),
        created_by=staff,
        created_at=now - timedelta(hours=1),
    )
    ids = [unit.pk for unit in units]
    hold_units(block=made, unit_ids=ids, period=period, now=now, around=True)
    record(
        action="bookings.block",
        about=made.ref,
        actor=staff,
        now=made.created_at,
        hub_id=hub.pk,
        facts=said_of(made, ids) | {"hit": []},
    )
