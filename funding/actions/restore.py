from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.actions._held import OF_THE_PRICE, Held, demand_not_accounted_for, held, put
from funding.actions._ledger import BelowFloor, Slot, post
from funding.models import (
    AccountKind,
    AidBasis,
    AllocationKind,
    AllocationState,
    BandDeclaration,
    Entry,
    EntryKind,
    Posting,
)
from funding.models.aiding import aid_of
from funding.models.bands import LIVE_DECLARATIONS
from funding.models.limits import COUNTRY, caps_count_from, left_of, provisional_cap, provisional_used
from funding.rules.time import local_day
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


class GivenElsewhere(Refusal):
    code = "given_elsewhere"
    message = _(
        "What %(fund)s got back was given to another booking meanwhile, so it cannot carry this one again."
    )


@step
def restore(
    *, about: Ref, number: int, organisation: Organisation, now: datetime, actor: Actor
) -> Entry | None:
    """Take back `charge_no_show`: the price is settled as it was, by the opposite of the entry that changed it.

    The caller holds the organisation's key. Raises `AgreementIsClosed` where a fund has accounted for it,
    `GivenElsewhere` where a fund, what is left while a band is provisional, or what the law allows of aid, cannot carry
    its part again."""
    # The funds of the fee are some of those of the price.
    ours = held(about=about, which=OF_THE_PRICE)
    fees = held(about=about, which=Q(kind=AllocationKind.FEE, portion=number))
    for rows in (ours, fees):
        demand_not_accounted_for(rows)
    paid = fees.by_fund
    again = {id_: cents - paid.get(id_, 0) for id_, cents in ours.by_fund.items()}
    put(fees.rows, AllocationState.RELEASED, now)
    _check_caps(ours, organisation)
    _check_provisional(ours, organisation, now)
    _check_aid(ours, organisation, now)
    put(ours.rows, AllocationState.SETTLED, now)
    entry = Entry.objects.filter(idempotency_key=f"no-show:{about}:{number}").first()
    if entry is None:
        return None
    try:
        return post(
            kind=EntryKind.CAME,
            about=about,
            key=f"came:{about}:{number}",
            amounts=_opposite(entry),
            now=now,
            reverses=entry,
        )
    except BelowFloor as below:
        short = next(fund for id_, fund in ours.funds.items() if fund.ref == below.slot.owner and again[id_])
        raise GivenElsewhere(fund=short.name) from below


def _opposite(entry: Entry) -> Mapping[Slot, int]:
    postings = Posting.objects.filter(entry=entry).select_related("account")
    return {
        Slot(AccountKind(each.account.kind), each.account.owner, each.account.floor_cents): -each.cents
        for each in postings
    }


def _check_caps(ours: Held, organisation: Organisation) -> None:
    """Others may have had what came back, within the caps of that year and month."""
    for row in ours.rows:
        if row.fund_id is None:
            continue
        fund = ours.funds[row.fund_id]
        left = left_of([fund], organisation_id=organisation.pk, counts_on=row.counts_on)[fund.pk]
        caps = [cap for cap in (left.of_organisation, left.of_month) if cap is not None]
        if any(_wanted(ours, row.fund_id, row.counts_on.year) > cap for cap in caps):
            raise GivenElsewhere(fund=fund.name)


def _wanted(ours: Held, fund_id: int, year: int) -> int:
    """All that the fund would carry of it in that year; nearly always in one month."""
    return sum(row.cents for row in ours.rows if row.fund_id == fund_id and row.counts_on.year == year)


def _check_provisional(ours: Held, organisation: Organisation, now: datetime) -> None:
    """What was had before the cap of the latest year began to count is in that of an earlier one, and stays there."""
    year = (
        BandDeclaration.objects.filter(organisation=organisation, status__in=LIVE_DECLARATIONS)
        .order_by("-fiscal_year")
        .values_list("fiscal_year", flat=True)
        .first()
    )
    if year is None:
        return
    since = caps_count_from(year)
    wanted = sum(row.cents for row in ours.rows if row.provisional and row.reserved_at >= since)
    if not wanted:
        return
    used = provisional_used(organisation_id=organisation.pk, fiscal_year=year)
    if used + wanted > provisional_cap(local_day(now, COUNTRY)):
        raise GivenElsewhere(fund=organisation.name)


def _check_aid(ours: Held, organisation: Organisation, now: datetime) -> None:
    """What of it was de minimis aid is granted again, beside what was granted since."""
    wanted = sum(row.cents for row in ours.rows if row.aid_basis == AidBasis.DE_MINIMIS)
    if wanted and wanted > aid_of(organisation.pk, on=local_day(now, COUNTRY)).left_cents:
        raise GivenElsewhere(fund=organisation.name)
