"""How several bookings end at once: all keys, then all rows, then all funds, in the order of docs/locking.md."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from bookings.actions._ending import end, lock_all_funds_and_pledges, release_lapsed
from bookings.actions._giving_back import hold_what_was_paid_for
from bookings.actions._passing_on import passing_on
from bookings.models import Booking, BookingState
from bookings.models.behind import Behind, behind
from bookings.models.series_reads import CHANGEABLE
from bookings.permissions import seen
from funding.rules.fees import Fee
from hub.kit.audit import Actor
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step
from members.models import User

Waits = dict[int, Behind]


@step
def hold_each(*, rows: QuerySet[Booking], actor: User, now: datetime) -> tuple[list[Booking], Waits]:
    """The bookings that may still end, their rows held, by start; and who waits behind which, whose keys are had."""
    waits = _lock_behind(rows, now)
    ids = list(rows.values_list("pk", flat=True))
    held = Booking.objects.select_related(
        "hub", "organisation__municipality", "placed_by", "series", "house_rules"
    )
    held = held.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    # Somebody may have been first with one of them.
    live = [seen(actor, each) for each in held if each.state in CHANGEABLE and each.period.start > now]
    leaves = frozenset(id_ for each in waits.values() for id_ in each.leaf_ids)
    hold_what_was_paid_for(bookings=live)
    if leaves:
        # All rows of bookings before all funds: what has lapsed in the way of who waits goes now.
        release_lapsed(facility_ids=leaves, now=now)
    lock_all_funds_and_pledges()
    return sorted(live, key=lambda each: (each.period.start, each.pk)), waits


def _lock_behind(rows: QuerySet[Booking], now: datetime) -> Waits:
    waiting = {each.pk: behind(each.number, now) for each in rows.filter(has_second=True)}
    waits = {pk: found for pk, found in waiting.items() if found}
    keys = {(LockKind.FACILITY, id_) for each in waits.values() for id_ in each.leaf_ids}
    keys |= {(LockKind.ORGANISATION, each.organisation_id) for each in waits.values()}
    keys |= {(LockKind.PERSON, each.person_id) for each in waits.values()}
    if keys:
        lock(keys)
    return waits


@step
def end_each(
    *,
    bookings: Sequence[Booking],
    waits: Waits,
    fees: Sequence[Fee],
    actor: Actor,
    now: datetime,
    reason: str = "",
    how: str = "",
) -> None:
    """Cancelled, or declined (`how` it is written down); whoever waits behind one is first now. The caller tells."""
    for booking, fee in zip(bookings, fees, strict=True):
        booking.sequence += 1
        with passing_on(first=booking, waits=waits.get(booking.pk), now=now):
            end(
                booking=booking,
                state=BookingState.CANCELLED,
                actor=actor,
                now=now,
                reason=reason,
                how=how,
                fee=fee,
            )
