"""An agreement is closed, a year ends, a hub is paid: just when others want the same, or the money."""

import threading
from datetime import UTC, datetime

import pytest

from funding import invariants
from funding.actions import _ledger, begin_settlement, close_agreement
from funding.actions import reserve as reserving
from funding.actions.end_year import YearIsEnded, end_year
from funding.actions.pay_out import NothingOwed, pay_out
from funding.actions.receive_tranche import AlreadyReceived, MoreThanToCome, receive_tranche
from funding.actions.release import release
from funding.models import Fund, FundingAgreement, Payout, Tranche, YearEnd
from hub.kit.audit import SITE
from hub.kit.transactions import verb
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.funds_at_once import ROUNDS, again, book, kinds, new_fund
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.concurrency.test_rivals_for_a_fund import moved_anyhow
from tests.factories.funding import TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import about, free, price, reserved, spent

pytestmark = pytest.mark.race


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


def settled(cast: Cast, agreement: FundingAgreement) -> FundingAgreement:
    begin_settlement.begin_settlement(agreement=agreement, actor=cast.fien, now=NOW)
    return close_agreement.close_agreement(agreement=agreement, repaid_on=MONDAY, actor=cast.fien, now=NOW)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_agreement_is_closed_while_eight_want_its_money(own_database, cast, rounds):
    for number in range(rounds):
        fund = new_fund(cast, f"fund-{number}")
        fill(fund, 1_000_000)
        shown = price(cast.zout, cast.studio)

        def one(who: int, fund=fund, shown=shown, first=100 * number) -> object:
            return book(cast, first + who, shown) if who else settled(cast, fund.agreement)

        results = own_database.crowd(9, one)
        placed = kinds(results)["list"]
        assert type(results[0]).__name__ == ("StillReserved" if placed else "FundingAgreement"), results
        assert kinds(results)["NotEnoughFunds"] == 8 - placed
        Fund.objects.filter(pk=fund.pk).update(expires_on=MONDAY.replace(year=2025))
    assert broken_invariants() == {}


def test_control_without_the_funds_lock_a_booking_slips_into_a_closed_agreement(
    own_database, cast, monkeypatch
):
    fund = new_fund(cast, "fund")
    fill(fund, 1_000_000)
    shown = price(cast.zout, cast.studio)
    looked, closed = threading.Barrier(2), threading.Event()
    check = reserving._check_funds

    def late(*arguments):
        check(*arguments)
        looked.wait(timeout=20)
        closed.wait(timeout=20)

    monkeypatch.setattr(reserving, "_check_funds", late)
    monkeypatch.setattr(
        reserving, "locked_funds", lambda ids: list(Fund.objects.filter(pk__in=ids).order_by("pk"))
    )
    without_constraint(own_database, "funding_account", "account_not_below_its_floor")
    monkeypatch.setattr(_ledger, "_moved", moved_anyhow)

    def one(who: int) -> object:
        if who:
            return book(cast, who, shown)
        looked.wait(timeout=20)
        try:
            return settled(cast, fund.agreement)
        finally:
            closed.set()

    results = own_database.crowd(2, one)
    assert kinds(results) == {"FundingAgreement": 1, "list": 1}, results
    assert "is closed, and fund_reserved of fund fund is 10400 cents" in str(
        invariants.closed_agreements_are_over()
    )


def test_a_year_ends_once_for_eight_who_press_the_button(own_database, cast):
    fund = new_fund(cast, "fund")
    fill(fund, 50_000)
    fund.agreement.leftover = "repay"
    fund.agreement.save()
    january = datetime(2027, 1, 11, 9, tzinfo=UTC)
    results = own_database.crowd(
        8, lambda _who: again(lambda: end_year(fund=fund, year=2026, actor=cast.fien, now=january))
    )
    assert kinds(results) == {YearEnd.__name__: 1, YearIsEnded.__name__: 7}, results
    assert free(fund) == 0
    assert broken_invariants() == {}


def test_a_hub_is_paid_once_by_eight_who_press_the_button(own_database, cast):
    fund = new_fund(cast, "fund")
    fill(fund, 50_000)
    spent(cast.zout, cast.studio)
    asked = {"fund": fund, "hub": cast.effenaar, "until": MONDAY, "paid_on": MONDAY}
    results = own_database.crowd(8, lambda _who: again(lambda: pay_out(**asked, actor=cast.fien, now=NOW)))
    assert kinds(results) == {Payout.__name__: 1, NothingOwed.__name__: 7}, results
    assert broken_invariants() == {}


def test_the_last_part_of_a_payment_comes_in_once_for_eight(own_database, cast):
    fund = new_fund(cast, "fund")
    tranche = TrancheFactory(fund=fund, agreement=fund.agreement, cents=1_000)
    asked = {"tranche": tranche, "received_on": MONDAY, "cents": 600}
    results = own_database.crowd(
        8, lambda _who: again(lambda: receive_tranche(**asked, actor=cast.fien, now=NOW))
    )
    assert kinds(results)[Tranche.__name__] == 1, results
    assert set(kinds(results)) <= {Tranche.__name__, MoreThanToCome.__name__, AlreadyReceived.__name__}
    assert free(fund) == 600
    assert broken_invariants() == {}


def test_the_months_of_a_fund_are_kept_by_all_who_change_them_at_once(own_database, cast):
    funds = [new_fund(cast, f"fund-{number}", match_share_bp=5_000) for number in range(2)]
    for fund in funds:
        fill(fund, 1_000_000)
    for number in range(10):
        reserved(cast.zout, cast.studio, number)
    shown = price(cast.zout, cast.studio)

    def something(number: int) -> object:
        if number < 10:
            return again(lambda: verb(release)(about=about(number), now=NOW, actor=SITE))
        return book(cast, number, shown)

    results = own_database.crowd(20, something)
    assert kinds(results) == {"list": 20}, results
    for fund in funds:
        (month,) = fund.months.all()
        assert (month.reserved_cents, month.allocations) == (52_000, 20)
    assert broken_invariants() == {}
