"""Somebody books in the very moment in which the hub closes, or takes the last unit out: one of the two is told."""

import threading
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from bookings.actions import _placing
from bookings.actions.place import Placed, place
from facilities.actions import _promises
from facilities.actions._promises import BookingsAreHit
from facilities.actions.add_closure import add_closure
from facilities.actions.change_unit import change_unit
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import UnitState
from facilities.rules.week import Hours
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import a_request
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3


def close(cast: Cast) -> object:
    starts, ends = datetime(2026, 11, 26), datetime(2026, 11, 27)
    return add_closure(hub=cast.effenaar, starts=starts, ends=ends, actor=cast.hanna, now=NOW)


def take_out(cast: Cast) -> object:
    values = {"label": "Room", "serial_number": "", "note": "Flooded", "state": UnitState.IN_REPAIR}
    return change_unit(unit=cast.studio.units.get(), **values, actor=cast.hanna, now=NOW)


def race(own_database: OwnDatabase, cast: Cast, takes_away: Callable[[Cast], object]) -> list[Any]:
    request = a_request(cast.zout, cast.studio)

    def one(number: int) -> object:
        return takes_away(cast) if number else place(request=request, actor=cast.bo, now=NOW)

    return own_database.crowd(2, one)


def stage() -> Cast:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    return cast


@pytest.mark.parametrize("takes_away", [close, take_out])
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_booking_and_what_takes_it_away_are_never_both_silent(own_database, takes_away, _round):
    booked, taken = race(own_database, stage(), takes_away)
    if isinstance(booked, Placed):
        assert isinstance(taken, BookingsAreHit | Busy), taken
    else:
        assert isinstance(booked, Refusal), booked
        assert not isinstance(taken, Exception), taken


@pytest.mark.parametrize("takes_away", [close, take_out])
def test_without_the_facilitys_key_a_booking_is_taken_from_under_a_guest_unseen(
    own_database, monkeypatch, takes_away
):
    """The negative control: who takes away has looked, and so has who books, before either writes."""
    cast = stage()
    monkeypatch.setattr(_promises, "lock", lambda keys: None)
    seen, both = threading.Event(), threading.Barrier(2, timeout=20)
    taken_units = _placing._take_units

    def late(*args: Any) -> None:
        both.wait()
        assert seen.wait(20)  # the other has committed
        taken_units(*args)

    monkeypatch.setattr(_placing, "_take_units", late)

    def then(cast: Cast) -> object:
        both.wait()
        try:
            return takes_away(cast)
        finally:
            seen.set()

    booked, taken = race(own_database, cast, then)
    assert isinstance(booked, Placed), booked
    assert not isinstance(taken, Exception), taken
