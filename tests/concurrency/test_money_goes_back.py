"""Money goes back at the very moment in which bookings want it."""

import threading

import pytest

from funding import invariants
from funding.actions import _ledger
from funding.actions import repay as repaying
from funding.actions import reserve as reserving
from funding.actions.receive_tranche import receive_tranche
from funding.models import Fund, Receipt, Repayment
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.funds_at_once import ROUNDS, again, book, kinds, new_fund, take_back
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.concurrency.test_rivals_for_a_fund import moved_anyhow
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import free, let_go, price, reserved_of

pytestmark = pytest.mark.race
SEVEN = 700


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_payment_is_taken_back_while_two_bookings_want_the_last_seven_euros(own_database, cast, rounds):
    for number in range(rounds):
        Fund.objects.update(expires_on=MONDAY.replace(year=2025))
        fund = new_fund(cast, f"fund-{number}", cap_per_booking_cents=SEVEN)
        tranche = fill(fund, SEVEN)
        shown = price(cast.zout, cast.studio)
        assert shown.funds_cents == SEVEN

        def one(who: int, tranche=tranche, shown=shown, first=100 * number) -> object:
            return book(cast, first + who, shown) if who else take_back(cast, tranche, SEVEN)

        results = own_database.crowd(3, one)
        won = kinds(results)["list"] + kinds(results)["Repayment"]
        assert won == 1, results
        assert set(kinds(results)) <= {"list", "Repayment", "NotEnoughFunds", "NotThatMuchFree"}
        assert free(fund) == 0
    assert broken_invariants() == {}


def everybody_looks_first(monkeypatch, parties: int) -> None:
    """Nobody holds a fund, and only when all have looked does anybody write."""
    together = threading.Barrier(parties)
    check, balance = reserving._check_funds, repaying.balance_of

    def checked(*arguments):
        check(*arguments)
        together.wait(timeout=20)

    def looked(fund):
        found = balance(fund)
        together.wait(timeout=20)
        return found

    def unlocked(ids):
        return list(Fund.objects.filter(pk__in=ids).order_by("pk"))

    for module in (reserving, repaying):
        monkeypatch.setattr(module, "locked_funds", unlocked)
    monkeypatch.setattr(reserving, "_check_funds", checked)
    monkeypatch.setattr(repaying, "balance_of", looked)


def test_control_without_guards_the_seven_euros_go_back_and_are_promised_twice(
    own_database, cast, monkeypatch
):
    fund = new_fund(cast, "fund", cap_per_booking_cents=SEVEN)
    tranche = fill(fund, SEVEN)
    shown = price(cast.zout, cast.studio)
    everybody_looks_first(monkeypatch, 3)
    monkeypatch.setattr(_ledger, "_moved", moved_anyhow)
    without_constraint(own_database, "funding_account", "account_not_below_its_floor")
    results = own_database.crowd(
        3, lambda who: book(cast, who, shown) if who else take_back(cast, tranche, SEVEN)
    )
    assert kinds(results) == {"list": 2, "Repayment": 1}, results
    assert "fund has fund_free of -1400 cents" in invariants.funds_commit_what_they_have()[0]


def test_control_without_the_lock_money_goes_back_that_only_a_guarantor_has(own_database, cast, monkeypatch):
    """The floor alone does not save it: it lets a fund fall as far as somebody vouches for money to come."""
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    fund = FundFactory(agreement=agreement, guaranteed_cents=SEVEN, cap_per_booking_cents=SEVEN)
    tranche = fill(fund, SEVEN)
    shown = price(cast.zout, cast.studio)
    everybody_looks_first(monkeypatch, 2)
    results = own_database.crowd(
        2, lambda who: book(cast, who, shown) if who else take_back(cast, tranche, SEVEN)
    )
    assert kinds(results) == {"list": 1, "Repayment": 1}, results
    assert free(fund) == -SEVEN


@pytest.mark.parametrize("rounds", ROUNDS)
def test_with_the_lock_what_somebody_vouches_for_never_goes_back(own_database, cast, rounds):
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    for number in range(rounds):
        Fund.objects.update(expires_on=MONDAY.replace(year=2025))
        fund = FundFactory(agreement=agreement, guaranteed_cents=SEVEN, cap_per_booking_cents=SEVEN)
        tranche = fill(fund, SEVEN)
        shown = price(cast.zout, cast.studio)

        def one(who: int, tranche=tranche, shown=shown, first=100 * number) -> object:
            return book(cast, first + who, shown) if who else take_back(cast, tranche, SEVEN)

        results = own_database.crowd(2, one)
        assert kinds(results)["list"] == 1
        # Either the booking came first and there is nothing to give back, or it stands on the guarantor's word.
        assert kinds(results)["Repayment"] == (1 if free(fund) == -SEVEN else 0)
    assert broken_invariants() == {}


def test_five_funds_and_forty_who_book_let_go_pay_and_take_back(own_database, cast):
    funds = [
        new_fund(cast, f"fund-{number}", match_share_bp=2_000, priority=number % 3) for number in range(5)
    ]
    tranches = [fill(fund, 10 * 2_080 + 5) for fund in funds]
    coming = [TrancheFactory(fund=fund, agreement=fund.agreement, cents=4_160) for fund in funds]
    shown = price(cast.zout, cast.studio)
    assert [share.cents for share in shown.shares if share.role == "fund"] == [2_080] * 5
    for number in range(5):
        book(cast, 1_000 + number, shown)

    def something(number: int) -> object:
        if number < 5:
            return again(lambda: let_go(1_000 + number))
        if number < 10:
            return again(lambda: take_back(cast, tranches[number - 5], 2_080))
        if number < 15:
            tranche = coming[number - 10]
            return again(
                lambda: receive_tranche(
                    tranche=tranche, received_on=MONDAY, cents=2_080, actor=cast.fien, now=NOW
                )
            )
        return book(cast, number, shown)

    results = own_database.crowd(40, something)
    assert set(kinds(results)) <= {"list", "Repayment", "Tranche", "NotEnoughFunds", "NotThatMuchFree"}, (
        results
    )
    placed = sum(isinstance(each, list) for each in results[15:])
    assert reserved_of(funds) == placed * 5 * 2_080
    for fund in funds:
        came = Receipt.objects.filter(tranche__fund=fund).values_list("cents", flat=True)
        went = Repayment.objects.filter(fund=fund).values_list("cents", flat=True)
        assert free(fund) == sum(came) - sum(went) - placed * 2_080 >= 0
    assert broken_invariants() == {}
