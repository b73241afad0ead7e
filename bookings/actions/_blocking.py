"""How a block takes units and gives them back; what the verbs about blocks share."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._ending import lapsed_on, release_lapsed
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.models import Block, BlockUnit, Booking, Occupancy
from bookings.models.blocked import (
    blockable,
    bookings_on,
    facility_ids_of,
    first_taken,
    in_the_way,
    unit_ids_of,
)
from bookings.permissions import block_for
from bookings.rules.refusals import SlotTaken
from facilities.actions._promises import BookingsAreHit, hold_back
from facilities.models import Hub
from facilities.rules.promises import Promise, unknown
from hub.kit.errors import Busy, Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step
from members.models import User

LONGEST = timedelta(days=366)
# As far as opening hours are known, and somewhat further.
FURTHEST = timedelta(days=2 * 366)


class NothingToBlock(Refusal):
    code = "nothing_to_block"
    status = 400
    message = _("Choose at least one unit of this hub that is not retired.")


class BlockIsOver(Refusal):
    code = "block_is_over"
    status = 400
    message = _("That is over already. A block ends after now.")


class BlockTooLong(Refusal):
    code = "block_too_long"
    status = 400
    message = _(
        "A block lasts a year at most, and begins within two years. Retire the unit if it does not come back."
    )


class BlockIsLifted(Refusal):
    code = "block_is_lifted"
    message = _("This block is lifted already. Make a new one.")


def check_period(period: Period, now: datetime) -> None:
    """Raises `BlockIsOver`, `BlockTooLong`."""
    if period.end <= now:
        raise BlockIsOver()
    if period.length > LONGEST or period.start > now + FURTHEST:
        raise BlockTooLong()


def check_units(hub: Hub, unit_ids: Collection[int]) -> list[int]:
    """The same ids, in order. Raises `NothingToBlock` for none, and for one that is not the hub's or is retired."""
    found = blockable(hub, unit_ids)
    if not found or len(found) != len(set(unit_ids)):
        raise NothingToBlock()
    return list(found)


@step
def clear_the_way(*, unit_ids: Collection[int], periods: Collection[Period], now: datetime) -> None:
    """The keys of these units' facilities; then the rows of all bookings in these periods, so that none of them ends
    unseen (docs/locking.md); and what has lapsed is let go."""
    facilities = facility_ids_of(unit_ids)
    hold_back(facilities)
    lapsed = lapsed_on(facilities, now)
    there = {booking for period in periods for booking in bookings_on(unit_ids, period)}
    rows = Booking.objects.select_for_update(no_key=True).filter(pk__in={*there, *lapsed})
    list(rows.order_by("pk").values_list("pk"))
    if lapsed:
        release_lapsed(facility_ids=facilities, now=now)


def demand_known(
    unit_ids: Collection[int], period: Period, knowing: Collection[str], now: datetime
) -> list[Promise]:
    """What is in the way. Raises `BookingsAreHit` when something of it is not among the booking numbers `knowing`."""
    hit = in_the_way(unit_ids, period, now)
    if unknown(hit, knowing):
        raise BookingsAreHit(hit)
    return hit


@step
def hold_units(
    *, block: Block, unit_ids: Collection[int], period: Period, now: datetime, around: bool = False
) -> None:
    """The block, just written, holds these units for its period. What somebody has is refused with `SlotTaken`; or,
    where the block goes `around` it, stays theirs, and is the block's as soon as they give it back.

    Locks the facilities, as placing does: who holds units for many blocks in one transaction calls `clear_the_way` for
    all of them first.
    """
    clear_the_way(unit_ids=unit_ids, periods=[period], now=now)
    if not around:
        _demand_free(unit_ids, period)
    BlockUnit.objects.bulk_create([BlockUnit(block=block, unit_id=unit) for unit in sorted(set(unit_ids))])
    try:
        fill_for_blocks((unit, period) for unit in unit_ids)
    except Busy:
        _demand_free(unit_ids, period)
        raise


def _demand_free(unit_ids: Collection[int], period: Period) -> None:
    if taken := first_taken(unit_ids, period):
        raise SlotTaken(facility=taken.facility.name, unit=taken.label)


@step
def release_block(*, block: Block, now: datetime) -> None:
    """It holds nothing any more; what another block wants of that is the other's. The caller has written that it is
    lifted, or what it is to hold instead, and holds what `clear_the_way` takes."""
    fill_for_blocks(give_up(Occupancy.objects.live().filter(block=block), now))


@step
def live_block(
    *, uuid: UUID, actor: User, unit_ids: Collection[int] = (), period: Period | None = None, now: datetime
) -> Block:
    """A block that is to be moved or lifted, held (`held_block`). Raises Http404 for a stranger, `BlockIsLifted`."""
    found = held_block(uuid=uuid, actor=actor, unit_ids=unit_ids, period=period, now=now)
    if found.lifted_at:
        raise BlockIsLifted()
    return found


@step
def held_block(
    *, uuid: UUID, actor: User, unit_ids: Collection[int] = (), period: Period | None = None, now: datetime
) -> Block:
    """A block, lifted or not, with everything held that concerns it, and the units and the time that it may get. Raises
    Http404 for a stranger."""
    found = block_for(actor, uuid)
    mine = unit_ids_of(found.pk)
    clear_the_way(unit_ids={*mine, *unit_ids}, periods=[found.period, *([period] if period else [])], now=now)
    # Somebody else may have moved it before its keys were ours.
    fresh = block_for(actor, uuid)
    if (fresh.during, unit_ids_of(found.pk)) != (found.during, mine):
        raise Busy()
    return fresh
