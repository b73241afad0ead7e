"""A fund's last euros are promised once, also to two who book different studios at the same moment."""

import pytest

from bookings.actions import _placing
from bookings.actions.place import PriceChanged
from funding.actions import _ledger
from funding.actions import reserve as reserving
from funding.actions.reserve import NotEnoughFunds
from funding.models import Account, AccountKind, Allocation, Fund
from members.models import Organisation
from tests import cast
from tests.concurrency.rivals import (
    Rival,
    broken_invariants,
    losers,
    meet_before,
    moved_anyhow,
    race,
    rivals,
    winners,
    without_constraint,
)
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import BandDeclarationFactory, FundFactory, card, four_bands
from tests.factories.money import fill

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
GAP = 10_400  # of a daypart of € 160.00 in band A


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def ready(stage, count: int) -> tuple[list[Rival], list]:
    """Rivals in band A, and as many studios, so that no two want the same one."""
    crowd = rivals(count)
    band = four_bands()["A"]
    for rival in crowd:
        BandDeclarationFactory(organisation=rival.organisation, band=band)
    things = [FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY]) for _ in crowd]
    for thing in things:
        card(thing, daypart=16_000)
    return crowd, things


def asked(crowd: list[Rival], things: list) -> list:
    """Each at the price of now, with the fund's part in it."""
    return [a_request(rival.organisation, thing) for rival, thing in zip(crowd, things, strict=True)]


def free_cents(fund: Fund) -> int:
    return Account.objects.get(kind=AccountKind.FUND_FREE, owner=fund.ref).balance_cents


@pytest.mark.parametrize("rounds", ROUNDS)
def test_many_want_the_last_euros_and_one_gets_them(own_database, stage, rounds):
    for _round in range(rounds):
        Fund.objects.update(expires_on=cast.MONDAY.replace(year=2025))
        fund = FundFactory()
        fill(fund, GAP + 1)
        crowd, things = ready(stage, 16)
        outcomes = race(own_database, crowd, *asked(crowd, things))
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} <= {NotEnoughFunds, PriceChanged}
        assert all("price" in str(each) for each in losers(outcomes))
        assert free_cents(fund) == 1
    assert broken_invariants() == {}


def test_who_has_seen_the_same_price_at_the_same_moment_is_told_that_somebody_was_earlier(
    own_database, stage, monkeypatch
):
    fund = FundFactory()
    fill(fund, GAP)
    crowd, things = ready(stage, 4)
    meet_before(monkeypatch, _placing, "reserve", 4)
    outcomes = race(own_database, crowd, *asked(crowd, things))
    assert len(winners(outcomes)) == 1
    assert {type(each) for each in losers(outcomes)} == {NotEnoughFunds}
    assert all("a moment earlier" in str(each) for each in losers(outcomes))
    assert broken_invariants() == {}


def test_without_its_guards_a_fund_promises_its_euros_four_times(own_database, stage, monkeypatch):
    """The negative control: nobody looks again under the lock, and no floor holds the balance."""
    fund = FundFactory()
    fill(fund, GAP)
    crowd, things = ready(stage, 4)
    without_constraint(own_database, "funding_account", "account_not_below_its_floor")
    monkeypatch.setattr(reserving, "_check_funds", lambda *args: None)
    monkeypatch.setattr(_ledger, "_moved", moved_anyhow)
    meet_before(monkeypatch, _placing, "reserve", 4)
    outcomes = race(own_database, crowd, *asked(crowd, things))
    assert len(winners(outcomes)) == 4
    assert sum(Allocation.objects.values_list("cents", flat=True)) == 4 * GAP
    assert "I4" in broken_invariants()


def test_two_bookings_of_one_organisation_wait_for_each_other(own_database, stage):
    """The organisation is a key of its own: its caps and holds are counted by one placer at a time."""
    (rival,), things = ready(stage, 1)[0], ready(stage, 6)[1]
    fund = FundFactory(cap_per_organisation_cents=GAP)
    fill(fund, 10 * GAP)
    outcomes = race(own_database, [rival] * 6, *asked([rival] * 6, things))
    assert len(winners(outcomes)) == 1
    assert free_cents(fund) == 9 * GAP
    assert Organisation.objects.get(pk=rival.organisation.pk).bookings.count() == 1
    assert broken_invariants() == {}
