"""A funder promises, a fund is cut from the promise, and money is there once it is in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from funding.actions.open_agreement import EndsBeforeItStarts, Promise, open_agreement
from funding.actions.open_fund import (
    FundPlan,
    NameTaken,
    NobodyVouches,
    NoRules,
    OutlivesItsAgreement,
    open_fund,
)
from funding.actions.receive_tranche import AlreadyReceived, NotYet, receive_tranche
from funding.models import Account, AccountKind, Entry, Fund, FundingAgreement
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.members import OrganisationFactory

YEARS = Promise(name="Four years of making", starts_on=date(2026, 1, 1), ends_on=date(2029, 12, 31))
PLAN = FundPlan(
    slug="makers-first",
    name_nl="Makers eerst",
    expires_on=date(2028, 12, 31),
    rules=[{"bands": "A,B"}],
    tranches=[(5_000_000, date(2026, 12, 1)), (5_000_000, date(2027, 12, 1))],
    limits={"match_share_bp": 5_000, "priority": 10},
)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def agreed(cast: Cast, promise: Promise = YEARS) -> FundingAgreement:
    return open_agreement(funder=cast.makersfonds, promise=promise, actor=cast.fien, now=NOW)


def opened(cast: Cast, plan: FundPlan = PLAN) -> Fund:
    return open_fund(agreement=agreed(cast), plan=plan, actor=cast.fien, now=NOW)


def free(fund: Fund) -> int:
    return Account.objects.get(kind=AccountKind.FUND_FREE, owner=fund.ref).balance_cents


def test_a_tranche_makes_a_funds_money(cast) -> None:
    fund = opened(cast)
    assert not Account.objects.exists()
    first, second = fund.tranches.all()
    receive_tranche(tranche=first, received_on=MONDAY, actor=cast.fien, now=NOW)
    assert free(fund) == 5_000_000
    receive_tranche(tranche=second, received_on=MONDAY, actor=cast.anna, now=NOW)
    assert free(fund) == 10_000_000
    paid = Account.objects.get(kind=AccountKind.FUNDER, owner=cast.makersfonds.ref)
    assert paid.balance_cents == -10_000_000
    assert AuditRow.objects.filter(action="funding.receive_tranche").count() == 2


def test_a_tranche_is_received_once(cast) -> None:
    tranche = opened(cast).tranches.earliest("pk")
    receive_tranche(tranche=tranche, received_on=MONDAY, actor=cast.fien, now=NOW)
    with pytest.raises(AlreadyReceived):
        receive_tranche(tranche=tranche, received_on=MONDAY, actor=cast.fien, now=NOW)
    assert Entry.objects.count() == 1


def test_a_tranche_is_not_received_tomorrow(cast) -> None:
    tranche = opened(cast).tranches.earliest("pk")
    with pytest.raises(NotYet):
        receive_tranche(tranche=tranche, received_on=MONDAY + timedelta(days=1), actor=cast.fien, now=NOW)


@pytest.mark.parametrize("name", ["zoe", "hanna", "teun", "karim", "rosa"])
def test_only_the_funder_and_site_administrators_keep_a_funds_books(cast, name) -> None:
    actor = getattr(cast, name)
    fund = opened(cast)
    with pytest.raises(Forbidden):
        receive_tranche(tranche=fund.tranches.earliest("pk"), received_on=MONDAY, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        open_agreement(funder=cast.makersfonds, promise=YEARS, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        open_fund(agreement=fund.agreement, plan=replace(PLAN, slug="other"), actor=actor, now=NOW)
    assert (Entry.objects.count(), FundingAgreement.objects.count(), Fund.objects.count()) == (0, 1, 1)


def test_a_funder_has_no_say_over_another_funder(cast) -> None:
    other = OrganisationFactory(name="Ander Fonds")
    with pytest.raises(Forbidden):
        open_agreement(funder=other, promise=YEARS, actor=cast.fien, now=NOW)


def test_an_agreement_ends_after_it_starts(cast) -> None:
    with pytest.raises(EndsBeforeItStarts):
        agreed(cast, replace(YEARS, ends_on=date(2025, 12, 31)))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rules": []}, NoRules),
        ({"expires_on": date(2030, 1, 1)}, OutlivesItsAgreement),
        ({"limits": {"guaranteed_cents": 1}}, NobodyVouches),
    ],
)
def test_a_fund_that_makes_no_sense_is_refused(cast, changes, refusal) -> None:
    with pytest.raises(refusal):
        opened(cast, replace(PLAN, **changes))
    assert Fund.objects.count() == 0


def test_two_funds_do_not_share_an_address(cast) -> None:
    fund = opened(cast)
    with pytest.raises(NameTaken):
        open_fund(agreement=fund.agreement, plan=PLAN, actor=cast.fien, now=NOW)
