"""What the steps that end, charge, move and restore share: the allocations of one thing, with their funds held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from funding.actions._ledger import Slot, fund_free, fund_reserved
from funding.actions._paid_out import put_right
from funding.actions._states import demand_none_closed
from funding.actions.reserve import locked_funds
from funding.models import Allocation, AllocationKind, AllocationState, Fund
from hub.kit.refs import Ref
from hub.kit.transactions import step

# What a change put something else in the place of is history.
OF_THE_PRICE = Q(kind=AllocationKind.PRICE, replaced=False)


@dataclass(frozen=True, slots=True)
class Held:
    """The rows, the oldest first, and the funds of them by id; all of them locked."""

    rows: list[Allocation]
    funds: dict[int, Fund]

    @property
    def by_fund(self) -> dict[int, int]:
        out: dict[int, int] = {}
        for row in self.rows:
            if row.fund_id:
                out[row.fund_id] = out.get(row.fund_id, 0) + row.cents
        return out

    @property
    def of_hub(self) -> int:
        return sum(row.cents for row in self.rows if row.fund_id is None)


@step
def held(*, about: Ref, which: Q) -> Held:
    """The allocations of something, their funds locked by id before them."""
    mine = Allocation.objects.filter(which, about=about)
    ids = {id_ for id_ in mine.values_list("fund_id", flat=True) if id_}
    funds = locked_funds(dict.fromkeys(ids, 0)) if ids else []
    # Read again under the lock: somebody else may have released or settled it meanwhile.
    rows = list(mine.select_for_update(no_key=True).order_by("pk"))
    return Held(rows, {fund.pk: fund for fund in funds})


@step
def demand_not_accounted_for(ours: Held) -> None:
    """Before what is settled is given back or taken again: a fund whose agreement is closed has accounted for it.
    Raises `AgreementIsClosed`."""
    demand_none_closed(ours.funds)


def moved(
    funds: Mapping[int, Fund], *, reserved: Mapping[int, int], free: Mapping[int, int]
) -> dict[Slot, int]:
    """Cents by account, for what changes of each fund's reserved and free money."""
    out: dict[Slot, int] = {}
    for id_, fund in funds.items():
        out[fund_reserved(fund)] = reserved.get(id_, 0)
        out[fund_free(fund)] = free.get(id_, 0)
    return out


@step
def put(rows: Iterable[Allocation], state: AllocationState, now: datetime, *, replaced: bool = False) -> None:
    """What a hub was paid for it and has too much by that, or is owed again, is put right with its next payout."""
    rows = list(rows)
    put_right(rows, state, now)
    for row in rows:
        row.state, row.replaced = state, replaced
        row.settled_at = now if state == AllocationState.SETTLED else None
        row.released_at = now if state == AllocationState.RELEASED else None
    Allocation.objects.bulk_update(rows, ["state", "settled_at", "released_at", "replaced"])


@step
def settle_fees(rows: Iterable[Allocation], by_fund: Mapping[int, int], number: int, now: datetime) -> None:
    """Write down that of these allocations so much is paid as a fee: each part for the day, the year and the band that
    its allocation counted for, and as the aid that it was."""
    left = dict(by_fund)
    out: dict[tuple[object, ...], Allocation] = {}
    for row in rows:
        cents = min(left.get(row.fund_id or 0, 0), row.cents)
        if not cents:
            continue
        left[row.fund_id or 0] -= cents
        key = (row.fund_id, row.counts_on, row.provisional, row.aid_basis, row.reserved_at)
        fee = out.setdefault(key, _fee(row, number, now))
        fee.cents += cents
    if any(left.values()):
        raise ValueError("nobody pays more of a fee than they had set aside")
    Allocation.objects.bulk_create(out.values())


def _fee(row: Allocation, number: int, now: datetime) -> Allocation:
    return Allocation(
        about=row.about,
        organisation_id=row.organisation_id,
        fund_id=row.fund_id,
        kind=AllocationKind.FEE,
        portion=number,
        cents=0,
        counts_on=row.counts_on,
        provisional=row.provisional,
        band_code=row.band_code,
        aid_basis=row.aid_basis,
        granted_on=row.granted_on,
        state=AllocationState.SETTLED,
        reserved_at=row.reserved_at,
        settled_at=now,
    )
