"""A fund pays a hub in the very moment in which the hub notes that nobody came."""

import threading

import pytest

from funding.actions import pay_out as paying
from funding.actions.charge_no_show import charge_no_show
from funding.invariants import movements_equal_ledger
from funding.models import Allocation, Correction, Fund
from funding.rules.fees import NOTHING
from hub.kit.audit import SITE
from hub.kit.transactions import verb
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.funds_at_once import ROUNDS, kinds, new_fund
from tests.concurrency.rivals import broken_invariants
from tests.factories.money import fill
from tests.factories.spending import about, spent

pytestmark = pytest.mark.race

OWN = 5_600


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


def paid(cast: Cast, fund: Fund) -> object:
    return paying.pay_out(
        fund=fund, hub=cast.effenaar, until=MONDAY, paid_on=MONDAY, actor=cast.fien, now=NOW
    )


def missed(cast: Cast, number: int) -> object:
    parties = {"organisation": cast.zout, "hub": cast.effenaar, "own_cents": OWN, "fee": NOTHING}
    return verb(charge_no_show)(about=about(number), number=1, now=NOW, actor=SITE, **parties)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_it_is_paid_and_put_right_or_never_paid(own_database, cast, rounds):
    for number in range(rounds):
        fund = new_fund(cast, f"fund-{number}")
        fill(fund, 1_000_000)
        spent(cast.zout, cast.studio, number, now=NOW)
        results = own_database.crowd(
            2, lambda who, fund=fund, number=number: missed(cast, number) if who else paid(cast, fund)
        )
        was_paid = Allocation.objects.filter(fund=fund, payout__isnull=False).exists()
        assert kinds(results) == {"Entry": 1, "Payout" if was_paid else "NothingOwed": 1}
        put_right = Correction.objects.filter(allocation__fund=fund).values_list("cents", flat=True)
        assert list(put_right) == ([-10_400] if was_paid else [])
        Fund.objects.filter(pk=fund.pk).update(expires_on=MONDAY.replace(year=2025))
    assert broken_invariants() == {}


def test_control_without_the_funds_lock_it_is_paid_and_never_put_right(own_database, cast, monkeypatch):
    fund = new_fund(cast, "fund")
    fill(fund, 1_000_000)
    spent(cast.zout, cast.studio, 1, now=NOW)
    looked, noted = threading.Event(), threading.Event()
    owed_to = paying.owed_to

    def late(**asked):
        found = owed_to(**asked)
        looked.set()
        noted.wait(timeout=20)
        return found

    monkeypatch.setattr(paying, "owed_to", late)
    monkeypatch.setattr(paying, "locked_funds", lambda ids: list(Fund.objects.filter(pk__in=ids)))

    def one(who: int) -> object:
        if not who:
            return paid(cast, fund)
        looked.wait(timeout=20)
        try:
            return missed(cast, 1)
        finally:
            noted.set()

    own_database.crowd(2, one)
    assert any("is released, of its 10400 cents 0 are put right" in said for said in movements_equal_ledger())
