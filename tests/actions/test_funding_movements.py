"""Money comes in, in parts too, and goes back: what was not spent, and what is taken back. Never what is committed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from funding.actions._granted import MoreThanGranted
from funding.actions._states import NotToday, RequestUsed
from funding.actions.drop_tranche import NothingToCome, drop_tranche
from funding.actions.expect_tranche import AfterTheFund, NoAmount, expect_tranche
from funding.actions.receive_tranche import (
    AlreadyReceived,
    MoreThanToCome,
    NotComing,
    receive_tranche,
)
from funding.actions.repay import NotThatMuchFree, NotThatMuchIn, repay
from funding.models import (
    Account,
    AccountKind,
    Entry,
    Fund,
    FundingAgreement,
    Receipt,
    Repayment,
    Tranche,
    TrancheKind,
)
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import free, reserved

STRANGERS = ["zoe", "ilse", "teun", "hanna", "karim", "rosa"]


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    return FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug="open-doors")


@pytest.fixture
def tranche(fund) -> Tranche:
    return TrancheFactory(fund=fund, agreement=fund.agreement, cents=100_000)


def received(cast: Cast, tranche: Tranche, cents: int | None = None, *, on: date = MONDAY, **more) -> Tranche:
    return receive_tranche(tranche=tranche, received_on=on, cents=cents, actor=cast.fien, now=NOW, **more)


def repaid(cast: Cast, fund: Fund, cents: int, *, on: date = MONDAY, by: str = "fien", **more) -> Repayment:
    return repay(fund=fund, cents=cents, repaid_on=on, actor=getattr(cast, by), now=NOW, **more)


def test_a_payment_comes_in_parts_and_each_part_can_be_committed_at_once(cast, fund, tranche) -> None:
    received(cast, tranche, 30_000, on=MONDAY - timedelta(days=2))
    assert free(fund) == 30_000
    row = received(cast, tranche, 20_000, on=MONDAY - timedelta(days=5))
    assert (row.received_cents, row.to_come_cents) == (50_000, 50_000)
    assert row.received_on == MONDAY - timedelta(days=2), "the last day on which something came in"
    received(cast, tranche)
    assert free(fund) == 100_000
    assert list(tranche.receipts.values_list("cents", flat=True)) == [20_000, 30_000, 50_000]
    assert AuditRow.objects.filter(action="funding.receive_tranche").count() == 3
    with pytest.raises(AlreadyReceived):
        received(cast, tranche)
    assert broken_invariants() == {}


def test_no_more_comes_in_than_was_to_come(cast, fund, tranche) -> None:
    received(cast, tranche, 99_999)
    with pytest.raises(MoreThanToCome) as refused:
        received(cast, tranche, 2)
    assert "€\u00a00.01 is still to come" in str(refused.value)
    with pytest.raises(NoAmount):
        received(cast, tranche, 0)
    assert free(fund) == 99_999


def test_the_same_request_is_one_receipt_and_with_other_values_none(cast, fund, tranche) -> None:
    key = uuid4()
    received(cast, tranche, 40_000, request_key=key)
    received(cast, tranche, 40_000, request_key=key)
    assert (Receipt.objects.count(), free(fund)) == (1, 40_000)
    with pytest.raises(RequestUsed):
        received(cast, tranche, 40_001, request_key=key)


def test_what_does_not_come_any_more_is_written_off(cast, fund, tranche) -> None:
    received(cast, tranche, 30_000)
    row = drop_tranche(tranche=tranche, actor=cast.fien, now=NOW)
    assert (row.to_come_cents, row.promised_cents, free(fund)) == (0, 30_000, 30_000)
    with pytest.raises(NotComing):
        received(cast, tranche, 1)
    with pytest.raises(NothingToCome):
        drop_tranche(tranche=tranche, actor=cast.fien, now=NOW)
    assert not Tranche.objects.awaited().exists()
    assert broken_invariants() == {}


def test_what_was_not_spent_goes_back(cast, fund) -> None:
    fill(fund, 50_000)
    row = repaid(cast, fund, 20_000)
    assert (free(fund), row.why, row.cents) == (30_000, "unspent", 20_000)
    assert Account.objects.get(kind=AccountKind.FUNDER).balance_cents == -30_000
    assert Entry.objects.get(kind="repay").about == row.ref
    (noted,) = AuditRow.objects.filter(action="funding.repay")
    assert (noted.about, noted.facts["cents"]) == (row.ref, 20_000)
    assert broken_invariants() == {}


def test_what_is_committed_never_goes_back_and_the_refusal_says_what_is_free(cast, fund) -> None:
    fill(fund, 11_100)
    reserved(cast.zout, cast.studio)
    with pytest.raises(NotThatMuchFree) as refused:
        repaid(cast, fund, 701)
    assert refused.value.facts["free_cents"] == 700
    assert "€\u00a07.00 of this fund is free" in str(refused.value)
    repaid(cast, fund, 700)
    assert free(fund) == 0
    assert broken_invariants() == {}


def test_what_a_guarantor_vouches_for_is_not_there_to_go_back(cast) -> None:
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    fund = FundFactory(agreement=agreement, guaranteed_cents=50_000)
    fill(fund, 1_000)
    with pytest.raises(NotThatMuchFree):
        repaid(cast, fund, 1_001)
    reserved(cast.zout, cast.studio)
    assert free(fund) == -9_400
    with pytest.raises(NotThatMuchFree) as refused:
        repaid(cast, fund, 1)
    assert refused.value.facts["free_cents"] == 0


def test_a_payment_is_taken_back_as_far_as_it_came_in(cast, fund, tranche) -> None:
    fill(fund, 500_000)
    received(cast, tranche, 60_000)
    row = repaid(cast, fund, 50_000, tranche=tranche)
    assert (row.why, row.tranche, free(fund)) == ("taken_back", tranche, 510_000)
    with pytest.raises(NotThatMuchIn) as refused:
        repaid(cast, fund, 10_001, tranche=tranche)
    assert "€\u00a0100.00 came in" in str(refused.value)
    other = TrancheFactory(cents=900)
    with pytest.raises(NotThatMuchIn):
        repaid(cast, fund, 1, tranche=other)
    assert broken_invariants() == {}


def test_the_same_request_is_one_repayment(cast, fund) -> None:
    fill(fund, 50_000)
    key = uuid4()
    assert repaid(cast, fund, 5_000, request_key=key) == repaid(cast, fund, 5_000, request_key=key)
    assert (Repayment.objects.count(), free(fund)) == (1, 45_000)
    with pytest.raises(RequestUsed):
        repaid(cast, fund, 5_001, request_key=key)


def test_nothing_and_tomorrow_do_not_go_back(cast, fund) -> None:
    fill(fund, 50_000)
    with pytest.raises(NoAmount):
        repaid(cast, fund, 0)
    with pytest.raises(NotToday):
        repaid(cast, fund, 1, on=MONDAY + timedelta(days=1))


@pytest.mark.parametrize("name", STRANGERS)
def test_others_move_none_of_a_funds_money(cast, fund, tranche, name) -> None:
    fill(fund, 50_000)
    with pytest.raises(Forbidden):
        repaid(cast, fund, 1, by=name)
    with pytest.raises(Forbidden):
        drop_tranche(tranche=tranche, actor=getattr(cast, name), now=NOW)
    assert free(fund) == 50_000


def test_payments_stay_within_what_was_granted(cast, fund) -> None:
    FundingAgreement.objects.update(granted_cents=100_000)

    def expected(cents: int) -> Tranche:
        return expect_tranche(fund=fund, cents=cents, due_on=MONDAY, actor=cast.fien, now=NOW)

    first = expected(60_000)
    with pytest.raises(MoreThanGranted) as refused:
        expected(40_001)
    assert "€\u00a01,000.00 was granted" in str(refused.value)
    received(cast, first, 10_000)
    drop_tranche(tranche=first, actor=cast.fien, now=NOW)
    expected(90_000)


def test_a_final_settlement_may_come_after_the_funds_last_day_and_an_advance_may_not(cast, fund) -> None:
    later = fund.expires_on + timedelta(days=90)
    with pytest.raises(AfterTheFund):
        expect_tranche(fund=fund, cents=1, due_on=later, actor=cast.fien, now=NOW)
    tranche = expect_tranche(
        fund=fund, cents=1, due_on=later, kind=TrancheKind.FINAL, actor=cast.fien, now=NOW
    )
    assert tranche.get_kind_display() == "final settlement"
