"""What a funder's desk shows of its money as it is now: in a number of statements that does not grow with bookings."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import QuerySet

from funding.models.agreements import Fund, FundingAgreement
from funding.models.allocations import Allocation
from funding.models.movements import FundMonth, Receipt, Repayment
from funding.rules.months import MonthFacts, months_from
from hub.kit.sql import rows
from members.models import Organisation

FIGURES = """
SELECT fund.id, coalesce(free.balance_cents, 0), coalesce(reserved.balance_cents, 0), came.received, came.to_come,
    back.repaid, months.settled, months.released, months.coming, months.allocations, paid.out,
    passed.carried_in, passed.carried_out
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
    SELECT coalesce(sum(settled_cents), 0)::bigint AS settled, coalesce(sum(released_cents), 0)::bigint AS released,
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
        return self.settled - self.paid_out

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


def figures_of(funder: Organisation, *, today: date, fund: Fund | None = None) -> dict[int, Figures]:
    """By the id of the fund, in the order of giving: of all the funder's funds or of one. One statement."""
    values = {"funder": funder.pk, "fund": fund.pk if fund else 0, "month": today.replace(day=1)}
    return {id_: Figures(*amounts) for id_, *amounts in rows(FIGURES, values)}


def desk_of(funder: Organisation, *, today: date) -> list[AgreementOnDesk]:
    """A funder's agreements, those that end first on top, each with its funds. Three statements."""
    agreements = FundingAgreement.objects.filter(funder=funder).order_by("closed_at", "starts_on", "pk")
    found = {row.pk: AgreementOnDesk(row) for row in agreements.select_related("guarantor")}
    figures = figures_of(funder, today=today)
    funds = Fund.objects.filter(pk__in=figures).in_bulk()
    for pk, amounts in figures.items():
        desk = found[funds[pk].agreement_id]
        funds[pk].agreement = desk.agreement
        desk.funds.append(FundOnDesk(funds[pk], amounts))
    return sorted(found.values(), key=lambda each: each.agreement.closed_at is not None)


def months_of(fund: Fund, *, today: date) -> list[MonthFacts]:
    """Month by month what came in and is to come, and what is committed and spent, by the month of the booking."""
    kept = {row.month: row for row in FundMonth.objects.filter(fund=fund)}
    moved: dict[date, list[int]] = {}
    came = Receipt.objects.filter(tranche__fund=fund).values_list("received_on", "cents")
    went = Repayment.objects.filter(fund=fund).values_list("repaid_on", "cents")
    _add(moved, ((day, cents) for day, cents in came), 0)
    _add(moved, ((day, -cents) for day, cents in went), 0)
    # What is late is still expected, but not in the past.
    tranches = fund.tranches.awaited().values_list("due_on", "cents", "received_cents")
    _add(moved, ((max(day, today), cents - received) for day, cents, received in tranches), 1)
    return [
        MonthFacts(
            month=month,
            received=moved.get(month, [0, 0])[0],
            expected=moved.get(month, [0, 0])[1],
            reserved=kept[month].reserved_cents if month in kept else 0,
            settled=kept[month].settled_cents if month in kept else 0,
        )
        for month in months_from(kept.keys() | moved.keys() | {today.replace(day=1)})
    ]


def _add(moved: dict[date, list[int]], amounts: Iterable[tuple[date, int]], column: int) -> None:
    for day, cents in amounts:
        moved.setdefault(day.replace(day=1), [0, 0])[column] += cents


def given_from(fund: Fund) -> QuerySet[Allocation]:
    """Whom a fund carried, the latest booking first: for whom and how much, never what they declared."""
    return Allocation.objects.filter(fund=fund).select_related("organisation").order_by("-counts_on", "-pk")
