"""How a booking ends before its time: units and money go back, and it is written down who did it and why."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from bookings.actions._fees import next_number, noted
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.actions._giving_back import give_back_surplus, hold_what_was_paid, hold_what_was_paid_for
from bookings.actions._telling import EXPIRED, SERIES_EXPIRED, tell, tell_series, to_be_billed_anew
from bookings.models import Booking, BookingState, FeeKind, Occupancy
from bookings.models.bookings import lapsed
from funding.actions._payments import call_off, held_live_payment
from funding.actions.charge import charge
from funding.actions.release import release
from funding.actions.reserve import lock_all_pledges, locked_funds
from funding.models import Fund
from funding.rules.fees import NOTHING, Fee
from hub.kit.audit import SITE, Actor, record
from hub.kit.transactions import step


@step
def end(
    *,
    booking: Booking,
    state: BookingState,
    actor: Actor,
    now: datetime,
    reason: str = "",
    how: str = "",
    fee: Fee = NOTHING,
) -> None:
    """Cancelled, declined or expired (`how` it is written down), at a fee where there is one; the caller holds the
    booking's row. Where somebody waits behind it, `passing_on` stands around this."""
    if booking.has_second:
        raise RuntimeError(f"{booking} has a second option behind it: see _passing_on")
    was_hold, was_sure = booking.state == BookingState.HELD, booking.state == BookingState.CONFIRMED
    if booking.paying or not was_hold:
        # What comes in all the same goes back in full (bookings.actions.settle_payment).
        no_more_paying(booking=booking, now=now)
    if not was_hold:
        hold_what_was_paid(booking=booking)
    booking.state, booking.ended_at, booking.end_reason = state, now, reason
    booking.save(update_fields=["state", "ended_at", "end_reason", "sequence", "paying"])
    fill_for_blocks(give_up(Occupancy.objects.live().filter(line__booking=booking), now))
    if fee.cents:
        _charge(booking, fee, actor, now)
    else:
        release(about=booking.ref, now=now, actor=actor)
        if was_sure:
            to_be_billed_anew(booking=booking, why="ended", now=now)
    if not was_hold:  # what is paid is a hold no more
        give_back_surplus(booking=booking, now=now)
    verb = "cancel" if state == BookingState.CANCELLED else "expire_holds"
    _written_down(booking, f"bookings.{how or verb}", fee, reason, actor, now)


def _written_down(booking: Booking, action: str, fee: Fee, reason: str, actor: Actor, now: datetime) -> None:
    record(
        action=action,
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"fee_own_cents": fee.own_cents, "fee_funds_cents": fee.funds_cents} if fee.cents else {},
    )


@step
def no_more_paying(*, booking: Booking, now: datetime) -> None:
    """Its payment is called off, and it waits for that no longer."""
    booking.paying = False
    if payment := held_live_payment(booking.ref):
        call_off(payment=payment, now=now)


def _charge(booking: Booking, fee: Fee, actor: Actor, now: datetime) -> None:
    number = next_number(booking)
    charge(
        about=booking.ref,
        number=number,
        organisation=booking.organisation,
        hub=booking.hub,
        fee=fee,
        now=now,
        actor=actor,
    )
    noted(
        booking=booking,
        number=number,
        kind=FeeKind.CANCELLED,
        fee=fee,
        back_cents=booking.funds_cents - fee.funds_cents,
        now=now,
    )


@step
def expire(*, booking: Booking, now: datetime) -> None:
    """Its time is over; the caller holds its row. Both sides are told but of a mere hold, of which nobody knew."""
    was_hold = booking.state == BookingState.HELD and booking.offered_at is None
    booking.sequence += 1
    end(booking=booking, state=BookingState.EXPIRED, actor=SITE, now=now)
    if was_hold:
        return
    if booking.series is None:
        tell(kind=EXPIRED, booking=booking, now=now)
        return
    # All dates that were to be answered by then are over together, and are told of in one mail.
    until = booking.held_until.isoformat()
    tell_series(kind=SERIES_EXPIRED, series=booking.series, bookings=[booking], now=now, occasion=until)


@step
def release_lapsed(*, facility_ids: Iterable[int], now: datetime) -> int:
    """Let go of what waited on units of these facilities until its time was over, also as parts of something; the
    caller holds the facilities' locks.

    What is in their way may hold any funds, and the caller reserves others next. So that funds are still locked in
    one order, all of them are, here and only when something did lapse (docs/locking.md).
    """
    bookings = lapsed_on(facility_ids, now)
    if not bookings:
        return 0
    waited = Booking.objects.select_for_update(no_key=True).filter(lapsed(now), pk__in=bookings)
    rows = list(waited.order_by("pk"))
    hold_what_was_paid_for(bookings=rows)
    lock_all_funds_and_pledges()
    for booking in rows:
        expire(booking=booking, now=now)
    return len(rows)


def lapsed_on(facility_ids: Iterable[int], now: datetime) -> list[int]:
    """The bookings that hold units of these facilities, also as parts of something, and whose time is over."""
    ids = set(facility_ids)
    on_them = Q(lines__facility__in=ids) | Q(lines__leaves__has_any_keys=[str(id_) for id_ in sorted(ids)])
    found = Booking.objects.filter(on_them, lapsed(now))
    return sorted(set(found.values_list("pk", flat=True)))


@step
def lock_all_funds_and_pledges() -> None:
    """Where what is given back and what is taken may be of any funds, or hours of any pledge: in one go, so that there
    is one order."""
    locked_funds(dict.fromkeys(Fund.objects.values_list("pk", flat=True), 0))
    lock_all_pledges()
