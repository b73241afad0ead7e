from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._hours import NoHoursLeft, lock_for, take_hours
from funding.actions._ledger import BelowFloor, fund_free, fund_reserved, post
from funding.models import AidBasis, Allocation, EntryKind, Fund, HourPledge
from funding.models.aiding import aid_of
from funding.models.limits import COUNTRY, left_of, provisional_cap, provisional_used
from funding.rules.quoted import FUND, Quote
from funding.rules.time import local_day
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.reading import columns, take
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import step
from hub.kit.writing import insert
from members.models import Organisation

LOCKED = f"""
SELECT {columns(Fund, "fund")} FROM funding_fund fund
WHERE fund.id = ANY(%(ids)s::bigint[]) ORDER BY fund.id FOR NO KEY UPDATE
"""


class NotEnoughFunds(Refusal):
    code = "not_enough_funds"
    message = _(
        "Somebody else booked a moment earlier, and %(fund)s can no longer carry what we showed you. "
        "Nothing was booked or charged. Look at the new price and decide again."
    )


class AidCeilingReached(NotEnoughFunds):
    code = "aid_ceiling_reached"
    message = _(
        "With another booking a moment earlier %(organisation)s has had all the de minimis aid that the law allows in "
        "three years. Nothing was booked or charged. Look at the new price and decide again."
    )


class ProvisionalCapReached(NotEnoughFunds):
    message = _(
        "Another booking of %(organisation)s used what funds carry on a provisional band a moment earlier. "
        "Nothing was booked or charged. Look at the new price and decide again."
    )


class HoursGone(NotEnoughFunds):
    code = "hours_gone"
    message = _(
        "Somebody else booked a moment earlier, and of the hours that %(facility)s is opened in kind fewer are left "
        "than we showed you. Nothing was booked or charged. Look at the new price and decide again."
    )


@step
def reserve(
    *, about: Ref, organisation: Organisation, quote: Quote, now: datetime, actor: Actor
) -> list[Allocation]:
    """Commit what the funds and the hub carry of a quote, hours in kind included, all of it or none.

    Locks the funds by id, then the pledges, and looks again at balances and caps. The caller holds the lock of the
    organisation (`LockKind.ORGANISATION`), which makes the provisional cap safe too. Raises `NotEnoughFunds`.
    """
    cents = {share.fund_id: share.cents for share in quote.shares if share.role == FUND and share.fund_id}
    if quote.provisional:
        _check_provisional(organisation, quote, now)
    if cents:
        funds = locked_funds(cents)
        _check_aid(organisation, sum(cents[id_] for id_ in quote.aided), now)
        _check_funds(funds, cents, organisation, quote)
    pledges = lock_for(quote.lines)
    if cents:
        _post(about, funds, cents, now)
    _take_hours(about, organisation, quote, pledges, now)
    gifts: list[tuple[int | None, int]] = list(cents.items())
    if quote.hub_cents:
        gifts.append((None, quote.hub_cents))
    return insert(
        [
            Allocation(
                about=about,
                organisation=organisation,
                fund_id=fund_id,
                cents=amount,
                counts_on=quote.counts_on,
                provisional=quote.provisional,
                band_code=quote.band_code,
                aid_basis=AidBasis.DE_MINIMIS if fund_id in quote.aided else AidBasis.NONE,
                reserved_at=now,
            )
            for fund_id, amount in gifts
        ]
    )


def _take_hours(
    about: Ref, organisation: Organisation, quote: Quote, pledges: Mapping[int, HourPledge], now: datetime
) -> None:
    try:
        take_hours(about=about, organisation=organisation, lines=quote.lines, pledges=pledges, now=now)
    except NoHoursLeft as none_left:
        raise HoursGone(facility=pledges[none_left.pledge_id].facility.name) from none_left


def _check_aid(organisation: Organisation, cents: int, now: datetime) -> None:
    if cents and cents > aid_of(organisation.pk, on=local_day(now, COUNTRY)).left_cents:
        raise AidCeilingReached(organisation=organisation.name)


@step
def locked_funds(ids: Mapping[int, int]) -> list[Fund]:
    """The funds, held by id until the transaction ends. NO KEY: rows that merely point at a fund need not wait."""
    return [take(Fund, iter(found)) for found in rows(LOCKED, {"ids": sorted(ids)})]


@step
def lock_all_pledges() -> None:
    """Beside all funds, where what is given back and what is taken may be hours of any pledge."""
    list(HourPledge.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _check_funds(
    funds: list[Fund], cents: Mapping[int, int], organisation: Organisation, quote: Quote
) -> None:
    left = left_of(funds, organisation_id=organisation.pk, counts_on=quote.counts_on)
    for fund in funds:
        limits = [left[fund.pk].available, left[fund.pk].of_organisation, left[fund.pk].of_month]
        if cents[fund.pk] > min(limit for limit in limits if limit is not None):
            raise NotEnoughFunds(fund=fund.name)


def _check_provisional(organisation: Organisation, quote: Quote, now: datetime) -> None:
    if quote.fiscal_year is None:
        raise ValueError("a provisional quote is about a declared year")
    used = provisional_used(organisation_id=organisation.pk, fiscal_year=quote.fiscal_year)
    if used + quote.funds_cents + quote.hub_cents > provisional_cap(local_day(now, COUNTRY)):
        raise ProvisionalCapReached(organisation=organisation.name)


def _post(about: Ref, funds: list[Fund], cents: Mapping[int, int], now: datetime) -> None:
    amounts = {}
    for fund in funds:
        amounts[fund_free(fund)] = -cents[fund.pk]
        amounts[fund_reserved(fund)] = cents[fund.pk]
    try:
        post(kind=EntryKind.RESERVE, about=about, key=f"reserve:{about}", amounts=amounts, now=now)
    except BelowFloor as below:
        short = next(fund for fund in funds if fund.ref == below.slot.owner)
        raise NotEnoughFunds(fund=short.name) from below
