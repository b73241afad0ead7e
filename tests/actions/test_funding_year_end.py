"""A calendar year ends: what was free goes back, stays for the next year, or goes to the fund that follows."""

from datetime import UTC, date, datetime

import pytest

from funding.actions.end_year import (
    IntoAnotherAgreement,
    NotItsYear,
    YearIsEnded,
    YearNotOver,
    end_year,
)
from funding.actions.receive_tranche import receive_tranche
from funding.actions.repay import repay
from funding.models import Entry, Fund, FundingAgreement, Leftover, Repayment, YearEnd
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import free, let_go, reserved, spent

IN_JANUARY = datetime(2027, 1, 11, 9, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)  # 23:59 in Amsterdam
FIRST_MINUTE = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # midnight there


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    return FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug="open-doors")


def ended(cast: Cast, fund: Fund, year: int = 2026, *, by: str = "fien", into: Fund | None = None) -> YearEnd:
    return end_year(fund=fund, year=year, into=into, actor=getattr(cast, by), now=IN_JANUARY)


def leftover(fund: Fund, what: Leftover) -> None:
    FundingAgreement.objects.filter(pk=fund.agreement_id).update(leftover=what)


def test_it_stays_for_the_next_year_and_nothing_moves(cast, fund) -> None:
    fill(fund, 50_000)
    spent(cast.zout, cast.studio)
    row = ended(cast, fund)
    assert (row.left_cents, row.carried_cents, row.repaid_cents, row.into) == (39_600, 39_600, 0, None)
    assert free(fund) == 39_600
    assert AuditRow.objects.get(action="funding.end_year").about == row.ref
    assert broken_invariants() == {}


def test_it_goes_back_to_the_funder(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    fill(fund, 50_000)
    reserved(cast.zout, cast.studio)
    row = ended(cast, fund)
    assert (row.left_cents, row.repaid_cents, row.carried_cents) == (39_600, 39_600, 0)
    assert (free(fund), Repayment.objects.get().why) == (0, "year_end")
    assert broken_invariants() == {}


def test_what_came_in_after_midnight_is_of_the_new_year(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    fill(fund, 100, now=LAST_MINUTE)
    fill(fund, 20_000, now=FIRST_MINUTE)
    assert ended(cast, fund).repaid_cents == 100
    assert free(fund) == 20_000


def test_what_was_committed_since_stays_committed(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    fill(fund, 11_100)
    reserved(cast.zout, cast.studio, now=FIRST_MINUTE)
    row = ended(cast, fund)
    assert (row.left_cents, row.repaid_cents) == (11_100, 700)
    assert broken_invariants() == {}


def test_what_was_given_back_since_was_not_free_then(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    fill(fund, 11_100)
    reserved(cast.zout, cast.studio)
    let_go(now=FIRST_MINUTE)
    assert ended(cast, fund).repaid_cents == 700
    assert free(fund) == 10_400


def test_it_goes_to_the_fund_that_follows(cast, fund) -> None:
    fill(fund, 50_000)
    following = FundFactory(agreement=fund.agreement, slug="next-year")
    row = ended(cast, fund, into=following)
    assert (row.carried_cents, row.into) == (50_000, following)
    assert (free(fund), free(following)) == (0, 50_000)
    assert Entry.objects.get(kind="carry").about == row.ref
    assert broken_invariants() == {}


def test_it_stays_within_the_agreement_and_with_a_fund_that_gives(cast, fund) -> None:
    over = FundFactory(agreement=fund.agreement, slug="over", expires_on=MONDAY)
    for into in (FundFactory(slug="elsewhere"), over):
        with pytest.raises(IntoAnotherAgreement):
            ended(cast, fund, into=into)


def test_money_that_was_not_in_is_not_left(cast) -> None:
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    fund = FundFactory(agreement=agreement, guaranteed_cents=50_000)
    spent(cast.zout, cast.studio)
    row = ended(cast, fund)
    assert (row.left_cents, row.carried_cents, row.repaid_cents) == (-10_400, 0, 0)
    assert broken_invariants() == {}


def test_a_year_ends_once_and_when_it_is_over(cast, fund) -> None:
    with pytest.raises(YearNotOver):
        ended(cast, fund, 2027)
    with pytest.raises(NotItsYear):
        ended(cast, fund, 2025)
    with pytest.raises(YearNotOver):
        end_year(fund=fund, year=2026, actor=cast.fien, now=NOW)
    ended(cast, fund)
    with pytest.raises(YearIsEnded):
        ended(cast, fund)


@pytest.mark.parametrize("name", ["zoe", "ilse", "teun", "hanna", "karim", "rosa"])
def test_others_end_no_year(cast, fund, name) -> None:
    with pytest.raises(Forbidden):
        ended(cast, fund, by=name)


def in_2025(fund: Fund, cents: int) -> None:
    tranche = TrancheFactory(fund=fund, agreement=fund.agreement, cents=cents)
    then = datetime(2025, 6, 1, tzinfo=UTC)
    receive_tranche(tranche=tranche, received_on=then.date(), actor=SITE, now=then)


def test_money_of_the_new_year_never_goes_back_for_two_years_that_are_closed_late(cast, fund) -> None:
    """What was free at the end of 2025 was free at the end of 2026 too: it is the same money."""
    leftover(fund, Leftover.REPAY)
    FundingAgreement.objects.filter(pk=fund.agreement_id).update(starts_on=date(2025, 1, 1))
    in_2025(fund, 10_000)
    fill(fund, 7_000, now=FIRST_MINUTE)
    assert ended(cast, fund, 2025).repaid_cents == 10_000
    row = ended(cast, fund, 2026)
    assert (row.left_cents, row.repaid_cents, free(fund)) == (10_000, 0, 7_000)
    assert broken_invariants() == {}


def test_nor_when_the_later_year_is_closed_first(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    FundingAgreement.objects.filter(pk=fund.agreement_id).update(starts_on=date(2025, 1, 1))
    in_2025(fund, 10_000)
    fill(fund, 7_000, now=FIRST_MINUTE)
    assert ended(cast, fund, 2026).repaid_cents == 10_000
    assert (ended(cast, fund, 2025).repaid_cents, free(fund)) == (0, 7_000)


def test_what_went_back_or_on_since_is_not_left_once_more(cast, fund) -> None:
    leftover(fund, Leftover.REPAY)
    fill(fund, 10_000)
    fill(fund, 7_000, now=FIRST_MINUTE)
    repay(fund=fund, cents=4_000, repaid_on=date(2027, 1, 5), actor=cast.fien, now=IN_JANUARY)
    assert (ended(cast, fund).repaid_cents, free(fund)) == (6_000, 7_000)
