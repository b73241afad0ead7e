"""What funds and provisional bands still allow. Read for a quote, and again under the locks when it is reserved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from funding.models.agreements import Fund
from funding.models.allocations import AllocationState
from funding.models.bands import BandPolicy
from hub.kit.money import EUR
from hub.kit.sql import rows

LIVE = (AllocationState.RESERVED, AllocationState.SETTLED)
# The years of declarations are those of the country whose funds these are.
COUNTRY = ZoneInfo("Europe/Amsterdam")


# Columns of `fund` beside `account`, its free money. By year an organisation's, by month everybody's; what has no cap
# is not added up. A fund that is being settled has nothing left for anybody new.
LEFT = """
    CASE WHEN fund.closed_at IS NULL
        THEN greatest(COALESCE(account.balance_cents, 0) + fund.guaranteed_cents, 0) ELSE 0 END,
    CASE WHEN fund.cap_per_organisation_cents IS NOT NULL THEN (fund.cap_per_organisation_cents - (
        SELECT COALESCE(sum(used.cents), 0) FROM funding_allocation used
        WHERE used.fund_id = fund.id AND used.organisation_id = %(organisation)s::bigint
            AND used.counts_on >= %(year)s AND used.counts_on < %(next_year)s
            AND used.state IN ('reserved', 'settled')
    ))::bigint END,
    CASE WHEN fund.cap_per_month_cents IS NOT NULL THEN (fund.cap_per_month_cents - (
        SELECT COALESCE(sum(used.cents), 0) FROM funding_allocation used
        WHERE used.fund_id = fund.id AND used.counts_on >= %(month)s AND used.counts_on < %(next_month)s
            AND used.state IN ('reserved', 'settled')
    ))::bigint END"""
FREE_MONEY = (
    "funding_account account ON account.owner = 'fund:' || fund.id AND account.kind = 'fund_free'"
    f" AND account.currency = '{EUR}'"
)
LEFT_OF = f"""
SELECT fund.id, {LEFT} FROM funding_fund fund LEFT JOIN {FREE_MONEY} WHERE fund.id = ANY(%(funds)s::bigint[])
"""
# In cents. Used is counted from 1 January after the fiscal year, not from the declaration: declaring again does not
# start anew.
CAP, SINCE = (
    f"""(
    SELECT policy.{column} FROM funding_bandpolicy policy
    WHERE policy.valid_from <= %(on)s ORDER BY policy.valid_from DESC LIMIT 1
)"""
    for column in ("provisional_cap_cents", "valid_from")
)
USED = """(
    SELECT COALESCE(sum(used.cents), 0)::bigint FROM funding_allocation used
    WHERE used.organisation_id = %(organisation)s::bigint AND used.provisional AND used.state IN ('reserved', 'settled')
        AND used.reserved_at >= make_timestamptz({fiscal_year} + 1, 1, 1, 0, 0, 0, 'Europe/Amsterdam')
)"""
POLICY_ON, USED_SINCE = f"SELECT {CAP}, {SINCE}", f"SELECT {USED.format(fiscal_year='%(fiscal_year)s::int')}"


@dataclass(frozen=True, slots=True)
class Left:
    """In cents; None where the fund sets no limit. Below zero where a cap was lowered under what is reserved: what a
    change gives back fills that up first."""

    available: int
    of_organisation: int | None
    of_month: int | None


def left_of(funds: Iterable[Fund], *, organisation_id: int, counts_on: date) -> dict[int, Left]:
    """What each fund can still commit for this organisation on that day, by fund id. One query."""
    values = {"funds": [fund.pk for fund in funds], **caps_by(organisation_id, counts_on)}
    return {id_: Left(*left) for id_, *left in rows(LEFT_OF, values)}


def caps_by(organisation_id: int, counts_on: date) -> dict[str, Any]:
    """The values that `LEFT` names."""
    month = counts_on.replace(day=1)
    return {
        "organisation": organisation_id,
        "year": date(counts_on.year, 1, 1),
        "next_year": date(counts_on.year + 1, 1, 1),
        "month": month,
        "next_month": (month + timedelta(days=31)).replace(day=1),
    }


def provisional_cap(on: date) -> int:
    """The cents that funds and hubs together carry for an organisation on a provisional band; without a policy none."""
    return provisional_terms(on)[0]


def provisional_terms(on: date) -> tuple[int, date | None]:
    """The same with the day from which it is so."""
    ((cap, since),) = rows(POLICY_ON, {"on": on})
    return cap or 0, since


def policy_on(day: date) -> BandPolicy:
    """The policy that holds on a day; before the first one nothing is carried on a provisional band, and the terms are
    the usual ones."""
    found = BandPolicy.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return found or BandPolicy(valid_from=day, provisional_cap_cents=0)


def caps_count_from(fiscal_year: int) -> datetime:
    """The instant from which `USED` counts: when a declaration over that year could be made."""
    return datetime(fiscal_year + 1, 1, 1, tzinfo=COUNTRY)


def provisional_used(*, organisation_id: int, fiscal_year: int) -> int:
    """What an organisation has had on provisional bands since a declaration over that year could be made."""
    ((used,),) = rows(USED_SINCE, {"organisation": organisation_id, "fiscal_year": fiscal_year})
    return int(used)
