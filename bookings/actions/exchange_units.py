from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bookings.actions._changing import leaves_of
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.actions._judging import SayWhy
from bookings.actions._reaching import held_row
from bookings.actions._telling_of_changes import tell_of_change
from bookings.actions._unchanged import demand_unchanged
from bookings.models import Booking, Occupancy
from bookings.models.bookings import LIVE_STATES, over
from bookings.models.hits import to_exchange
from bookings.permissions import booking_for, may_judge
from hub.kit.audit import record
from hub.kit.errors import Busy, Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import savepoint, step, verb, violated
from members.models import User


class NothingToExchange(Refusal):
    code = "nothing_to_exchange"
    message = _("It is over or has begun, so its units stay what they are.")


class NoSpareUnit(Refusal):
    code = "no_spare_unit"
    message = _("No other unit is free for the whole of that time any more. Choose something else for it.")


@verb
def exchange_units(
    *, number: str, reason: str, actor: User, now: datetime, seen: str = "", prefer: Sequence[int] = ()
) -> Booking:
    """Give a booking other units of the same things for those that are out of service or that a block wants: all of
    them, or none. Those that are free and in `prefer` come first. The price stays; both sides get the mail of a change
    with the reason. Again changes nothing.

    For the hub's staff. Raises `SayWhy`, `NothingToExchange`, `NoSpareUnit`, `ChangedMeanwhile` (`seen`); `Forbidden`
    for who sees the booking but does not work there, Http404 for a stranger.
    """
    found = booking_for(actor, number)
    if not may_judge(actor, found):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    locked = leaves_of(found.lines.all())
    lock((LockKind.FACILITY, id_) for id_ in locked)
    booking = held_row(number=number, actor=actor)
    demand_unchanged(booking, seen)
    demand_to_come(booking, now)
    if not locked >= leaves_of(booking.lines.all()):
        raise Busy()
    exchanged(booking=booking, reason=reason.strip(), actor=actor, now=now, prefer=prefer)
    return booking


@step
def exchanged(
    *,
    booking: Booking,
    reason: str,
    actor: User,
    now: datetime,
    prefer: Sequence[int] = (),
    tells: bool = True,
) -> None:
    """The same within a verb that holds the booking's row and the keys of all that it holds, and that tells its two
    sides itself unless `tells`. Raises `NoSpareUnit`."""
    swaps = to_exchange(booking=booking, now=now, prefer=prefer)
    found_spares = [(old, spare.pk) for old, spare in swaps if spare]
    if len(found_spares) != len(swaps):
        raise NoSpareUnit()
    if swaps:
        _exchange(booking, found_spares, now)
        _written_down(booking, found_spares, actor, reason, now)
    if swaps and tells:
        tell_of_change(booking=booking, now=now, why=reason)


def demand_to_come(booking: Booking, now: datetime) -> None:
    is_over = booking.state not in LIVE_STATES or Booking.objects.filter(over(now), pk=booking.pk).exists()
    if is_over or booking.period.start <= now:
        raise NothingToExchange()


@step
def _exchange(booking: Booking, swaps: list[tuple[Occupancy, int]], now: datetime) -> None:
    freed = give_up(Occupancy.objects.live().filter(pk__in=[old.pk for old, _unit in swaps]), now)
    taken = [
        Occupancy(unit_id=unit, line_id=old.line_id, during=old.during, reason=old.reason)
        for old, unit in swaps
    ]
    try:
        with savepoint():
            Occupancy.objects.bulk_create(taken)
    except IntegrityError as error:
        if violated(error) != "occupancy_no_unit_twice":
            raise
        raise Busy() from error
    fill_for_blocks(freed)
    booking.sequence += 1
    booking.save(update_fields=["sequence"])


@step
def _written_down(
    booking: Booking, swaps: list[tuple[Occupancy, int]], actor: User, reason: str, now: datetime
) -> None:
    record(
        action="bookings.exchange_units",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"from": [old.unit_id for old, _unit in swaps], "to": [unit for _old, unit in swaps]},
    )
