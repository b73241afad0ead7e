"""Rate bands, agreements, funds with their rules, the payments received and due, and what makers declared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from facilities.models import Kind
from funding.actions._ledger import fund_free, funder, post
from funding.models import (
    BandDeclaration,
    BandPolicy,
    DeclarationStatus,
    EntryKind,
    Fund,
    FundingAgreement,
    FundRule,
    Leftover,
    RateBand,
    Receipt,
    Tranche,
    TrancheKind,
)
from funding.models.limits import COUNTRY
from funding.rules.fiscal import valid_until
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.transactions import step
from members.models import Discipline, Organisation, Region

CENTS = 100
# Declarations come in on 12 January, when the year before is over.
DECLARED = (1, 12)


@dataclass(frozen=True, slots=True)
class Money:
    """What the simulation of bookings needs to know; `received` are (instant, fund, cents)."""

    bands: tuple[RateBand, ...]
    funds: tuple[Fund, ...]
    provisional_cap_cents: int
    received: list[tuple[datetime, Fund, int]] = field(default_factory=list)

    def band_of(self, turnover_cents: int) -> RateBand:
        return next(
            band
            for band in self.bands
            if band.turnover_from_cents <= turnover_cents
            and (band.turnover_to_cents is None or turnover_cents < band.turnover_to_cents)
        )


@step
def make_money(*, funders: Mapping[str, Organisation], monday: date, first: date) -> Money:
    """Payments come every half year, the first before the first booking; one is due within a month, one later."""
    plan = toml("funds")
    valid_from = date(first.year - 1, 1, 1)
    bands = _bands(plan, valid_from)
    cap = plan["provisional_cap"] * CENTS
    BandPolicy.objects.create(valid_from=valid_from, provisional_cap_cents=cap)
    money = Money(tuple(bands), (), cap)
    funds = []
    for number, promise in enumerate(plan["agreement"]):
        agreement = FundingAgreement.objects.create(
            funder=funders[promise["funder"]],
            name=promise["name"],
            starts_on=valid_from,
            ends_on=date(monday.year + 2, 12, 31),
            guarantor=funders.get(promise.get("guarantor", "")),
            decided_on=valid_from - timedelta(days=40 + number),
            reference=promise["reference"],
            granted_cents=promise["granted"] * CENTS,
            leftover=promise.get("leftover", Leftover.CARRY),
            is_demo=True,
        )
        for row in promise["fund"]:
            fund = _fund(agreement, row)
            funds.append(fund)
            due = [first - timedelta(days=20 + 9 * number), monday - timedelta(days=40 - 9 * number)]
            due += [monday + timedelta(days=25 + 7 * number), monday + timedelta(days=200)]
            money.received.extend(_tranches(agreement, fund, row["tranche"] * CENTS, due, monday))
        final = {"kind": TrancheKind.FINAL, "cents": promise["final"] * CENTS}
        Tranche.objects.create(
            agreement=agreement, fund=fund, due_on=agreement.ends_on + timedelta(days=90), **final
        )
    return Money(money.bands, tuple(funds), cap, money.received)


def _bands(plan: Mapping[str, Any], valid_from: date) -> list[RateBand]:
    return RateBand.objects.bulk_create(
        [
            RateBand(
                code=code,
                valid_from=valid_from,
                turnover_from_cents=start * CENTS,
                turnover_to_cents=end * CENTS or None,
                own_share_bp=share,
            )
            for code, start, end, share in plan["bands"]
        ]
    )


def _fund(agreement: FundingAgreement, row: Mapping[str, Any]) -> Fund:
    def cents(name: str) -> int | None:
        return row[name] * CENTS if name in row else None

    fund = Fund.objects.create(
        agreement=agreement,
        slug=row["slug"],
        name_nl=row["nl"],
        name_en=row["en"],
        purpose_nl=row["purpose_nl"],
        purpose_en=row["purpose_en"],
        match_share_bp=row["match_bp"],
        cap_per_booking_cents=cents("per_booking"),
        cap_per_organisation_cents=cents("per_organisation"),
        cap_per_month_cents=cents("per_month"),
        priority=row["priority"],
        stackable=row.get("stackable", True),
        expires_on=agreement.ends_on,
        bears_cancellation_fees=row.get("bears_fees", False),
        guaranteed_cents=cents("guaranteed") or 0,
    )
    FundRule.objects.bulk_create([_rule(fund, conditions) for conditions in row["rules"]])
    return fund


def _rule(fund: Fund, conditions: Mapping[str, str]) -> FundRule:
    found = {
        name: model.objects.get(slug=conditions[name])
        for name, model in (("region", Region), ("discipline", Discipline), ("kind", Kind))
        if name in conditions
    }
    return FundRule(fund=fund, bands=conditions.get("bands", ""), **found)


def _tranches(
    agreement: FundingAgreement, fund: Fund, cents: int, due: Iterable[date], monday: date
) -> list[tuple[datetime, Fund, int]]:
    """What is received is in the books, under the key that `receive_tranche` would have used. The second payment came
    in two parts."""
    received = []
    for number, day in enumerate(due):
        is_in = day < monday
        tranche = Tranche.objects.create(
            agreement=agreement,
            fund=fund,
            cents=cents,
            due_on=day,
            received_cents=cents if is_in else 0,
            received_on=day if is_in else None,
        )
        parts = [cents * 3 // 5, cents - cents * 3 // 5] if number == 1 else [cents]
        for early, part in enumerate(parts[::-1] if is_in else []):
            on = day - timedelta(days=9 * (len(parts) - 1 - early))
            received.append((note_received(tranche, fund, part, on), fund, part))
    return received


@step
def note_received(tranche: Tranche, fund: Fund, cents: int, on: date) -> datetime:
    """A receipt and its entry in the books; the instant at which it was noted."""
    at = datetime.combine(on, time(10), COUNTRY)
    receipt = Receipt.objects.create(tranche=tranche, cents=cents, received_on=on, noted_at=at)
    post(
        kind=EntryKind.RECEIVE,
        about=tranche.ref,
        key=f"receive:{receipt.request_key}",
        amounts={funder(fund.agreement.funder): -cents, fund_free(fund): cents},
        now=at,
    )
    return at


@step
def declare(*, makers: Iterable[Maker], money: Money, first: date, now: datetime) -> None:
    """Each maker's word for the years that counted between `first` and today; who is new has not been reviewed."""
    today = now.astimezone(COUNTRY).date()
    years = [year for year in range(first.year - 2, today.year) if date(year + 1, *DECLARED) <= today]
    BandDeclaration.objects.bulk_create(
        [
            BandDeclaration(
                organisation=maker.organisation,
                fiscal_year=year,
                turnover_cents=maker.turnover_cents,
                band=money.band_of(maker.turnover_cents),
                status=DeclarationStatus.ACCEPTED if maker.reviewed else DeclarationStatus.PROVISIONAL,
                declared_by=maker.booker,
                declared_at=datetime.combine(date(year + 1, *DECLARED), time(14), COUNTRY),
                valid_until=valid_until(year),
            )
            for maker in makers
            for year in years
        ]
    )
