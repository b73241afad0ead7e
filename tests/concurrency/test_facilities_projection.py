"""Two managers change when a hub is open at the same moment: the windows follow both."""

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from facilities.actions import _projection, _promises
from facilities.actions.add_closure import add_closure
from facilities.actions.add_units import NewUnit, add_units
from facilities.actions.project_openings import project_all
from facilities.actions.publish_house_rules import publish_house_rules
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import HouseRules, OpeningWindow, Unit
from facilities.rules.week import Hours
from tests.cast import NOW, Cast, assemble
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

ROUNDS = 3
OFFICE = [Hours(day, time(9), time(17)) for day in range(5)]


def both(cast: Cast) -> Callable[[int], object]:
    """The first sets the week's hours, the second closes on Thursday."""

    def change(number: int) -> object:
        if number == 0:
            return set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
        starts, ends = datetime(2026, 11, 26), datetime(2026, 11, 27)
        return add_closure(hub=cast.effenaar, starts=starts, ends=ends, actor=cast.hanna, now=NOW)

    return change


def meet_before(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, size: int = 2) -> None:
    """Nobody goes on here before all have come; who is kept out by a lock is not waited for."""
    barrier = threading.Barrier(size, timeout=1)
    original = getattr(owner, name)

    def together(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, together)


def switch_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def race(own_database: OwnDatabase, cast: Cast) -> tuple[int, int]:
    """How many windows are wrong afterwards: missing, and there without reason."""
    OpeningWindow.objects.all().delete()
    answers = own_database.crowd(2, both(cast))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    put_right = project_all(now=NOW)
    return put_right.added, put_right.removed


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_hours_and_a_closure_set_at_once_both_count(own_database, monkeypatch, _round):
    cast = assemble()
    project_all(now=NOW)
    meet_before(monkeypatch, _projection, "definitions")
    assert race(own_database, cast) == (0, 0)


def test_without_the_lock_the_closure_is_lost(own_database, monkeypatch):
    """The negative control: each projects what it reads, and neither reads what the other is about to commit."""
    cast = assemble()
    project_all(now=NOW)
    meet_before(monkeypatch, _projection, "definitions")
    switch_off(monkeypatch)
    # Both also keep bookings out meanwhile, and so each other.
    monkeypatch.setattr(_promises, "lock", lambda keys: None)
    _added, removed = race(own_database, cast)
    assert removed == 3  # Thursday, in each of the three facilities


TEXTS = ["Stil.", "Netjes.", "Op tijd.", "Samen."]


def publish_four(own_database: OwnDatabase, cast: Cast) -> list[object]:
    return own_database.crowd(
        4,
        lambda number: publish_house_rules(
            hub=cast.effenaar, text_nl=TEXTS[number], actor=cast.hanna, now=NOW
        ),
    )


def test_house_rules_published_at_once_get_a_version_each(own_database):
    answers = publish_four(own_database, assemble())
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sorted(HouseRules.objects.values_list("version", flat=True)) == [1, 2, 3, 4]


def test_without_the_lock_they_want_the_same_version_and_the_database_refuses(own_database, monkeypatch):
    cast = assemble()
    meet_before(monkeypatch, QuerySet, "create", 4)
    switch_off(monkeypatch)
    answers = publish_four(own_database, cast)
    assert [type(answer) for answer in answers].count(IntegrityError) == 3


def label_four(own_database: OwnDatabase, cast: Cast) -> list[object]:
    return own_database.crowd(
        4, lambda _number: add_units(facility=cast.studio, units=[NewUnit("M-01")], actor=cast.hanna, now=NOW)
    )


def test_a_label_wanted_at_once_is_there_once_and_the_others_are_told(own_database):
    answers = label_four(own_database, assemble())
    assert sorted(getattr(answer, "code", "made") for answer in answers) == ["label_taken"] * 3 + ["made"]
    assert Unit.objects.filter(label="M-01").count() == 1


def test_without_the_lock_the_database_refuses_the_label(own_database, monkeypatch):
    cast = assemble()
    meet_before(monkeypatch, QuerySet, "bulk_create", 4)
    switch_off(monkeypatch)
    answers = label_four(own_database, cast)
    assert [type(answer) for answer in answers].count(IntegrityError) == 3
