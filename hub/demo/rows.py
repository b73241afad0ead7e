"""The rows of many bookings at once, as the verbs would have left them one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from bookings.actions._telling import CANCELLED, CONFIRMED, HUB, OPTIONED, PLACER, REQUESTED
from bookings.models import Booking, BookingState, Fee, FeeKind, Line, Occupancy
from facilities.models import Leaf
from funding.models import Allocation, AllocationKind, AllocationState
from funding.rules import fees
from funding.rules.quote import Quote
from funding.rules.quoted import charged_json
from hub.demo.books import Books
from hub.demo.wishes import Wish
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import step

AT_ONCE = 2_000


@dataclass(slots=True)
class Told:
    """A wish that came true: its booking and its price, and the fee where it was cancelled late."""

    wish: Wish
    booking: Booking
    price: Quote
    fee: fees.Fee = fees.NOTHING


@step
def save(told: Sequence[Told], books: Books) -> None:
    Booking.objects.bulk_create([each.booking for each in told], batch_size=AT_ONCE)
    leaves = _leaves_of_wholes()
    lines = [list(_lines(each, leaves)) for each in told]
    Line.objects.bulk_create([line for those in lines for line in those], batch_size=AT_ONCE)
    taken = [
        occupancy for each, those in zip(told, lines, strict=True) for occupancy in _occupancies(each, those)
    ]
    Occupancy.objects.bulk_create(taken, batch_size=AT_ONCE)
    Allocation.objects.bulk_create([row for each in told for row in _allocations(each)], batch_size=AT_ONCE)
    Fee.objects.bulk_create([_fee(each) for each in told if each.fee.cents], batch_size=AT_ONCE)
    books.write()
    AuditRow.objects.bulk_create(
        sorted((row for each in told for row in _trail(each)), key=lambda row: row.at), batch_size=AT_ONCE
    )
    OutboxMessage.objects.bulk_create([row for each in told for row in _mails(each)], batch_size=AT_ONCE)


def _leaves_of_wholes() -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Leaf.objects.exclude(whole=F("leaf")).values_list("whole", "leaf", "quantity")
    for whole, leaf, quantity in rows:
        found.setdefault(whole, {})[str(leaf)] = quantity
    return found


def _lines(told: Told, leaves: Mapping[int, dict[str, int]]) -> Iterator[Line]:
    for position, (wish, priced) in enumerate(zip(told.wish.lines, told.price.lines, strict=True)):
        yield Line(
            booking=told.booking,
            facility_id=wish.facility_id,
            quantity=wish.quantity,
            during=wish.period.to_range(),
            list_cents=priced.list_cents,
            vat_bp=priced.vat_bp,
            rates=charged_json(priced.rates),
            position=position,
            leaves=leaves.get(wish.facility_id, {}),
            terms=priced.terms.to_json(),
        )


def _occupancies(told: Told, lines: Sequence[Line]) -> Iterator[Occupancy]:
    for line, units in zip(lines, told.wish.units, strict=True):
        for unit, held in units:
            yield Occupancy(
                unit_id=unit, line=line, during=held.to_range(), released_at=told.booking.ended_at
            )


def _allocations(told: Told) -> Iterator[Allocation]:
    booking = told.booking
    gifts: dict[int | None, int] = {
        share.fund_id: share.cents for share in told.price.shares if share.fund_id
    }
    if told.price.hub_cents:
        gifts[None] = told.price.hub_cents
    state = AllocationState.RESERVED
    if booking.ended_at:
        state = AllocationState.RELEASED
    elif booking.completed_at:
        state = AllocationState.SETTLED
    for fund_id, cents in gifts.items():
        yield _allocation(
            told,
            fund_id,
            cents,
            state=state,
            settled_at=booking.completed_at,
            released_at=booking.ended_at,
        )
    for fund_id, cents in told.fee.by_fund.items():
        paid = AllocationState.SETTLED
        yield _allocation(
            told,
            fund_id,
            cents,
            kind=AllocationKind.FEE,
            portion=1,
            state=paid,
            settled_at=booking.ended_at,
        )


def _allocation(told: Told, fund_id: int | None, cents: int, **facts: Any) -> Allocation:
    return Allocation(
        about=told.booking.ref,
        organisation_id=told.booking.organisation_id,
        fund_id=fund_id,
        cents=cents,
        counts_on=told.price.counts_on,
        provisional=told.price.provisional,
        band_code=told.price.band_code,
        reserved_at=told.booking.placed_at,
        **facts,
    )


def _fee(told: Told) -> Fee:
    assert told.booking.ended_at
    return Fee(
        booking=told.booking,
        number=1,
        kind=FeeKind.CANCELLED,
        own_cents=told.fee.own_cents,
        funds_cents=told.fee.funds_cents,
        by_rate=[[bp, reason, cents] for (bp, reason), cents in told.fee.by_rate.items()],
        back_cents=told.booking.funds_cents - told.fee.funds_cents,
        charged_at=told.booking.ended_at,
    )


def _trail(told: Told) -> Iterator[AuditRow]:
    booking = told.booking
    who = booking.placed_by_id
    cancelled = booking.state == BookingState.CANCELLED
    money = {"own_cents": booking.own_cents, "funds_cents": booking.funds_cents}
    yield _row(booking, "place", booking.placed_at, who, {"list_cents": booking.list_cents, **money})
    if booking.optioned_at:
        yield _row(booking, "take_option", booking.optioned_at, who, {})
    if booking.requested_at:
        yield _row(booking, "request", booking.requested_at, who, {"house_rules": 1})
    if booking.confirmed_at:
        facts = {"own_cents": booking.own_cents, "house_rules": 1}
        yield _row(booking, "confirm", booking.confirmed_at, who, facts)
    if booking.ended_at:
        verb, actor = ("cancel", who) if cancelled else ("expire_holds", None)
        yield _row(booking, verb, booking.ended_at, actor, {})
    if booking.completed_at:
        yield _row(booking, "complete_ended", booking.completed_at, None, money)


def _row(booking: Booking, verb: str, at: datetime, actor: int | None, facts: dict[str, int]) -> AuditRow:
    return AuditRow(
        at=at,
        actor_id=actor,
        action=f"bookings.{verb}",
        about=booking.ref,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts=facts,
    )


def _mails(told: Told) -> Iterator[OutboxMessage]:
    """Marked as sent: nobody gets mail about what happened in a demonstration's past."""
    booking = told.booking
    happened = [
        (OPTIONED, 0, booking.optioned_at),
        (REQUESTED, 0, booking.requested_at),
        (CONFIRMED, 0, booking.confirmed_at),
    ]
    if booking.state == BookingState.CANCELLED:
        happened.append((CANCELLED, booking.sequence, booking.ended_at))
    for kind, sequence, at in happened:
        for reader in (PLACER, HUB):
            if at:
                yield OutboxMessage(
                    kind=kind,
                    about=booking.ref,
                    key=f"{kind}:{booking.number}:{sequence}:{reader}",
                    payload={"reader": reader, "sequence": sequence},
                    created_at=at,
                    due_at=at,
                    done_at=at,
                )
