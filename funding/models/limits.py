"""What funds and provisional bands still allow. Read for a quote, and again under the locks when it is reserved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from funding.models.agreements import Fund
from funding.models.allocations import Allocation, AllocationState
from funding.models.bands import BandPolicy
from funding.models.ledger import Account, AccountKind

LIVE = (AllocationState.RESERVED, AllocationState.SETTLED)
# The years of declarations are those of the country whose funds these are.
COUNTRY = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Left:
    """In cents; None where the fund sets no limit. None of them is below zero."""

    available: int
    of_organisation: int | None
    of_month: int | None


def left_of(funds: Iterable[Fund], *, organisation_id: int, counts_on: date) -> dict[int, Left]:
    """What each fund can still commit for this organisation on that day, by fund id. Two queries."""
    funds = list(funds)
    free = dict(
        Account.objects.filter(
            kind=AccountKind.FUND_FREE, owner__in=[fund.ref for fund in funds]
        ).values_list("owner", "balance_cents")
    )
    used = _used(funds, organisation_id, counts_on)
    out = {}
    for fund in funds:
        by_organisation, in_month = used.get(fund.pk, (0, 0))
        out[fund.pk] = Left(
            available=max(free.get(fund.ref, 0) + fund.guaranteed_cents, 0),
            of_organisation=_less(fund.cap_per_organisation_cents, by_organisation),
            of_month=_less(fund.cap_per_month_cents, in_month),
        )
    return out


def provisional_cap(on: date) -> int:
    """The cents that funds and hubs together carry for an organisation on a provisional band; without a policy none."""
    policy = BandPolicy.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return policy.provisional_cap_cents if policy else 0


def provisional_used(*, organisation_id: int, fiscal_year: int) -> int:
    """What an organisation has had on provisional bands since a declaration over that year could be made.

    Counted from 1 January after the fiscal year, not from the declaration: declaring again does not start anew.
    """
    since = datetime(fiscal_year + 1, 1, 1, tzinfo=COUNTRY).astimezone(UTC)
    rows = Allocation.objects.filter(
        organisation_id=organisation_id, provisional=True, state__in=LIVE, reserved_at__gte=since
    )
    return rows.aggregate(cents=Sum("cents", default=0))["cents"]


def _used(funds: list[Fund], organisation_id: int, counts_on: date) -> dict[int, tuple[int, int]]:
    """By fund: what the organisation had in the calendar year, and what everybody had in the calendar month."""
    rows = (
        Allocation.objects.filter(fund__in=funds, state__in=LIVE, counts_on__year=counts_on.year)
        .values("fund_id")
        .annotate(
            by_organisation=Sum("cents", filter=Q(organisation_id=organisation_id), default=0),
            in_month=Sum("cents", filter=Q(counts_on__month=counts_on.month), default=0),
        )
    )
    return {row["fund_id"]: (row["by_organisation"], row["in_month"]) for row in rows}


def _less(cap: int | None, used: int) -> int | None:
    return None if cap is None else max(cap - used, 0)
