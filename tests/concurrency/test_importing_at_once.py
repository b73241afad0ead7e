"""Two workers take the same file over, two managers choose one, and somebody books what is being undone."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from bookings.actions import _placing
from bookings.actions import undo_import as undoing
from bookings.actions import write_import as writing
from bookings.actions.place import Placed, place
from bookings.actions.undo_import import StandsInTheWay, undo_import
from bookings.actions.write_import import write_import
from bookings.models import Import
from facilities.actions import _promises
from facilities.models import Facility, Unit
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import a_request
from tests.factories.imports import HEAD, asked, csv_file, taken_in, written
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3
FILE = csv_file(HEAD, ("Zolder", "recording studio", "Zolder", "", "40"))
ONE_MORE = csv_file(HEAD, ("Studio 2", "", "tweede", "", ""))


def at_once(own_database: OwnDatabase, *doings: Callable[[], object]) -> list[Any]:
    return own_database.crowd(len(doings), lambda number: doings[number]())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_workers_write_a_file_once(own_database, _round):
    cast = assemble()
    found = asked(cast.effenaar, FILE, cast.hanna)
    both = at_once(own_database, *[lambda: write_import(uuid=found.uuid, now=NOW)] * 2)
    assert [each for each in both if isinstance(each, Import)]
    assert all(each is None or isinstance(each, Import | Busy) for each in both), both
    assert Facility.objects.filter(name="Zolder").count() == 1
    assert broken_invariants() == {}


def test_without_the_hubs_row_the_database_has_to_say_that_it_is_there(own_database, monkeypatch):
    """The negative control: both have read that it is to be written before either writes."""
    cast = assemble()
    found = asked(cast.effenaar, FILE, cast.hanna)
    both = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(writing, "lock_hubs", lambda ids, now: None)
    monkeypatch.setattr(
        writing, "_held", lambda pk: Import.objects.select_related("hub", "asked_by").get(pk=pk)
    )
    comparing = writing.changes_at

    def late(*args: Any) -> Any:
        compared = comparing(*args)
        both.wait()
        return compared

    monkeypatch.setattr(writing, "changes_at", late)
    outcomes = at_once(own_database, *[lambda: write_import(uuid=found.uuid, now=NOW)] * 2)
    assert [each for each in outcomes if isinstance(each, IntegrityError)], outcomes


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_managers_choose_a_file_and_one_is_left(own_database, _round):
    cast = assemble()
    at_once(
        own_database,
        lambda: taken_in(cast.effenaar, FILE, cast.hanna),
        lambda: taken_in(cast.effenaar, ONE_MORE, cast.hanna),
    )
    assert sorted(Import.objects.values_list("state", flat=True)) == ["dropped", "reading"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_undone_is_not_booked_and_what_is_booked_not_undone(own_database, _round):
    cast = assemble()
    done, request = _to_be_undone(cast)
    placed, undone = at_once(
        own_database,
        lambda: place(request=request, actor=cast.bo, now=NOW),
        lambda: undo_import(found=done, actor=cast.hanna, now=NOW),
    )
    if isinstance(placed, Placed):
        assert isinstance(undone, StandsInTheWay | Busy), undone
    else:
        assert isinstance(placed, Refusal) and isinstance(undone, Import), (placed, undone)
    assert broken_invariants() == {}


def test_without_the_key_the_database_has_to_say_it(own_database, monkeypatch):
    """The negative control: undoing has looked, and somebody has booked, before it takes the unit away."""
    cast = assemble()
    done, request = _to_be_undone(cast)
    monkeypatch.setattr(_promises, "lock", lambda keys: None)
    both = threading.Barrier(2, timeout=20)
    booked = threading.Event()
    taking, away = _placing._take_units, undoing._take_away

    def late_taking(*args: Any, **kwargs: Any) -> Any:
        both.wait()
        return taking(*args, **kwargs)

    def late_away(made: dict[str, Any]) -> None:
        both.wait()
        booked.wait(20)
        away(made)

    def book() -> object:
        try:
            return place(request=request, actor=cast.bo, now=NOW)
        finally:
            booked.set()

    monkeypatch.setattr(_placing, "_take_units", late_taking)
    monkeypatch.setattr(undoing, "_take_away", late_away)
    placed, undone = at_once(own_database, book, lambda: undo_import(found=done, actor=cast.hanna, now=NOW))
    assert isinstance(placed, Placed), placed
    assert isinstance(undone, Exception) and not isinstance(undone, Refusal), undone


def _to_be_undone(cast: Any) -> tuple[Import, Any]:
    """The studio's only unit in service came with a file."""
    done = written(cast.effenaar, ONE_MORE, cast.hanna)
    Unit.objects.filter(facility=cast.studio).exclude(label="tweede").update(state="in_repair")
    return done, a_request(cast.zout, cast.studio)
