"""What a fund owes hubs for bookings that are done is paid out, each booking once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from funding.actions._states import NotToday, RequestUsed
from funding.actions.pay_out import NothingOwed, pay_out
from funding.models import Account, AccountKind, Allocation, Fund, Payout
from funding.models.payouts import owed_by
from hub.kit.errors import Forbidden
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import FundFactory, FundingAgreementFactory, VatSettingFactory, card
from tests.factories.money import fill
from tests.factories.spending import reserved, spent


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    fund = FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug="open-doors")
    fill(fund, 1_000_000)
    return fund


def paid(cast: Cast, fund: Fund, *, by: str = "fien", until=MONDAY, on=MONDAY, **more) -> Payout:
    return pay_out(
        fund=fund,
        hub=cast.effenaar,
        until=until,
        paid_on=on,
        actor=getattr(cast, by),
        now=NOW + timedelta(hours=5),
        **more,
    )


def test_a_hub_gets_what_is_done_and_not_what_is_still_reserved(cast, fund) -> None:
    spent(cast.zout, cast.studio, 1)
    spent(cast.zout, cast.studio, 2)
    reserved(cast.zout, cast.studio, 3)
    (owed,) = owed_by(fund, before=NOW + timedelta(days=1))
    assert (owed.hub, owed.cents, owed.bookings) == (cast.effenaar, 20_800, 2)
    row = paid(cast, fund)
    assert row.cents == 20_800
    assert set(Allocation.objects.filter(payout=row).values_list("state", flat=True)) == {"settled"}
    assert Account.objects.get(kind=AccountKind.HUB_PAID).balance_cents == 20_800
    assert Account.objects.get(kind=AccountKind.HUB).balance_cents == 2 * 5_600
    assert owed_by(fund, before=NOW + timedelta(days=1)) == []
    assert broken_invariants() == {}


def test_what_is_paid_out_is_not_paid_out_again(cast, fund) -> None:
    spent(cast.zout, cast.studio)
    paid(cast, fund)
    with pytest.raises(NothingOwed):
        paid(cast, fund)
    spent(cast.zout, cast.studio, 2)
    assert paid(cast, fund).cents == 10_400


def test_the_day_until_which_is_a_whole_day_and_later_ones_wait(cast, fund) -> None:
    spent(cast.zout, cast.studio, 1, now=NOW + timedelta(hours=13))
    spent(cast.zout, cast.studio, 2, now=NOW + timedelta(hours=14))
    assert paid(cast, fund).cents == 10_400


def test_another_hubs_money_is_not_this_ones(cast, fund) -> None:
    stage = FacilityFactory(hub=cast.tetem, open_days=[])
    VatSettingFactory(hub=cast.tetem)
    card(stage, daypart=16_000)
    spent(cast.zout, stage)
    assert [each.hub for each in owed_by(fund, before=NOW + timedelta(days=1))] == [cast.tetem]
    with pytest.raises(NothingOwed) as refused:
        paid(cast, fund)
    assert "owes Effenaar nothing" in str(refused.value)


def test_the_same_request_is_one_payment(cast, fund) -> None:
    spent(cast.zout, cast.studio)
    key = uuid4()
    assert paid(cast, fund, request_key=key) == paid(cast, fund, request_key=key)
    with pytest.raises(RequestUsed):
        paid(cast, fund, request_key=key, on=MONDAY - timedelta(days=1))


def test_nothing_is_paid_tomorrow(cast, fund) -> None:
    spent(cast.zout, cast.studio)
    with pytest.raises(NotToday):
        paid(cast, fund, on=MONDAY + timedelta(days=1))


@pytest.mark.parametrize("name", ["zoe", "ilse", "teun", "hanna", "karim", "rosa"])
def test_others_pay_nothing_out(cast, fund, name) -> None:
    spent(cast.zout, cast.studio)
    with pytest.raises(Forbidden):
        paid(cast, fund, by=name)
