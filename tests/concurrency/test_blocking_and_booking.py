"""The house blocks a studio in the very moment in which somebody books it, gives it back, or lifts the block."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bookings.actions import _blocking, _placing
from bookings.actions.cancel import cancel
from bookings.actions.lift_block import lift_block
from bookings.actions.move_block import move_block
from bookings.actions.place import Placed, place
from bookings.actions.reinstate_block import reinstate_block
from bookings.models import Block
from facilities.actions import _promises
from facilities.actions._promises import BookingsAreHit
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, assemble, thursday
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.factories.blocks import blocked
from tests.factories.bookings import a_request, booked
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")


def at_once(own_database: OwnDatabase, *doings: Callable[[], object]) -> list[Any]:
    return own_database.crowd(len(doings), lambda number: doings[number]())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_booking_and_a_block_at_once_are_never_both(own_database, _round):
    cast = assemble()
    request = a_request(cast.zout, cast.studio)
    room = cast.studio.units.get()
    placed, made = at_once(
        own_database,
        lambda: place(request=request, actor=cast.bo, now=NOW),
        lambda: blocked(room, actor=cast.teun),
    )
    if isinstance(placed, Placed):
        assert isinstance(made, BookingsAreHit | Busy), made
    else:
        assert isinstance(placed, Refusal), placed
        assert isinstance(made, Block), made
    assert broken_invariants() == {}


def test_without_key_and_constraint_the_studio_is_booked_and_blocked(own_database, monkeypatch):
    """The negative control: who blocks has written, and so has who books, before either is kept."""
    cast = assemble()
    request = a_request(cast.zout, cast.studio)
    room = cast.studio.units.get()
    monkeypatch.setattr(_promises, "lock", lambda keys: None)
    without_constraint(own_database, *CONSTRAINT)
    both = threading.Barrier(2, timeout=20)
    for owner, name in ((_placing, "_take_units"), (_blocking, "fill_for_blocks")):
        _late(monkeypatch, owner, name, both)
    placed, made = at_once(
        own_database,
        lambda: place(request=request, actor=cast.bo, now=NOW),
        lambda: blocked(room, actor=cast.teun),
    )
    assert isinstance(placed, Placed), placed
    assert isinstance(made, Block), made
    assert "I1" in broken_invariants()


def _late(monkeypatch: Any, owner: Any, name: str, both: threading.Barrier) -> None:
    original = getattr(owner, name)

    def late(*args: Any, **kwargs: Any) -> Any:
        done = original(*args, **kwargs)
        both.wait()
        return done

    monkeypatch.setattr(owner, name, late)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_cancelled_while_the_block_goes_around_it_is_the_blocks(own_database, _round):
    cast = assemble()
    booking = booked(cast.bo, cast.zout, cast.studio)
    room = cast.studio.units.get()
    cancelled, made = at_once(
        own_database,
        lambda: cancel(number=booking.number, actor=cast.bo, now=NOW),
        lambda: blocked(room, period=thursday(9, 22), knowing={booking.number}, actor=cast.teun),
    )
    assert not isinstance(cancelled, Exception) and isinstance(made, Block), (cancelled, made)
    assert broken_invariants() == {}


def test_without_the_bookings_row_nobody_holds_what_is_cancelled_meanwhile(own_database, monkeypatch):
    """The negative control: the block has looked what there is, and the booking ends before it is written."""
    cast = assemble()
    booking = booked(cast.bo, cast.zout, cast.studio)
    room = cast.studio.units.get()
    monkeypatch.setattr(_blocking, "bookings_on", lambda units, period: [])
    looked, gone = threading.Event(), threading.Event()
    taking = _blocking.fill_for_blocks

    def after_looking(freed: Any) -> None:
        _with_a_look(freed, taking, looked, gone)

    monkeypatch.setattr(_blocking, "fill_for_blocks", after_looking)

    def end() -> object:
        assert looked.wait(20)
        try:
            return cancel(number=booking.number, actor=cast.bo, now=NOW)
        finally:
            gone.set()

    _cancelled, made = at_once(
        own_database,
        end,
        lambda: blocked(room, period=thursday(9, 22), knowing={booking.number}, actor=cast.teun),
    )
    assert isinstance(made, Block), made
    assert "I20" in broken_invariants()


def _with_a_look(
    freed: Any, taking: Callable[[Any], None], looked: threading.Event, gone: threading.Event
) -> None:
    """Fill, and stay in the transaction until the other is through."""
    taking(freed)
    looked.set()
    assert gone.wait(20)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_cancelled_and_lifted_at_once_nothing_is_held_by_a_block_that_is_lifted(own_database, _round):
    cast = assemble()
    booking = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=thursday(9, 22), knowing={booking.number})
    for outcome in at_once(
        own_database,
        lambda: cancel(number=booking.number, actor=cast.bo, now=NOW),
        lambda: lift_block(uuid=made.uuid, actor=cast.teun, now=NOW),
    ):
        assert not isinstance(outcome, Exception), outcome
    assert broken_invariants() == {}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_of_the_staff_move_and_lift_one_block(own_database, _round):
    cast = assemble()
    made = blocked(cast.studio.units.get())
    outcomes = at_once(
        own_database,
        lambda: move_block(uuid=made.uuid, period=thursday(9, 12), actor=cast.teun, now=NOW),
        lambda: move_block(uuid=made.uuid, period=thursday(18, 20), actor=cast.hanna, now=NOW),
        lambda: lift_block(uuid=made.uuid, actor=cast.hanna, now=NOW),
    )
    assert all(not isinstance(each, Exception) or isinstance(each, Refusal) for each in outcomes), outcomes
    assert any(isinstance(each, Block) for each in outcomes)
    assert broken_invariants() == {}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_block_is_kept_again_while_somebody_books_what_it_gave_back(own_database, _round):
    cast = assemble()
    made = blocked(cast.studio.units.get())
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    request = a_request(cast.zout, cast.studio)
    placed, again = at_once(
        own_database,
        lambda: place(request=request, actor=cast.bo, now=NOW),
        lambda: reinstate_block(uuid=made.uuid, actor=cast.teun, now=NOW),
    )
    if isinstance(placed, Placed):
        assert isinstance(again, BookingsAreHit | Busy), again
    else:
        assert isinstance(placed, Refusal), placed
        assert isinstance(again, Block), again
    assert broken_invariants() == {}
