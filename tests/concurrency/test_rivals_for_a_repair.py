"""Two of the staff decide about one booking at once; a booking wants another unit, and somebody else books that one."""

import threading
from datetime import time
from typing import Any

import pytest

from bookings.actions import cancel as cancelling
from bookings.actions import exchange_units as exchanging
from bookings.actions.place import Placed, place
from bookings.actions.repair import Repaired
from bookings.models import Booking, BookingState
from bookings.rules.repairing import How
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.rules.week import Hours
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.blocks import blocked
from tests.factories.bookings import a_request, booked
from tests.factories.repairs import closed_on_thursday, decided, found
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3


def stage() -> tuple[Cast, Booking]:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    return cast, booked(cast.bo, cast.zout, cast.studio)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_decide_differently_and_one_is_told(own_database: OwnDatabase, _round):
    cast, booking = stage()
    closed_on_thursday(cast, booking)
    ways = {way.how: way for way in found(cast)[0].ways}
    both = [ways[How.TIME], ways[How.CANCEL]]
    outcomes: list[list[Repaired]] = own_database.crowd(2, lambda number: decided(cast, both[number]))
    assert sorted(bool(each[0].refusal) for each in outcomes) == [False, True], outcomes
    booking.refresh_from_db()
    assert (booking.state == BookingState.CANCELLED) == (not outcomes[1][0].refusal)
    assert broken_invariants() == {}


def test_without_what_was_seen_a_booking_is_moved_and_then_cancelled(own_database: OwnDatabase, monkeypatch):
    """The negative control: both have looked before either does."""
    cast, booking = stage()
    closed_on_thursday(cast, booking)
    ways = {way.how: way for way in found(cast)[0].ways}
    monkeypatch.setattr(cancelling, "demand_unchanged", lambda booking, seen: None)
    moved = threading.Event()

    def one(number: int) -> list[Repaired]:
        if number:
            assert moved.wait(20)
            return decided(cast, ways[How.CANCEL])
        try:
            return decided(cast, ways[How.TIME])
        finally:
            moved.set()

    outcomes: list[list[Repaired]] = own_database.crowd(2, one)
    assert [each[0].refusal for each in outcomes] == [None, None]
    booking.refresh_from_db()
    assert (booking.state, booking.changes) == (BookingState.CANCELLED, 1)


def last_microphone(cast: Cast) -> tuple[Any, Any]:
    """Five are lent, one of these is wanted by a block, and the sixth is wanted by two."""
    mine = booked(cast.bo, cast.zout, cast.microphones)
    booked(cast.zoe, cast.zout, (cast.microphones, 4))
    blocked(cast.microphones.units.order_by("pk")[0], knowing={mine.number})
    request = a_request(cast.noord, cast.microphones)
    return (
        lambda: exchanging.exchange_units(number=mine.number, reason="Broken", actor=cast.teun, now=NOW),
        lambda: place(request=request, actor=cast.ilse, now=NOW),
    )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_unit_goes_to_one_of_two_who_want_it(own_database: OwnDatabase, _round):
    doings = last_microphone(assemble())
    outcomes = own_database.crowd(2, lambda number: doings[number]())
    done = [isinstance(each, Booking | Placed) for each in outcomes]
    assert sorted(done) == [False, True], outcomes
    assert all(isinstance(each, Refusal) for each in outcomes if not isinstance(each, Booking | Placed))
    assert broken_invariants() == {}


def test_without_the_facilitys_key_the_constraint_speaks(own_database: OwnDatabase, monkeypatch):
    """The negative control: it has looked, and somebody books before it writes."""
    exchange, book = last_microphone(assemble())
    monkeypatch.setattr(exchanging, "lock", lambda keys: list(keys))
    looked, taken = threading.Event(), threading.Event()
    swap = exchanging._exchange

    def late(*args: Any) -> None:
        looked.set()
        assert taken.wait(20)
        swap(*args)

    monkeypatch.setattr(exchanging, "_exchange", late)

    def then() -> object:
        assert looked.wait(20)
        try:
            return book()
        finally:
            taken.set()

    doings = (exchange, then)
    exchanged, placed = own_database.crowd(2, lambda number: doings[number]())
    assert isinstance(placed, Placed), placed
    assert isinstance(exchanged, Busy), exchanged
    assert broken_invariants() == {}
