"""The last hours that a hub gives in kind are promised once, whoever wants them at the same moment."""

from dataclasses import replace

import pytest
from django.db.models import F
from django.utils.translation import override

from bookings.actions import _ending, _passing_on, _placing
from bookings.actions.cancel import cancel
from bookings.actions.place import Placed, PriceChanged, place
from bookings.models import Booking
from funding.actions import _hours
from funding.actions.reserve import HoursGone
from funding.models import HourMonth
from hub.kit.errors import Busy
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import (
    Rival,
    broken_invariants,
    from_a_deadlock,
    hour,
    losers,
    meet_before,
    race,
    rivals,
    winners,
    without_advisory_lock,
    without_constraint,
)
from tests.factories.bookings import a_request, booked
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import BandDeclarationFactory, card, four_bands
from tests.factories.hours import month, pledged
from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def in_band_a(count: int) -> list[Rival]:
    crowd = rivals(count)
    for rival in crowd:
        BandDeclarationFactory(organisation=rival.organisation, band=four_bands()["A"])
    return crowd


def two_hours_left(stage, count: int):
    """A studio with two hours of its month, and as many who want it for two, each at a time of their own."""
    crowd = in_band_a(count)
    studio = FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY])
    card(studio, hour=5_000)
    pledge = pledged(studio, 2)
    times = [thursday(9 + 2 * number, 11 + 2 * number) for number in range(count)]
    asked = [
        a_request(rival.organisation, studio, period=time) for rival, time in zip(crowd, times, strict=True)
    ]
    return pledge, crowd, asked


@pytest.mark.parametrize("rounds", ROUNDS)
def test_many_want_the_last_two_hours_and_one_gets_them(own_database, stage, rounds):
    for _round in range(rounds):
        pledge, crowd, asked = two_hours_left(stage, 6)
        outcomes = race(own_database, crowd, *asked)
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} <= {PriceChanged, HoursGone}
        assert month(pledge) == (120, 0)
    assert broken_invariants() == {}


def test_who_saw_the_same_hours_left_is_told_that_somebody_was_earlier(own_database, stage, monkeypatch):
    """Even without the facility's key, which makes others see the new price: the pledge and its month are enough."""
    pledge, crowd, asked = two_hours_left(stage, 4)
    without_advisory_lock(monkeypatch)
    meet_before(monkeypatch, _placing, "reserve", 4)
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == 1
    assert {type(each) for each in losers(outcomes)} == {HoursGone}
    assert all("a moment earlier" in str(each) for each in losers(outcomes))
    assert month(pledge) == (120, 0)
    assert broken_invariants() == {}


def moved_anyhow(moves) -> set:
    """Instead of `_hours._moved`: asks not what is left."""
    there = set()
    for pledge, first in moves:
        minutes = moves[pledge, first][0]
        rows = HourMonth.objects.filter(pledge=pledge, month=first)
        if rows.update(reserved_minutes=F("reserved_minutes") + minutes):
            there.add((pledge, first))
    return there


def test_without_its_guards_the_same_hours_are_promised_four_times(own_database, stage, monkeypatch):
    """The negative control: nobody waits for the others, asks what is left or is stopped by the sum."""
    pledge, crowd, asked = two_hours_left(stage, 4)
    without_advisory_lock(monkeypatch)
    without_constraint(own_database, "funding_hourmonth", "hour_month_within_its_pledge")
    monkeypatch.setattr(_hours, "_moved", moved_anyhow)
    meet_before(monkeypatch, _placing, "reserve", 4)
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == 4
    assert month(pledge) == (480, 0)
    assert "I18" in broken_invariants()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_what_one_gives_back_another_may_take_and_nothing_is_lost(own_database, stage, rounds):
    (giver, taker) = in_band_a(2)
    for _round in range(rounds):
        studio = FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY])
        card(studio, hour=5_000)
        pledge = pledged(studio, 1)
        before = booked(giver.person, giver.organisation, studio, period=hour(0))
        asked = a_request(taker.organisation, studio, period=hour(1))

        def one(which: int, before=before, asked=asked) -> Booking | Placed:
            with override("en"):
                if which:
                    return cancel(number=before.number, actor=giver.person, now=NOW)
                try:
                    return place(request=asked, actor=taker.person, now=NOW)
                except PriceChanged as changed:  # they are back: as a person does, look and decide again
                    again = replace(asked, price_digest=changed.quote.digest())
                    return place(request=again, actor=taker.person, now=NOW)

        taken, _cancelled = own_database.crowd(2, one)
        assert isinstance(taken, Placed), taken
        assert month(pledge) == (60 if taken.booking.hub_cents else 0, 0)
        cancel(number=taken.booking.number, actor=taker.person, now=NOW)
        assert month(pledge) == (0, 0)
    assert broken_invariants() == {}


def two_pairs(own_database, stage):
    """Two options with somebody behind each who will have hours of what the other option gives back."""
    crowd = in_band_a(4)
    a, b, c, d = things = [FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY]) for _ in range(4)]
    for thing in things:
        card(thing, hour=5_000)
        gives_options(thing, notice_hours=0)
    for thing in (c, d):
        pledged(thing, 8)
    evening = thursday(18, 20)
    firsts = []
    for rivals_of, studio, has, wants in ((crowd[:2], a, d, c), (crowd[2:], b, c, d)):
        first, behind = rivals_of
        firsts.append((first, optioned(first.person, first.organisation, studio, has)))
        second(behind.person, behind.organisation, studio, (wants, 1, evening))

    def one(which: int) -> Booking:
        rival, booking = firsts[which]
        return cancel(number=booking.number, actor=rival.person, now=NOW)

    return lambda: own_database.crowd(2, one)


@pytest.mark.parametrize("_round", range(3))
def test_two_firsts_that_end_at_once_pass_their_hours_on(own_database, stage, _round):
    outcomes = two_pairs(own_database, stage)()
    assert [type(each) for each in outcomes] == [Booking, Booking], outcomes
    assert sum(HourMonth.objects.values_list("reserved_minutes", flat=True)) == 240
    assert broken_invariants() == {}


def test_with_pledges_held_one_after_the_other_they_wait_in_a_circle(own_database, stage, monkeypatch):
    """The negative control: each holds the pledge of what it gave back when it wants the other's."""
    go = two_pairs(own_database, stage)
    monkeypatch.setattr(_ending, "lock_all_pledges", lambda: None)
    # That all funds are held would keep them apart as well; there are none here.
    meet_before(monkeypatch, _passing_on, "promised", 2)
    outcomes = go()
    assert any(isinstance(each, Busy) and from_a_deadlock(each) for each in outcomes), outcomes
