"""What somebody broke of money that moved is found, guards off."""

from datetime import UTC, datetime

import psycopg
import pytest

from funding import invariants
from funding.actions.begin_settlement import begin_settlement
from funding.actions.close_agreement import close_agreement
from funding.actions.drop_tranche import drop_tranche
from funding.actions.end_year import end_year
from funding.actions.pay_out import pay_out
from funding.actions.repay import repay
from hub.kit.audit import SITE
from tests.cast import MONDAY, NOW, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import reserved, spent

IN_JANUARY = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.fixture
def books(own_database) -> str:
    """A fund that has lived, another one that took over, and an agreement that is closed."""
    cast = assemble()
    declare_band_a(cast.zout)
    fund = FundFactory(slug="open-doors")
    tranche = fill(fund, 100_000)
    spent(cast.zout, cast.studio, 1)
    reserved(cast.zout, cast.studio, 2)
    repay(fund=fund, cents=500, repaid_on=MONDAY, tranche=tranche, actor=SITE, now=NOW)
    pay_out(fund=fund, hub=cast.effenaar, until=MONDAY, paid_on=MONDAY, actor=SITE, now=NOW)
    drop_tranche(tranche=TrancheFactory(fund=fund, agreement=fund.agreement), actor=SITE, now=NOW)
    following = FundFactory(slug="next", agreement=fund.agreement)
    end_year(fund=fund, year=2026, into=following, actor=SITE, now=IN_JANUARY)
    over = FundFactory(slug="over")
    fill(over, 900)
    begin_settlement(agreement=over.agreement, actor=SITE, now=NOW)
    close_agreement(agreement=over.agreement, repaid_on=MONDAY, actor=SITE, now=NOW)
    return own_database.owner_url


def test_all_is_well_after_ordinary_business(books) -> None:
    assert broken_invariants() == {}


LEDGER, MONTHS = invariants.movements_equal_ledger, invariants.months_equal_allocations
OVER, AUDITED = invariants.closed_agreements_are_over, invariants.movements_are_audited


@pytest.mark.parametrize(
    ("meddling", "check", "said"),
    [
        ("UPDATE funding_receipt SET cents = cents + 1", LEDGER, "its receipts add up to 100001"),
        ("UPDATE funding_repayment SET cents = 499 WHERE cents = 500", LEDGER, "499 cents from fund_free"),
        (
            "UPDATE funding_repayment SET cents = 200000 WHERE cents = 500",
            LEDGER,
            "more was taken back than came in",
        ),
        ("UPDATE funding_yearend SET carried_cents = carried_cents - 1", LEDGER, "to fund_free fund:"),
        ("UPDATE funding_yearend SET into_id = NULL", LEDGER, "0 cents from"),
        ("UPDATE funding_payout SET cents = cents + 1", LEDGER, "has bookings of 10400"),
        ("UPDATE funding_allocation SET payout_id = NULL", LEDGER, "has bookings of 0"),
        (
            "UPDATE funding_allocation SET state = 'released', settled_at = NULL, released_at = reserved_at"
            " WHERE payout_id IS NOT NULL",
            LEDGER,
            "of its 10400 cents 0 are put right",
        ),
        (
            "INSERT INTO funding_correction (allocation_id, cents, noted_at)"
            " SELECT id, -7, settled_at FROM funding_allocation WHERE payout_id IS NOT NULL",
            LEDGER,
            "is settled, of its 10400 cents -7 are put right",
        ),
        (
            "INSERT INTO funding_repayment (fund_id, why, cents, repaid_on, noted_at, request_key)"
            " SELECT min(id), 'unspent', 7, now(), now(), gen_random_uuid() FROM funding_fund",
            LEDGER,
            "the books say 0",
        ),
        ("UPDATE funding_fundmonth SET settled_cents = settled_cents + 1", MONTHS, "10401 settled"),
        ("DELETE FROM funding_fundmonth", MONTHS, "they add up to 10400, 10400 in 2"),
        (
            "ALTER TABLE funding_allocation DISABLE TRIGGER allocation_moves_months;"
            " UPDATE funding_allocation SET counts_on = counts_on + 40",
            MONTHS,
            "they add up to",
        ),
        ("UPDATE funding_fund SET closed_at = NULL", OVER, "its fund over says otherwise"),
        ("UPDATE funding_fund SET closed_at = now()", OVER, "is open, its fund open-doors says otherwise"),
        (
            "UPDATE funding_account SET balance_cents = 5 WHERE balance_cents = 0",
            OVER,
            "fund over is 5 cents",
        ),
        (
            "UPDATE funding_tranche SET cents = cents + 1",
            OVER,
            "is still to come",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.repay'",
            AUDITED,
            "funding.repay has 0 audit rows",
        ),
        ("DELETE FROM kit_auditrow WHERE action = 'funding.pay_out'", AUDITED, "funding.pay_out has 0"),
        ("DELETE FROM kit_auditrow WHERE action = 'funding.end_year'", AUDITED, "funding.end_year has 0"),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.drop_tranche'",
            AUDITED,
            "funding.drop_tranche has 0",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.close_agreement'",
            AUDITED,
            "funding.close_agreement has 0",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.begin_settlement'",
            AUDITED,
            "0 settlements begun",
        ),
    ],
)
def test_what_somebody_broke_is_found(books, meddling, check, said) -> None:
    with psycopg.connect(books) as owner:
        owner.execute(meddling)
    assert any(said in sentence for sentence in check()), check()
