"""Two series for the same slots, and a series against somebody who wants one of its dates."""

import threading

import pytest
from django.utils.translation import override

from bookings.actions import _placing, _placing_series
from bookings.actions.cancel import cancel
from bookings.actions.cancel_series import cancel_series
from bookings.actions.place import Placed, place
from bookings.actions.place_series import DatesInTheWay, PlacedSeries, place_series
from bookings.models import Booking
from bookings.rules.refusals import SlotTaken
from funding.models import Fund
from hub.kit.errors import Busy
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import Rival, broken_invariants, rivals, without_constraint
from tests.factories.bookings import a_request
from tests.factories.money import fill
from tests.factories.series import a_series, open_thursdays

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
DATES = 8


def staged(count: int):
    """A crowd without a band, so that nobody's price hangs on another's."""
    with override("en"):
        stage = cast.assemble()
    open_thursdays(stage.studio, count=DATES + 2)
    return stage, rivals(count)


def wants(stage, rival: Rival):
    request = a_series(rival.organisation, stage.studio, count=DATES)
    return lambda: place_series(request=request, house_rules_version=None, actor=rival.person, now=NOW)


def all_at_once(database, *what):
    def one(number: int):
        with override("en"):
            return what[number]()

    return database.crowd(len(what), one)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_three_series_for_the_same_evenings_one_has_all_and_the_others_nothing(own_database, rounds):
    stage, crowd = staged(3)
    for _round in range(rounds):
        outcomes = all_at_once(own_database, *(wants(stage, rival) for rival in crowd))
        (won,) = [each for each in outcomes if isinstance(each, PlacedSeries)]
        assert {type(each) for each in outcomes if each is not won} <= {DatesInTheWay, Busy}
        assert Booking.objects.filter(state="confirmed").count() == DATES
        assert broken_invariants() == {}
        series = won.series
        cancel_series(number=series.number, start=NOW, actor=series.placed_by, now=NOW)


def two_without_keys(own_database, monkeypatch, stage, crowd):
    """Both have looked, and meet just before the first of them takes its units."""
    barrier = threading.Barrier(2, timeout=20)
    real = _placing._take_units
    first_time = threading.local()

    def together(*facts):
        if not getattr(first_time, "met", False):
            first_time.met = True
            barrier.wait()
        return real(*facts)

    monkeypatch.setattr(_placing_series, "lock", lambda keys: None)
    monkeypatch.setattr(_placing_series, "lock_all_funds_and_pledges", lambda: None)
    monkeypatch.setattr(_placing, "_take_units", together)
    return all_at_once(own_database, *(wants(stage, rival) for rival in crowd))


def test_without_keys_and_constraint_both_have_the_same_evenings(own_database, monkeypatch):
    stage, crowd = staged(2)
    without_constraint(own_database, "bookings_occupancy", "occupancy_no_unit_twice")
    outcomes = two_without_keys(own_database, monkeypatch, stage, crowd)
    assert [type(each) for each in outcomes] == [PlacedSeries, PlacedSeries]
    assert "I1" in broken_invariants()


def test_without_the_keys_the_constraint_has_the_last_word(own_database, monkeypatch):
    stage, crowd = staged(2)
    outcomes = two_without_keys(own_database, monkeypatch, stage, crowd)
    assert sorted(type(each).__name__ for each in outcomes) == ["Busy", "PlacedSeries"]
    assert Booking.objects.count() == DATES
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_series_and_one_who_wants_one_of_its_evenings(own_database, rounds):
    stage, crowd = staged(2)
    for _round in range(rounds):
        fifth = a_series(crowd[0].organisation, stage.studio, count=DATES).dates[4]
        asked = a_request(crowd[1].organisation, stage.studio, period=fifth.lines[0].period)
        outcomes = all_at_once(
            own_database,
            wants(stage, crowd[0]),
            lambda asked=asked: _placing_one(asked, crowd[1]),
        )
        won = [each for each in outcomes if isinstance(each, PlacedSeries | Placed)]
        assert len(won) == 1
        assert {type(each) for each in outcomes if each not in won} <= {DatesInTheWay, SlotTaken, Busy}
        assert broken_invariants() == {}
        _let_go(won[0])


def _placing_one(asked, rival: Rival):
    return place(request=asked, actor=rival.person, now=NOW)


def _let_go(won) -> None:
    if isinstance(won, PlacedSeries):
        cancel_series(number=won.series.number, start=NOW, actor=won.series.placed_by, now=NOW)
    else:
        cancel(number=won.booking.number, actor=won.booking.placed_by, now=NOW)


def test_the_last_euros_of_a_fund_are_given_once(own_database):
    """Two series in different rooms, one fund: who comes second reads another price."""
    stage, _crowd = staged(0)
    open_thursdays(stage.microphones, count=DATES + 2)
    cast.declare_band_a(stage.zout)
    cast.declare_band_a(stage.noord)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 10_000)
    first = a_series(stage.zout, stage.studio, count=DATES)
    second = a_series(stage.noord, (stage.microphones, 6), count=DATES)

    def placing(request, actor):
        return lambda: place_series(request=request, house_rules_version=None, actor=actor, now=NOW)

    outcomes = all_at_once(own_database, placing(first, stage.bo), placing(second, stage.ilse))
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds in (["PlacedSeries", "SeriesPriceChanged"], ["Busy", "PlacedSeries"])
    assert broken_invariants() == {}
