"""What a funder's desk shows of its money as it is now: in a number of statements that does not grow with bookings."""

from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import QuerySet

from funding.models.agreements import Fund, FundingAgreement, Tranche
from funding.models.allocations import Allocation
from funding.rules.months import MonthFacts, months_from
from hub.kit.reading import columns, take
from hub.kit.sql import rows
from members.models import Organisation
from members.models.reading import organisations_by_id

AGREEMENTS = f"""
SELECT {columns(FundingAgreement, "agreement")}
FROM funding_fundingagreement agreement WHERE agreement.funder_id = %(funder)s::bigint
ORDER BY agreement.state = 'closed', agreement.starts_on, agreement.id
"""
FUNDS = f"""
SELECT {columns(Fund, "fund")},
    coalesce(free.balance_cents, 0), coalesce(reserved.balance_cents, 0), came.received, came.to_come, back.repaid,
    months.settled, coalesce(free.came_back_cents, 0), months.coming,
    months.allocations, paid.out, passed.carried_in, passed.carried_out
FROM funding_fund fund
JOIN funding_fundingagreement agreement ON agreement.id = fund.agreement_id
LEFT JOIN funding_account free ON free.owner = 'fund:' || fund.id AND free.kind = 'fund_free'
    AND free.currency = 'EUR'
LEFT JOIN funding_account reserved ON reserved.owner = 'fund:' || fund.id AND reserved.kind = 'fund_reserved'
    AND reserved.currency = 'EUR'
CROSS JOIN LATERAL (
    SELECT coalesce(sum(received_cents), 0)::bigint AS received,
        coalesce(sum(cents - received_cents) FILTER (WHERE dropped_at IS NULL), 0)::bigint AS to_come
    FROM funding_tranche WHERE fund_id = fund.id
) came
CROSS JOIN LATERAL (
    SELECT coalesce(sum(cents), 0)::bigint AS repaid FROM funding_repayment WHERE fund_id = fund.id
) back
CROSS JOIN LATERAL (
    SELECT coalesce(sum(settled_cents), 0)::bigint AS settled,
        coalesce(sum(reserved_cents) FILTER (WHERE month > %(month)s::date), 0)::bigint AS coming,
        coalesce(sum(allocations), 0)::bigint AS allocations
    FROM funding_fundmonth WHERE fund_id = fund.id
) months
CROSS JOIN LATERAL (
    SELECT coalesce(sum(cents), 0)::bigint AS out FROM funding_payout WHERE fund_id = fund.id
) paid
CROSS JOIN LATERAL (
    SELECT coalesce(sum(carried_cents) FILTER (WHERE into_id = fund.id), 0)::bigint AS carried_in,
        coalesce(sum(carried_cents) FILTER (WHERE fund_id = fund.id), 0)::bigint AS carried_out
    FROM funding_yearend WHERE into_id IS NOT NULL AND (into_id = fund.id OR fund_id = fund.id)
) passed
WHERE agreement.funder_id = %(funder)s::bigint AND (%(fund)s::bigint = 0 OR fund.id = %(fund)s::bigint)
ORDER BY fund.priority, fund.expires_on, fund.id
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """In cents. received + carried in = free + reserved + settled + repaid + carried out, whatever happens."""

    free: int = 0
    reserved: int = 0
    received: int = 0
    to_come: int = 0
    repaid: int = 0
    settled: int = 0
    # What bookings gave back, as a statement over all time says it.
    released: int = 0
    # Reserved for bookings of the months after this one.
    coming: int = 0
    allocations: int = 0
    paid_out: int = 0
    carried_in: int = 0
    carried_out: int = 0

    @property
    def committed(self) -> int:
        return self.reserved + self.settled

    @property
    def owed_to_hubs(self) -> int:
        """Less than nought where hubs were paid for what turned out otherwise."""
        return self.settled - self.paid_out

    @property
    def paid_too_much(self) -> int:
        return max(-self.owed_to_hubs, 0)

    @property
    def at_the_end(self) -> int:
        """What is left if all that is expected comes, and nothing more is booked."""
        return self.free + self.to_come

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )


@dataclass(frozen=True, slots=True)
class FundOnDesk:
    fund: Fund
    figures: Figures


@dataclass(slots=True)
class AgreementOnDesk:
    agreement: FundingAgreement
    funds: list[FundOnDesk] = field(default_factory=list)

    @property
    def figures(self) -> Figures:
        return sum((each.figures for each in self.funds), start=Figures())

    @property
    def guaranteed_cents(self) -> int:
        return sum(each.fund.guaranteed_cents for each in self.funds)


def figures_of(fund: Fund, *, today: date) -> Figures:
    """Of one fund. One statement."""
    (found,) = _on_desk(fund.agreement.funder_id, today, fund.pk)
    return found.figures


def desk_of(funder: Organisation, *, today: date) -> list[AgreementOnDesk]:
    """A funder's agreements, those that are closed last, each with its funds in the order of giving. Two statements,
    and one more where somebody vouches."""
    found = [
        AgreementOnDesk(take(FundingAgreement, iter(each)))
        for each in rows(AGREEMENTS, {"funder": funder.pk})
    ]
    by_id = {each.agreement.pk: each for each in found}
    vouching = {each.agreement.guarantor_id for each in found if each.agreement.guarantor_id}
    guarantors = {each.pk: each for each in organisations_by_id(vouching)}
    for each in found:
        each.agreement.guarantor = guarantors.get(each.agreement.guarantor_id or 0)
    for row in _on_desk(funder.pk, today):
        desk = by_id[row.fund.agreement_id]
        row.fund.agreement = desk.agreement
        desk.funds.append(row)
    return found


def _on_desk(funder_id: int, today: date, fund_id: int = 0) -> list[FundOnDesk]:
    """All the funder's funds, or one."""
    values = {"funder": funder_id, "fund": fund_id, "month": today.replace(day=1)}
    answers = (iter(found) for found in rows(FUNDS, values))
    return [FundOnDesk(take(Fund, left), Figures(*left)) for left in answers]


# By month: what came in less what went back, what is still to come (what is late not before today), what is reserved
# and what is settled.
MONTHS = """
SELECT moved.month, sum(moved.received)::bigint, sum(moved.expected)::bigint, sum(moved.reserved)::bigint,
    sum(moved.settled)::bigint
FROM (
    SELECT date_trunc('month', receipt.received_on)::date AS month, receipt.cents AS received, 0 AS expected,
        0 AS reserved, 0 AS settled
    FROM funding_receipt receipt JOIN funding_tranche tranche ON tranche.id = receipt.tranche_id
    WHERE tranche.fund_id = %(fund)s::bigint
    UNION ALL
    SELECT date_trunc('month', repaid_on)::date, -cents, 0, 0, 0 FROM funding_repayment WHERE fund_id = %(fund)s::bigint
    UNION ALL
    SELECT date_trunc('month', greatest(due_on, %(today)s::date))::date, 0, cents - received_cents, 0, 0
    FROM funding_tranche WHERE fund_id = %(fund)s::bigint AND received_cents < cents AND dropped_at IS NULL
    UNION ALL
    SELECT month, 0, 0, reserved_cents, settled_cents FROM funding_fundmonth WHERE fund_id = %(fund)s::bigint
) moved
GROUP BY moved.month
"""


def months_of(fund: Fund, *, today: date) -> list[MonthFacts]:
    """Month by month what came in and is to come, and what is committed and spent, by the month of the booking. One
    statement."""
    moved = {month: amounts for month, *amounts in rows(MONTHS, {"fund": fund.pk, "today": today})}
    months = months_from(moved.keys() | {today.replace(day=1)})
    return [MonthFacts(month, *moved.get(month, (0, 0, 0, 0))) for month in months]


LATEST = f"""
SELECT {columns(Allocation, "given")}, {columns(Organisation, "organisation")}
FROM funding_allocation given JOIN members_organisation organisation ON organisation.id = given.organisation_id
WHERE given.fund_id = %(fund)s::bigint ORDER BY given.counts_on DESC, given.id DESC LIMIT %(most)s::bigint
"""
TRANCHES = f"""
SELECT {columns(Tranche, "tranche")} FROM funding_tranche tranche
WHERE tranche.fund_id = %(fund)s::bigint ORDER BY tranche.due_on, tranche.id
"""


def latest_from(fund: Fund, most: int) -> list[Allocation]:
    """The first so many of `given_from`, as a fund's page shows them. One statement."""
    found = []
    for each in rows(LATEST, {"fund": fund.pk, "most": most}):
        left = iter(each)
        given = take(Allocation, left)
        given.organisation = take(Organisation, left)
        found.append(given)
    return found


def tranches_of(fund: Fund) -> list[Tranche]:
    """Its payments, the first due first. One statement."""
    return [take(Tranche, iter(each)) for each in rows(TRANCHES, {"fund": fund.pk})]


def given_from(fund: Fund) -> QuerySet[Allocation]:
    """Whom a fund carried, the latest booking first: for whom and how much, never what they declared."""
    return Allocation.objects.filter(fund=fund).select_related("organisation").order_by("-counts_on", "-pk")
