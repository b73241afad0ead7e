"""An agreement ends: nothing new is taken on, what is reserved is spent or let go, the rest goes back, it is closed."""

from datetime import timedelta

import pytest

from funding.actions._states import AgreementIsClosed, BeingSettled
from funding.actions.add_rule import add_rule
from funding.actions.begin_settlement import begin_settlement
from funding.actions.change_agreement import change_agreement
from funding.actions.change_fund import FundTerms, change_fund
from funding.actions.close_agreement import MoneyToCome, SpentMoreThanIn, StillReserved, close_agreement
from funding.actions.drop_tranche import drop_tranche
from funding.actions.end_year import end_year
from funding.actions.expect_tranche import expect_tranche
from funding.actions.open_agreement import Promise
from funding.actions.open_fund import FundPlan, open_fund
from funding.actions.receive_tranche import receive_tranche
from funding.actions.reopen_agreement import NotBeingSettled, reopen_agreement
from funding.actions.repay import repay
from funding.actions.reserve import NotEnoughFunds, reserve
from funding.models import Fund, FundingAgreement, Repayment
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import verb
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import about, free, let_go, price, reserved, spent

STRANGERS = ["zoe", "ilse", "teun", "hanna", "karim", "rosa"]
YEARS = Promise(name="Four years", starts_on=MONDAY, ends_on=MONDAY)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def agreement(cast) -> FundingAgreement:
    """With one fund that has € 500."""
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    fill(FundFactory(agreement=agreement, slug="open-doors"), 50_000)
    return agreement


def doors() -> Fund:
    return Fund.objects.select_related("agreement__funder").get(slug="open-doors")


def begun(cast: Cast, agreement: FundingAgreement) -> FundingAgreement:
    return begin_settlement(agreement=agreement, actor=cast.fien, now=NOW)


def closed(cast: Cast, agreement: FundingAgreement) -> FundingAgreement:
    return close_agreement(
        agreement=agreement, repaid_on=MONDAY, actor=cast.fien, now=NOW + timedelta(days=30)
    )


def test_a_fund_that_is_being_settled_takes_on_nothing_new(cast, agreement) -> None:
    shown = price(cast.zout, cast.studio)
    assert shown.funds_cents == 10_400
    begun(cast, agreement)
    with pytest.raises(NotEnoughFunds):
        verb(reserve)(about=about(1), organisation=cast.zout, quote=shown, now=NOW, actor=SITE)
    assert price(cast.zout, cast.studio).funds_cents == 0
    assert broken_invariants() == {}


def test_what_it_promised_before_it_keeps(cast, agreement) -> None:
    reserved(cast.zout, cast.studio)
    begun(cast, agreement)
    with pytest.raises(StillReserved) as refused:
        closed(cast, agreement)
    assert "€\u00a0104.00 is still reserved for bookings (1)" in str(refused.value)
    let_go()
    assert closed(cast, agreement).state == "closed"


def test_what_is_left_goes_back_and_the_funder_is_told(cast, agreement) -> None:
    other = FundFactory(agreement=agreement, slug="other")
    fill(other, 777)
    spent(cast.zout, cast.studio)
    begun(cast, agreement)
    done = closed(cast, agreement)
    assert done.closed_at == NOW + timedelta(days=30)
    assert {(row.fund.slug, row.cents, row.why) for row in Repayment.objects.all()} == {
        ("open-doors", 39_600, "final"),
        ("other", 777, "final"),
    }
    assert free(doors()) == free(other) == 0
    assert OutboxMessage.objects.get(kind="agreement.closed").about == agreement.ref
    assert AuditRow.objects.get(action="funding.close_agreement").facts == {"repaid_cents": 40_377}
    assert broken_invariants() == {}


def test_it_waits_for_payments_until_they_are_in_or_do_not_come(cast, agreement) -> None:
    tranche = TrancheFactory(fund=doors(), agreement=agreement, cents=1_000)
    begun(cast, agreement)
    with pytest.raises(MoneyToCome) as refused:
        closed(cast, agreement)
    assert "€\u00a010.00 is still to come" in str(refused.value)
    receive_tranche(tranche=tranche, received_on=MONDAY, cents=400, actor=cast.fien, now=NOW)
    drop_tranche(tranche=tranche, actor=cast.fien, now=NOW)
    assert closed(cast, agreement).state == "closed"
    assert Repayment.objects.get().cents == 50_400


def test_who_vouched_pays_before_it_is_closed(cast, agreement) -> None:
    fund = FundFactory(agreement=agreement, slug="early", guaranteed_cents=20_000, priority=1)
    spent(cast.zout, cast.studio)
    assert free(fund) == -10_400
    begun(cast, agreement)
    with pytest.raises(SpentMoreThanIn) as refused:
        closed(cast, agreement)
    assert "spent €\u00a0104.00 more than came in" in str(refused.value)
    fill(fund, 10_400)
    assert closed(cast, agreement).state == "closed"
    assert broken_invariants() == {}


def test_a_settlement_that_was_begun_by_mistake_is_taken_back(cast, agreement) -> None:
    begun(cast, agreement)
    with pytest.raises(BeingSettled):
        begun(cast, agreement)
    assert reopen_agreement(agreement=agreement, actor=cast.fien, now=NOW).state == "open"
    assert price(cast.zout, cast.studio).funds_cents == 10_400
    with pytest.raises(NotBeingSettled):
        reopen_agreement(agreement=agreement, actor=cast.fien, now=NOW)
    with pytest.raises(NotBeingSettled):
        closed(cast, agreement)
    assert broken_invariants() == {}


def test_while_it_is_settled_no_fund_is_opened_and_no_rule_added(cast, agreement) -> None:
    begun(cast, agreement)
    plan = FundPlan(slug="more", name_nl="Meer", expires_on=MONDAY, rules=[{}])
    with pytest.raises(BeingSettled):
        open_fund(agreement=agreement, plan=plan, actor=cast.fien, now=NOW)
    with pytest.raises(BeingSettled):
        add_rule(fund=doors(), conditions={}, actor=cast.fien, now=NOW)


def test_of_a_closed_agreement_nothing_moves(cast, agreement) -> None:
    begun(cast, agreement)
    closed(cast, agreement)
    fund, who = doors(), {"actor": cast.fien, "now": NOW}
    tranche = TrancheFactory(fund=fund, agreement=agreement, cents=1_000)
    plan = FundPlan(slug="more", name_nl="Meer", expires_on=MONDAY, rules=[{}])
    for attempt in (
        lambda: closed(cast, agreement),
        lambda: begun(cast, agreement),
        lambda: reopen_agreement(agreement=agreement, **who),
        lambda: receive_tranche(tranche=tranche, received_on=MONDAY, **who),
        lambda: drop_tranche(tranche=tranche, **who),
        lambda: expect_tranche(fund=fund, cents=1, due_on=MONDAY, **who),
        lambda: repay(fund=fund, cents=1, repaid_on=MONDAY, **who),
        lambda: change_fund(fund=fund, terms=FundTerms.of(fund), **who),
        lambda: change_agreement(agreement=agreement, promise=YEARS, **who),
        lambda: open_fund(agreement=agreement, plan=plan, **who),
        lambda: end_year(fund=fund, year=2025, **who),
    ):
        with pytest.raises(AgreementIsClosed):
            attempt()


@pytest.mark.parametrize("name", STRANGERS)
def test_others_settle_no_agreement(cast, agreement, name) -> None:
    who = {"agreement": agreement, "actor": getattr(cast, name), "now": NOW}
    with pytest.raises(Forbidden):
        begin_settlement(**who)
    with pytest.raises(Forbidden):
        reopen_agreement(**who)
    with pytest.raises(Forbidden):
        close_agreement(repaid_on=MONDAY, **who)
