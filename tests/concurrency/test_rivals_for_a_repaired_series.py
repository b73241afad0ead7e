"""All dates of a series want another unit, and somebody else books that one on one of the dates."""

import threading
from typing import Any

import pytest

from bookings.actions import exchange_series as series_exchanging
from bookings.actions import exchange_units as exchanging
from bookings.actions.place import Placed, place
from bookings.models import Occupancy
from bookings.rules.repairing import as_seen
from facilities.models import UnitState
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import a_request, booked
from tests.factories.series import open_thursdays, series_of
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3


def last_microphone(cast: Cast) -> tuple[Any, Any]:
    """On the second of three dates four others are lent, one is broken, and the sixth is wanted by two."""
    open_thursdays(cast.microphones, count=6)
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=3)
    there = placed.bookings[1].period
    booked(cast.zoe, cast.zout, (cast.microphones, 4), period=there)
    broken = Occupancy.objects.live().get(line__booking=placed.bookings[1]).unit
    type(broken).objects.filter(pk=broken.pk).update(state=UnitState.IN_REPAIR)
    seen = {each.number: as_seen(each.state, each.sequence) for each in placed.bookings}
    facts = {"number": placed.series.number, "seen": seen, "reason": "Broken", "actor": cast.teun, "now": NOW}
    request = a_request(cast.noord, cast.microphones, period=there)
    return (
        lambda: series_exchanging.exchange_series(**facts),
        lambda: place(request=request, actor=cast.ilse, now=NOW),
    )


def is_done(outcome: object) -> bool:
    return isinstance(outcome, list | Placed)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_unit_goes_to_one_of_two_and_a_series_gets_all_or_none(own_database: OwnDatabase, _round):
    doings = last_microphone(assemble())
    outcomes = own_database.crowd(2, lambda number: doings[number]())
    assert sorted(map(is_done, outcomes)) == [False, True], outcomes
    assert all(isinstance(each, Refusal) for each in outcomes if not is_done(each))
    kept = Occupancy.objects.live().filter(
        unit__state=UnitState.IN_REPAIR, line__booking__series__isnull=False
    )
    assert kept.count() == (0 if is_done(outcomes[0]) else 3)
    assert broken_invariants() == {}


def test_without_the_facilitys_key_the_constraint_speaks(own_database: OwnDatabase, monkeypatch):
    """The negative control: it has looked, and somebody books before it writes."""
    exchange, book = last_microphone(assemble())
    monkeypatch.setattr(series_exchanging, "lock", lambda keys: list(keys))
    looked, taken = threading.Event(), threading.Event()
    swap, swaps = exchanging._exchange, []

    def late(*args: Any) -> None:
        swaps.append(args)
        if len(swaps) == 2:  # the date that both want
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
