"""A funder lowers what is vouched for, or a cap, at the very moment in which bookings want it."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from funding import invariants
from funding.actions import change_fund as changing
from funding.actions import reserve as reserving
from funding.actions.change_fund import FundTerms, GuaranteeCommitted, change_fund
from funding.actions.reserve import NotEnoughFunds, reserve
from funding.models import Allocation, Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

CROWD = 8


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    agreement = FundingAgreementFactory(funder=stage.makersfonds, guarantor=stage.noord)
    FundFactory(agreement=agreement, slug="open-doors", guaranteed_cents=10_400)
    booked(stage, 0, price(stage))
    return stage


def price(cast: Cast) -> Quote:
    """Of it others carry € 104.00, all that is vouched for."""
    wishes = [LineWish(cast.studio.pk, 1, thursday(13, 17))]
    return quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))


@verb
def booked(cast: Cast, number: int, shown: Quote) -> list[Allocation]:
    at = NOW + timedelta(seconds=number)
    about = Ref("rehearsal", f"TEST-{number}")
    return reserve(about=about, organisation=cast.zout, quote=shown, now=at, actor=cast.bo)


def changed(cast: Cast, **terms: int) -> Fund:
    fund = Fund.objects.select_related("agreement__funder").get()
    return change_fund(fund=fund, terms=replace(FundTerms.of(fund), **terms), actor=cast.fien, now=NOW)


def together(database: OwnDatabase, cast: Cast, **terms: int) -> list[object]:
    """One changes the fund's terms; all others book what the fund could carry before."""
    Fund.objects.get()
    shown = replace(price(cast), shares=booked_shares(cast))
    return database.crowd(
        CROWD, lambda number: booked(cast, number, shown) if number else changed(cast, **terms)
    )


def booked_shares(cast: Cast) -> tuple:
    """As they were shown when there was still money: € 104.00 by the fund."""
    given = Allocation.objects.get()
    share = next(share for share in price(cast).shares if share.role == "own")
    return (
        replace(share, cents=5_600),
        replace(share, role="fund", cents=given.cents, fund_id=given.fund_id),
    )


def test_a_guarantee_falls_before_or_after_a_booking_and_the_books_are_right(own_database, cast) -> None:
    changed(cast, guaranteed_cents=20_800)
    outcomes = together(own_database, cast, guaranteed_cents=10_400)
    won = [each for each in outcomes[1:] if isinstance(each, list)]
    lowered = isinstance(outcomes[0], Fund)
    assert lowered or isinstance(outcomes[0], GuaranteeCommitted)
    assert len(won) == (0 if lowered else 1)
    assert all(isinstance(each, list | NotEnoughFunds) for each in outcomes[1:])
    assert broken_invariants() == {}


def test_a_cap_falls_before_or_after_bookings_and_takes_nothing_back(own_database, cast) -> None:
    changed(cast, guaranteed_cents=1_000_000)
    outcomes = together(own_database, cast, cap_per_month_cents=1)
    assert isinstance(outcomes[0], Fund)
    assert all(isinstance(each, list | NotEnoughFunds) for each in outcomes[1:])
    assert broken_invariants() == {}


def without_the_lock(monkeypatch) -> Barrier:
    """Nobody holds the fund: who changes it and who books have both read it when the first of them writes."""
    monkeypatch.setattr(
        reserving, "locked_funds", lambda ids: list(Fund.objects.filter(pk__in=ids).order_by("pk"))
    )
    monkeypatch.setattr(changing, "locked_fund", lambda pk: Fund.objects.get(pk=pk))
    return Barrier(2, timeout=20)


def test_control_without_the_lock_a_booking_slips_past_a_new_cap(own_database, cast, monkeypatch) -> None:
    changed(cast, guaranteed_cents=1_000_000)
    shown = replace(price(cast), shares=booked_shares(cast))
    both = without_the_lock(monkeypatch)
    look, settle_on = reserving._check_funds, changing._after_what_is_reserved
    late = Barrier(2, timeout=20)

    def looked(*args) -> None:
        look(*args)
        both.wait()
        late.wait()

    def since(*args):
        both.wait()
        return settle_on(*args)

    def one(number: int) -> object:
        if number:
            return booked(cast, number, shown)
        try:
            return changed(cast, cap_per_month_cents=1)
        finally:
            late.wait()

    monkeypatch.setattr(reserving, "_check_funds", looked)
    monkeypatch.setattr(changing, "_after_what_is_reserved", since)
    outcomes = own_database.crowd(2, one)
    assert isinstance(outcomes[0], Fund) and isinstance(outcomes[1], list), outcomes
    assert "its cap is 1" in invariants.caps_are_kept()[0]
