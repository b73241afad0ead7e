from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import Q

from facilities.models import Hub
from funding.actions._held import OF_THE_PRICE, Held, held, put, settle_fees
from funding.actions._hours import NoHoursLeft, lock_pledges, write
from funding.actions._ledger import (
    BelowFloor,
    Slot,
    fund_free,
    fund_reserved,
    hub_earns,
    organisation_owes,
    post,
)
from funding.actions.reserve import HoursGone, NotEnoughFunds
from funding.models import (
    AidBasis,
    Allocation,
    AllocationKind,
    AllocationState,
    EntryKind,
    Fund,
    HourEntryKind,
)
from funding.models.limits import COUNTRY
from funding.rules.changing import Moved
from funding.rules.time import local_day
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation

# What of one fund counts alike.
Key = tuple[int | None, date, bool, str, datetime]


@step
def rearrange(
    *,
    about: Ref,
    number: int,
    fee_number: int,
    organisation: Organisation,
    hub: Hub,
    moved: Moved,
    now: datetime,
    actor: Actor,
) -> None:
    """What a change (the `number`th of this thing) means for the money: what stays is untouched, what is given up goes
    back to who had set it aside, but for the fee, and what is added is set aside. One entry; none where nothing moves.
    Hours in kind move in the same way.

    The caller holds every fund and pledge, and has priced what is added under these locks. Raises `NotEnoughFunds`.
    """
    ours = held(about=about, which=OF_THE_PRICE & Q(state=AllocationState.RESERVED))
    funds = {**ours.funds, **Fund.objects.in_bulk([id_ for id_ in moved.added if id_])}
    amounts = _amounts(ours, funds, moved)
    amounts[organisation_owes(organisation)] = -moved.fee.own_cents
    amounts[hub_earns(hub)] = moved.fee.cents
    if any(amounts.values()):
        try:
            post(kind=EntryKind.CHANGE, about=about, key=f"change:{about}:{number}", amounts=amounts, now=now)
        except BelowFloor as below:
            short = next(fund for fund in funds.values() if fund.ref == below.slot.owner)
            raise NotEnoughFunds(fund=short.name) from below
    fresh: dict[Key, Allocation] = {}
    gone = list(_replace(ours, moved.kept, fresh))
    _add(about, organisation, moved, fresh, now)
    put(gone, AllocationState.RELEASED, now, replaced=True)
    settle_fees(ours.rows, moved.fee.by_fund, fee_number, now)
    for row in fresh.values():
        row.portion = number
    Allocation.objects.bulk_create(fresh.values())
    _move_hours(about, number, organisation, moved, now)


def _add(
    about: Ref, organisation: Organisation, moved: Moved, fresh: dict[Key, Allocation], now: datetime
) -> None:
    """What is added is reserved now, and granted now where it is aid. What stays beside it keeps its day, its cap and
    its basis; so the two are one only where they are alike in all."""
    for id_, cents in moved.added.items():
        row = _added(about, organisation, moved, id_, now)
        row = fresh.setdefault(_key(row), row)
        row.cents += cents


def _key(row: Allocation) -> Key:
    return row.fund_id, row.counts_on, row.provisional, row.aid_basis, row.reserved_at


def _move_hours(about: Ref, number: int, organisation: Organisation, moved: Moved, now: datetime) -> None:
    if not moved.hours:
        return
    pledges = lock_pledges(id_ for id_, _month in moved.hours)
    try:
        write(
            kind=HourEntryKind.CHANGE,
            about=about,
            organisation_id=organisation.pk,
            moves={hours: (minutes, 0) for hours, minutes in moved.hours.items()},
            values={id_: pledge.value_cents_an_hour for id_, pledge in pledges.items()},
            now=now,
            number=number,
        )
    except NoHoursLeft as none_left:
        raise HoursGone(facility=pledges[none_left.pledge_id].facility.name) from none_left


def _amounts(ours: Held, funds: Mapping[int, Fund], moved: Moved) -> dict[Slot, int]:
    out: dict[Slot, int] = {}
    for id_, fund in funds.items():
        dropped = ours.by_fund.get(id_, 0) - moved.kept.get(id_, 0)
        added = moved.added.get(id_, 0)
        out[fund_reserved(fund)] = added - dropped
        out[fund_free(fund)] = dropped - moved.fee.by_fund.get(id_, 0) - added
    return out


def _replace(
    ours: Held, kept: Mapping[int | None, int], fresh: dict[Key, Allocation]
) -> Iterator[Allocation]:
    """The allocations that end, of each carrier the latest first; of one of which a part stays, that part is made
    anew, for the same day and band."""
    left = dict(kept)
    for row in ours.rows:
        stays = min(left.get(row.fund_id, 0), row.cents)
        left[row.fund_id] = left.get(row.fund_id, 0) - stays
        if stays == row.cents:
            continue
        yield row
        if stays:
            fresh[_key(row)] = _fresh(row, stays)


def _fresh(row: Allocation, cents: int) -> Allocation:
    return Allocation(
        about=row.about,
        organisation_id=row.organisation_id,
        fund_id=row.fund_id,
        kind=AllocationKind.PRICE,
        cents=cents,
        counts_on=row.counts_on,
        provisional=row.provisional,
        band_code=row.band_code,
        aid_basis=row.aid_basis,
        granted_on=row.granted_on,
        reserved_at=row.reserved_at,
    )


def _added(
    about: Ref, organisation: Organisation, moved: Moved, fund_id: int | None, now: datetime
) -> Allocation:
    is_aid = fund_id in moved.aided
    return Allocation(
        about=about,
        organisation=organisation,
        fund_id=fund_id,
        kind=AllocationKind.PRICE,
        cents=0,
        counts_on=moved.counts_on,
        provisional=moved.provisional,
        band_code=moved.band_code,
        aid_basis=AidBasis.DE_MINIMIS if is_aid else AidBasis.NONE,
        granted_on=local_day(now, COUNTRY) if is_aid else None,
        reserved_at=now,
    )
