"""What funds and provisional bands still allow. Read for a quote, and again under the locks when it is reserved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from funding.models.agreements import Fund
from funding.models.allocations import Allocation, AllocationState
from funding.models.bands import BandPolicy
from hub.kit.sql import rows

LIVE = (AllocationState.RESERVED, AllocationState.SETTLED)
# The years of declarations are those of the country whose funds these are.
COUNTRY = ZoneInfo("Europe/Amsterdam")


# By year an organisation's, by month everybody's; what has no cap is not added up.
LEFT = """
SELECT fund.id,
    greatest(COALESCE(account.balance_cents, 0) + fund.guaranteed_cents, 0),
    CASE WHEN fund.cap_per_organisation_cents IS NOT NULL THEN greatest(fund.cap_per_organisation_cents - (
        SELECT COALESCE(sum(used.cents), 0) FROM funding_allocation used
        WHERE used.fund_id = fund.id AND used.organisation_id = %(organisation)s::bigint
            AND used.counts_on >= %(year)s AND used.counts_on < %(next_year)s
            AND used.state IN ('reserved', 'settled')
    ), 0)::bigint END,
    CASE WHEN fund.cap_per_month_cents IS NOT NULL THEN greatest(fund.cap_per_month_cents - (
        SELECT COALESCE(sum(used.cents), 0) FROM funding_allocation used
        WHERE used.fund_id = fund.id AND used.counts_on >= %(month)s AND used.counts_on < %(next_month)s
            AND used.state IN ('reserved', 'settled')
    ), 0)::bigint END
FROM funding_fund fund
LEFT JOIN funding_account account ON account.owner = 'fund:' || fund.id AND account.kind = 'fund_free'
WHERE fund.id = ANY(%(funds)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Left:
    """In cents; None where the fund sets no limit. None of them is below zero."""

    available: int
    of_organisation: int | None
    of_month: int | None


def left_of(funds: Iterable[Fund], *, organisation_id: int, counts_on: date) -> dict[int, Left]:
    """What each fund can still commit for this organisation on that day, by fund id. One query."""
    values = {
        "funds": [fund.pk for fund in funds],
        "organisation": organisation_id,
        "year": date(counts_on.year, 1, 1),
        "next_year": date(counts_on.year + 1, 1, 1),
        "month": counts_on.replace(day=1),
        "next_month": (counts_on.replace(day=1) + timedelta(days=31)).replace(day=1),
    }
    return {
        id_: Left(available, of_organisation, in_month)
        for id_, available, of_organisation, in_month in rows(LEFT, values)
    }


def policy_on(on: date) -> BandPolicy | None:
    """What provisional bands are good for on a day."""
    return BandPolicy.objects.filter(valid_from__lte=on).order_by("-valid_from").first()


def provisional_cap(on: date) -> int:
    """The cents that funds and hubs together carry for an organisation on a provisional band; without a policy none."""
    policy = policy_on(on)
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
