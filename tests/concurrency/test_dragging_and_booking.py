"""The desk drags a bar onto a unit in the very moment in which somebody books that unit, or drags it too."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bookings.actions import _assigning, _placing, assign_unit
from bookings.actions.place import Placed, place
from bookings.models import Booking, Occupancy
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.factories.bookings import a_request, booked
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


def at_once(own_database: OwnDatabase, *doings: Callable[[], object]) -> list[Any]:
    return own_database.crowd(len(doings), lambda number: doings[number]())


def the_bar(booking: Booking) -> Occupancy:
    return Occupancy.objects.live().get(line__booking=booking)


def dragged(cast: Cast, held: Occupancy, actor: Any) -> Booking:
    """Onto the second of the microphones, which is the next that a booking would get."""
    second = cast.microphones.units.select_related("facility").order_by("pk")[1]
    return assign_unit.assign_unit(hub=cast.effenaar, held=held.pk, unit=second, actor=actor, now=NOW)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_unit_that_is_booked_and_dragged_to_at_once_is_had_once(own_database, cast, _round):
    held = the_bar(booked(cast.bo, cast.zout, cast.microphones))
    request = a_request(cast.noord, cast.microphones)
    placed, moved = at_once(
        own_database,
        lambda: place(request=request, actor=cast.ilse, now=NOW),
        lambda: dragged(cast, held, cast.teun),
    )
    assert isinstance(placed, Placed), placed
    assert isinstance(moved, Booking | _assigning.UnitIsTaken | Busy), moved
    assert broken_invariants() == {}


def test_without_key_and_constraint_two_have_the_same_unit(own_database, cast, monkeypatch):
    """The negative control: who drags has looked, and so has who books, before either writes."""
    held = the_bar(booked(cast.bo, cast.zout, cast.microphones))
    request = a_request(cast.noord, cast.microphones)
    monkeypatch.setattr(assign_unit, "lock", lambda keys: None)
    without_constraint(own_database, *CONSTRAINT)
    both = threading.Barrier(2, timeout=20)
    for owner, name in ((_placing, "_take_units"), (_assigning, "give_up")):
        _late(monkeypatch, owner, name, both)
    placed, moved = at_once(
        own_database,
        lambda: place(request=request, actor=cast.ilse, now=NOW),
        lambda: dragged(cast, held, cast.teun),
    )
    assert isinstance(placed, Placed), placed
    assert isinstance(moved, Booking), moved
    assert "I1" in broken_invariants()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_people_drag_the_same_bar_at_once(own_database, cast, _round):
    held = the_bar(booked(cast.bo, cast.zout, cast.microphones))
    answers = at_once(
        own_database,
        lambda: dragged(cast, held, cast.teun),
        lambda: dragged(cast, held, cast.hanna),
    )
    won = [each for each in answers if isinstance(each, Booking)]
    assert len(won) == 1 and all(isinstance(each, Booking | Refusal) for each in answers), answers
    assert broken_invariants() == {}


def _late(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, both: threading.Barrier) -> None:
    """Wait for the other before this goes on."""
    real = getattr(owner, name)

    def waits(*args: Any, **kwargs: Any) -> Any:
        both.wait()
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, waits)
