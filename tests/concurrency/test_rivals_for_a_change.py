"""Several who move to one slot, or one who moves where others book: one of them has it."""

import threading
from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions import _changing, change
from bookings.actions.cancel import cancel
from bookings.models import Booking
from bookings.rules.refusals import SlotTaken
from funding.models import Fund
from hub.kit.errors import Busy
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, rivals, without_constraint
from tests.factories.bookings import booked, held
from tests.factories.changes import a_change
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
AFTERNOON, EVENING, MORNING = thursday(13, 17), thursday(18, 22), thursday(9, 12)
LATE = AFTERNOON.start - timedelta(hours=20)


def staged():
    """Two organisations in band A, two funds with money of which one bears fees, and terms."""
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.declare_band_a(stage.noord)
    cast.two_funds(stage)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 10_000_000)
    terms(stage.effenaar, DAY_HALF)
    return stage


def all_at_once(database, *what):
    def one(number: int):
        with override("en"):
            return what[number]()

    return database.crowd(len(what), one)


def kinds(outcomes) -> list[type]:
    return [type(each) for each in outcomes]


def two_movers(stage):
    """One has the morning, the other the evening, and both want the afternoon."""
    first = booked(stage.bo, stage.zout, stage.studio, period=MORNING)
    second = booked(stage.ilse, stage.noord, stage.studio, period=EVENING)
    asked = [
        (a_change(actor, booking, stage.studio, period=AFTERNOON), actor)
        for actor, booking in ((stage.bo, first), (stage.ilse, second))
    ]
    return [first, second], [
        lambda asked=asked, actor=actor: change.change(request=asked, actor=actor, now=NOW)
        for asked, actor in asked
    ]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_who_move_to_one_slot_one_of_them_gets_it(own_database, rounds):
    stage = staged()
    for _round in range(rounds):
        bookings, moves = two_movers(stage)
        outcomes = all_at_once(own_database, *moves)
        assert sorted(kind.__name__ for kind in kinds(outcomes)) == ["Changed", "SlotTaken"]
        assert broken_invariants() == {}
        for booking in bookings:
            cancel(number=booking.number, actor=booking.placed_by, now=NOW)


def test_without_keys_and_constraint_both_have_it(own_database, monkeypatch):
    stage = staged()
    _bookings, moves = two_movers(stage)
    without_constraint(own_database, "bookings_occupancy", "occupancy_no_unit_twice")
    barrier = threading.Barrier(2, timeout=20)
    real = _changing._take_units

    def together(*facts):
        barrier.wait()
        return real(*facts)

    monkeypatch.setattr(change, "lock", lambda keys: None)
    monkeypatch.setattr(_changing, "lock_all_funds_and_pledges", lambda: None)
    monkeypatch.setattr(_changing, "_take_units", together)
    outcomes = all_at_once(own_database, *moves)
    assert kinds(outcomes) == [change.Changed, change.Changed]
    assert "I1" in broken_invariants()


def test_without_the_keys_the_constraint_has_the_last_word(own_database, monkeypatch):
    stage = staged()
    _bookings, moves = two_movers(stage)
    barrier = threading.Barrier(2, timeout=20)
    real = _changing._take_units

    def together(*facts):
        barrier.wait()
        return real(*facts)

    monkeypatch.setattr(change, "lock", lambda keys: None)
    monkeypatch.setattr(_changing, "lock_all_funds_and_pledges", lambda: None)
    monkeypatch.setattr(_changing, "_take_units", together)
    outcomes = all_at_once(own_database, *moves)
    assert sorted(kind.__name__ for kind in kinds(outcomes)) == ["Busy", "Changed"]
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_moves_to_a_slot_that_others_book(own_database, rounds):
    stage, crowd = staged(), rivals(3)
    for _round in range(rounds):
        booking = booked(stage.bo, stage.zout, stage.studio, period=MORNING)
        asked = a_change(stage.bo, booking, stage.studio, period=AFTERNOON)
        outcomes = all_at_once(
            own_database,
            lambda asked=asked: change.change(request=asked, actor=stage.bo, now=NOW),
            *(
                lambda rival=rival: held(rival.person, rival.organisation, stage.studio, period=AFTERNOON)
                for rival in crowd
            ),
        )
        won = [each for each in outcomes if isinstance(each, Booking | change.Changed)]
        assert len(won) == 1
        assert {type(each) for each in outcomes if each not in won} <= {SlotTaken, Busy}
        assert broken_invariants() == {}
        for each in Booking.objects.filter(state__in=["held", "confirmed"]):
            cancel(number=each.number, actor=each.placed_by, now=NOW)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_who_would_change_places_are_both_refused_and_none_waits_in_a_circle(own_database, rounds):
    stage = staged()
    first = booked(stage.bo, stage.zout, stage.studio, period=MORNING)
    second = booked(stage.ilse, stage.noord, stage.studio, period=EVENING)
    for _round in range(rounds):
        asked = [
            (a_change(stage.bo, first, stage.studio, period=EVENING), stage.bo),
            (a_change(stage.ilse, second, stage.studio, period=MORNING), stage.ilse),
        ]
        outcomes = all_at_once(
            own_database,
            *(
                lambda wanted=wanted, actor=actor: change.change(request=wanted, actor=actor, now=NOW)
                for wanted, actor in asked
            ),
        )
        assert kinds(outcomes) == [SlotTaken, SlotTaken]
    assert broken_invariants() == {}
