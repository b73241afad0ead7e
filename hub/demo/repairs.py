"""What Effenaar found another unit for: one of its microphones crackles, and who had booked it gets another one."""

from datetime import datetime, timedelta

from bookings.actions._blocking import hold_units
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.actions.block import said_of
from bookings.models import Block, BlockKind, Booking, BookingState, Occupancy
from bookings.models.hits import hits, to_exchange
from facilities.models import Hub
from hub.demo.reading import toml
from hub.kit.audit import record
from hub.kit.periods import Period
from hub.kit.transactions import step
from members.models import Grant, Role, User

AN_HOUR = timedelta(hours=1)


@step
def make_a_repair(*, hub: Hub, now: datetime) -> None:
    """Of the first booking to come that has something of which another one is free then, and that nothing else is in
    the way of: what waits for a decision goes on waiting."""
    staff = Grant.objects.filter(role=Role.HUB_STAFF, scope=hub.ref).order_by("pk")[0].person
    soon = Booking.objects.filter(
        hub=hub, state=BookingState.CONFIRMED, during__startswith__gt=now + timedelta(days=1)
    )
    waits = {hit.number for hit in hits(hub=hub, now=now)}
    coming = Occupancy.objects.live().filter(line__booking__in=soon, unit__facility__kind__slug="microphone")
    coming = (
        coming.exclude(line__booking__number__in=waits)
        .select_related("unit__facility", "line__booking__hub")
        .order_by("during", "pk")
    )
    for held in coming[:40]:
        units = held.unit.facility.units.filter(state="in_service").values_list("pk", flat=True)
        during = Period.from_range(held.during)
        taken = Occupancy.objects.overlapping(list(units), during).values("unit").distinct().count()
        if taken < len(units):
            assert held.line
            _crackles(held, during, staff, now - 3 * AN_HOUR)
            _exchanged(held.line.booking, staff, now - 2 * AN_HOUR)
            return


@step
def _crackles(held: Occupancy, during: Period, staff: User, at: datetime) -> None:
    assert held.line
    booking = held.line.booking
    block = Block.objects.create(
        hub=booking.hub,
        kind=BlockKind.OUT_OF_ORDER,
        title=toml("talk")["repair"]["title"],
        during=during.to_range(),
        created_by=staff,
        created_at=at,
    )
    hold_units(block=block, unit_ids=[held.unit_id], period=during, now=at, around=True)
    record(
        action="bookings.block",
        about=block.ref,
        actor=staff,
        now=at,
        hub_id=booking.hub_id,
        facts=said_of(block, [held.unit_id]) | {"hit": [booking.number]},
    )


@step
def _exchanged(booking: Booking, staff: User, at: datetime) -> None:
    """Of what it holds only this one is out, and another is free."""
    swaps = [(old, spare) for old, spare in to_exchange(booking=booking, now=at) if spare]
    freed = give_up(Occupancy.objects.live().filter(pk__in=[old.pk for old, _spare in swaps]), at)
    Occupancy.objects.bulk_create(
        Occupancy(unit=spare, line_id=old.line_id, during=old.during, reason=old.reason)
        for old, spare in swaps
    )
    fill_for_blocks(freed)
    booking.sequence += 1
    booking.save(update_fields=["sequence"])
    record(
        action="bookings.exchange_units",
        about=booking.ref,
        actor=staff,
        now=at,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=toml("talk")["repair"]["reason"],
        facts={"from": [old.unit_id for old, _spare in swaps], "to": [spare.pk for _old, spare in swaps]},
    )
