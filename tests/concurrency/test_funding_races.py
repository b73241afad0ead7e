"""Many want a fund's last euros at the same moment. Each guard has its control: with it off, the damage is seen."""

import threading
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import psycopg
import pytest

from funding import invariants
from funding.actions import _ledger
from funding.actions import reserve as reserving
from funding.actions._ledger import Slot
from funding.actions.release import release
from funding.actions.reserve import NotEnoughFunds, reserve
from funding.actions.settle import AlreadyReleased, settle
from funding.models import Account, AccountKind, Allocation, AllocationState, Entry, Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from hub.kit.errors import Busy
from hub.kit.locks import LockKind, lock
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from hub.wiring import INVARIANTS
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.concurrency.rivals import moved_anyhow
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, four_bands
from tests.factories.money import fill

pytestmark = pytest.mark.race

CROWD, FEW = 40, 8


@dataclass(frozen=True)
class Stage:
    cast: Cast
    first: Fund
    doors: Fund

    def quoted(self) -> Quote:
        """€ 160: zout carries € 82.80 at first, Regional Makers Fund € 41.60, Open Doors € 36."""
        wishes = [LineWish(self.cast.studio.pk, 1, thursday(13, 17))]
        return quote(quote_facts(wishes=wishes, hub=self.cast.effenaar, organisation=self.cast.zout, now=NOW))

    def place(self, number: int, shown: Quote) -> list[Allocation]:
        """What placing a booking does with money."""
        for _ in range(20):
            try:
                return self._placed(number, shown)
            except Busy:
                continue
        raise AssertionError("still busy after twenty times")

    @verb
    def _placed(self, number: int, shown: Quote) -> list[Allocation]:
        lock([(LockKind.ORGANISATION, self.cast.zout.pk)] if shown.provisional else [])
        return reserve(
            about=about(number), organisation=self.cast.zout, quote=shown, now=NOW, actor=self.cast.bo
        )

    @verb
    def end(self, number: int) -> list[Allocation]:
        return release(about=about(number), now=NOW + timedelta(hours=1), actor=self.cast.bo)

    @verb
    def settle(self, number: int, shown: Quote) -> Entry | None:
        return settle(
            about=about(number),
            organisation=self.cast.zout,
            hub=self.cast.effenaar,
            own_cents=shown.own_cents,
            now=NOW + timedelta(hours=1),
            actor=self.cast.bo,
        )


def about(number: int) -> Ref:
    return Ref("rehearsal", f"TEST-{number:04d}")  # of no booking: this is about funds alone


@pytest.fixture
def stage(own_database) -> Stage:
    cast = assemble()
    declare_band_a(cast.zout)
    two_funds(cast)
    first, doors = Fund.objects.order_by("priority")
    fill(first, 1_000_000)
    return Stage(cast, first, doors)


def broken() -> dict[str, list[str]]:
    return {code: found for code, check in INVARIANTS.items() if (found := check())}


def kinds(results: list[object]) -> Counter[str]:
    return Counter(type(each).__name__ for each in results)


def test_forty_want_a_funds_last_euros(own_database, stage) -> None:
    fill(stage.doors, 5 * 3_600 + 700)
    shown = stage.quoted()
    results = own_database.crowd(CROWD, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 5, "NotEnoughFunds": CROWD - 5}
    assert all("Open Doors" in str(each) for each in results if isinstance(each, NotEnoughFunds))
    assert Account.objects.get(kind=AccountKind.FUND_FREE, owner=stage.doors.ref).balance_cents == 700
    assert broken() == {}


def test_two_bookings_race_for_the_last_seven_euros(own_database, stage) -> None:
    fill(stage.doors, 700)
    shown = stage.quoted()
    assert shown.shares[-1].cents == 700
    results = own_database.crowd(2, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 1, "NotEnoughFunds": 1}
    assert broken() == {}


def test_a_months_cap_is_kept_by_forty(own_database, stage) -> None:
    fill(stage.doors, 1_000_000)
    Fund.objects.filter(pk=stage.doors.pk).update(cap_per_month_cents=10_000)
    shown = stage.quoted()
    results = own_database.crowd(CROWD, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 2, "NotEnoughFunds": CROWD - 2}
    assert broken() == {}


def test_a_yearly_cap_is_kept_by_two_bookings_of_one_organisation(own_database, stage) -> None:
    fill(stage.doors, 1_000_000)
    Fund.objects.filter(pk=stage.doors.pk).update(cap_per_organisation_cents=5_000)
    shown = stage.quoted()
    results = own_database.crowd(2, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 1, "NotEnoughFunds": 1}
    assert broken() == {}


def provisional(stage: Stage, cap_cents: int) -> Quote:
    stage.cast.zout.declarations.all().delete()
    BandDeclarationFactory(organisation=stage.cast.zout, band=four_bands()["A"], provisional=True)
    BandPolicyFactory(provisional_cap_cents=cap_cents)
    return stage.quoted()


def test_a_provisional_band_is_not_used_twice_at_once(own_database, stage) -> None:
    shown = provisional(stage, 10_000)
    assert (shown.provisional, shown.funds_cents) == (True, 4_160)
    results = own_database.crowd(CROWD, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 2, "ProvisionalCapReached": CROWD - 2}
    assert broken() == {}


def test_placing_ending_and_settling_at_once_leaves_the_books_right(own_database, stage) -> None:
    fill(stage.doors, 1_000_000)
    shown = stage.quoted()
    for number in range(10):
        stage.place(number, shown)

    def something(number: int) -> object:
        if number < 10:
            return stage.end(number)
        if number < 20:
            return stage.settle(number - 10, shown)
        return stage.place(number, shown)

    results = own_database.crowd(30, something)
    # What ended first cannot be settled; what was settled first has nothing left to give back.
    assert set(kinds(results)) <= {"list", "Entry", "AlreadyReleased"}
    for number in range(10):
        settled = not isinstance(results[number + 10], AlreadyReleased)
        state = AllocationState.SETTLED if settled else AllocationState.RELEASED
        assert set(Allocation.objects.filter(about=about(number)).values_list("state", flat=True)) == {state}
    assert broken() == {}


def test_settling_twice_at_once_is_settling_once(own_database, stage) -> None:
    shown = stage.quoted()
    stage.place(1, shown)
    results = own_database.crowd(FEW, lambda _number: stage.settle(1, shown))
    assert len(set(results)) == 1
    assert Account.objects.get(kind=AccountKind.HUB).balance_cents == shown.list_cents
    assert broken() == {}


def test_an_account_is_opened_once_by_forty(own_database, stage) -> None:
    fill(stage.doors, 1_000_000)
    Account.objects.exclude(kind__in=[AccountKind.FUNDER, AccountKind.FUND_FREE]).delete()
    shown = stage.quoted()
    results = own_database.crowd(CROWD, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": CROWD}
    assert Account.objects.filter(kind=AccountKind.FUND_RESERVED).count() == 2
    assert broken() == {}


# The controls: the same races with the guard off. Everybody looks, and only when all have looked does anybody write.


def everybody_looks_first(monkeypatch, name: str) -> None:
    together = threading.Barrier(FEW)
    look = getattr(reserving, name)

    def looked(*arguments):
        look(*arguments)
        together.wait(timeout=20)

    monkeypatch.setattr(reserving, name, looked)


def without_the_lock_on_funds(monkeypatch) -> None:
    monkeypatch.setattr(
        reserving, "locked_funds", lambda ids: list(Fund.objects.filter(pk__in=ids).order_by("pk"))
    )
    everybody_looks_first(monkeypatch, "_check_funds")


def test_control_without_the_lock_a_months_cap_is_overrun(own_database, stage, monkeypatch) -> None:
    fill(stage.doors, 1_000_000)
    Fund.objects.filter(pk=stage.doors.pk).update(cap_per_month_cents=10_000)
    shown = stage.quoted()
    without_the_lock_on_funds(monkeypatch)
    results = own_database.crowd(FEW, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": FEW}
    assert "its cap is 10000" in invariants.caps_are_kept()[0]


def test_control_without_the_lock_the_database_still_refuses_the_last_euros(
    own_database, stage, monkeypatch
) -> None:
    fill(stage.doors, 5 * 3_600)
    shown = stage.quoted()
    without_the_lock_on_funds(monkeypatch)
    results = own_database.crowd(FEW, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": 5, "NotEnoughFunds": FEW - 5}
    assert broken() == {}


def test_control_without_any_guard_a_fund_is_over_committed(own_database, stage, monkeypatch) -> None:
    fill(stage.doors, 5 * 3_600)
    shown = stage.quoted()
    without_the_lock_on_funds(monkeypatch)
    monkeypatch.setattr(_ledger, "_moved", moved_anyhow)
    with psycopg.connect(own_database.owner_url) as owner:
        owner.execute("ALTER TABLE funding_account DROP CONSTRAINT account_not_below_its_floor")
    results = own_database.crowd(FEW, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": FEW}
    assert "open-doors has fund_free of -10800 cents" in invariants.funds_commit_what_they_have()[0]


def test_control_a_balance_that_is_read_and_written_back_is_lost(own_database, stage, monkeypatch) -> None:
    fill(stage.doors, 1_000_000)
    stage.place(99, stage.quoted())
    shown = stage.quoted()
    together = threading.Barrier(FEW)

    def read_then_write(cents: dict[Slot, int], of_booking: bool) -> dict[Slot, int]:
        (first, change), *rest = cents.items()
        account = Account.objects.get(kind=first.kind, owner=first.owner)
        together.wait(timeout=20)
        Account.objects.filter(pk=account.pk).update(balance_cents=account.balance_cents + change)
        return {first: account.pk} | moved_anyhow(dict(rest), of_booking)

    without_the_lock_on_funds(monkeypatch)
    # One fund only: with two, who waits for the row of the first never comes to the barrier of the second.
    only = replace(shown, shares=tuple(share for share in shown.shares if share.fund_id != stage.first.pk))
    monkeypatch.setattr(_ledger, "_moved", read_then_write)
    own_database.crowd(FEW, lambda number: stage.place(number, only))
    assert invariants.balances_equal_postings()


def test_control_without_the_organisations_lock_a_provisional_band_is_used_twice(
    own_database, stage, monkeypatch
) -> None:
    shown = provisional(stage, 10_000)
    monkeypatch.setattr(f"{__name__}.lock", lambda keys: None)
    everybody_looks_first(monkeypatch, "_check_provisional")
    results = own_database.crowd(FEW, lambda number: stage.place(number, shown))
    assert kinds(results) == {"list": FEW}
    assert sum(Allocation.objects.values_list("cents", flat=True)) > 10_000
