"""Another calendar is read in the very moment in which somebody books the studio, gives it back, or reads it too."""

import threading
from typing import Any

import pytest

from bookings.actions import _busy, _placing
from bookings.actions._busy import Kept
from bookings.actions.cancel import cancel
from bookings.actions.claim_source import claim_source
from bookings.actions.keep_busy import keep_busy
from bookings.actions.note_fetch import AskedTooOften, note_fetch
from bookings.actions.place import Placed, place
from bookings.actions.remove_source import remove_source
from bookings.models import Block, CalendarSource, Feed
from bookings.models.feeds import MOST_AN_HOUR
from bookings.rules.refusals import SlotTaken
from facilities.actions import _promises
from facilities.models import Facility
from hub.kit.errors import Busy, Refusal
from tests.cast import NOW, assemble, thursday
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.factories.bookings import a_request, booked
from tests.factories.feeds import a_link
from tests.factories.sources import a_source, blocked_by, live_holds
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = 3
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")
ALL_DAY = thursday(9, 22)


def at_once(own_database: OwnDatabase, *doings: Any) -> list[Any]:
    return own_database.crowd(len(doings), lambda number: doings[number]())


def read(source: CalendarSource) -> Kept:
    return keep_busy(source_id=source.pk, times=[ALL_DAY], now=NOW)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_books_while_it_is_read_has_the_studio_or_not_and_never_half(own_database, _round):
    cast = assemble()
    source, request = a_source(cast.hanna, cast.studio), a_request(cast.zout, cast.studio)
    placed, kept = at_once(
        own_database, lambda: place(request=request, actor=cast.bo, now=NOW), lambda: read(source)
    )
    assert isinstance(placed, Placed | SlotTaken | Busy), placed
    assert isinstance(kept, Kept | Busy), kept
    if isinstance(kept, Busy):
        read(source)
    # What is booked is theirs, and all the rest of the day is blocked: a refresh goes around it.
    assert blocked_by(source) == [ALL_DAY]
    reasons = [reason for reason, _during in live_holds(cast.studio.units.get())]
    assert reasons.count("booking") == isinstance(placed, Placed)
    assert broken_invariants() == {}


def test_without_key_and_constraint_the_studio_is_booked_and_blocked(own_database, monkeypatch):
    """The negative control: who reads has looked, and so has who books, before the other is through."""
    cast = assemble()
    source, request = a_source(cast.hanna, cast.studio), a_request(cast.zout, cast.studio)
    monkeypatch.setattr(_promises, "lock", lambda keys: None)
    without_constraint(own_database, *CONSTRAINT)
    both = threading.Barrier(2, timeout=20)
    for owner, name in ((_placing, "_take_units"), (_busy, "fill_for_blocks")):
        _late(monkeypatch, owner, name, both)
    placed, kept = at_once(
        own_database, lambda: place(request=request, actor=cast.bo, now=NOW), lambda: read(source)
    )
    assert isinstance(placed, Placed) and isinstance(kept, Kept), (placed, kept)
    assert "I1" in broken_invariants()


def _late(monkeypatch: Any, owner: Any, name: str, both: threading.Barrier) -> None:
    """Both have looked and written before either commits."""
    original = getattr(owner, name)

    def late(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        both.wait()
        return answer

    monkeypatch.setattr(owner, name, late)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_given_back_while_it_is_read_is_blocked(own_database, _round):
    cast = assemble()
    booking = booked(cast.bo, cast.zout, cast.studio)
    source = a_source(cast.hanna, cast.studio)
    cancelled, kept = at_once(
        own_database,
        lambda: cancel(number=booking.number, actor=cast.bo, now=NOW),
        lambda: read(source),
    )
    assert not isinstance(cancelled, Exception), cancelled
    if isinstance(kept, Busy):
        read(source)
    assert blocked_by(source) == [ALL_DAY]
    assert {reason for reason, _during in live_holds(cast.studio.units.get())} == {"block"}
    assert broken_invariants() == {}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_workers_with_one_calendar_block_it_once(own_database, _round):
    cast = assemble()
    source = a_source(cast.hanna, cast.studio)
    outcomes = at_once(own_database, *[lambda: read(source)] * 3)
    assert all(isinstance(each, Kept | Busy) for each in outcomes), outcomes
    assert Block.objects.filter(origin=source.ref).count() == 1
    assert broken_invariants() == {}


def test_without_the_sources_row_two_workers_block_it_twice(own_database, monkeypatch):
    """The negative control: both have looked before either writes."""
    cast = assemble()
    source = a_source(cast.hanna, cast.studio)
    manager = type(CalendarSource.objects.all())
    monkeypatch.setattr(manager, "select_for_update", lambda self, **options: self)
    both, change = threading.Barrier(2, timeout=20), _busy._change

    def late(*args: Any) -> None:
        both.wait()
        change(*args)

    monkeypatch.setattr(_busy, "_change", late)
    at_once(own_database, *[lambda: read(source)] * 2)
    assert Block.objects.filter(origin=source.ref).count() == 2


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_removed_while_it_is_read_it_blocks_nothing(own_database, _round):
    cast = assemble()
    source = a_source(cast.hanna, cast.studio)
    outcomes = at_once(
        own_database,
        lambda: remove_source(hub=cast.effenaar, uuid=source.uuid, actor=cast.hanna, now=NOW),
        lambda: read(source),
    )
    assert all(not isinstance(each, Exception) or isinstance(each, Refusal) for each in outcomes), outcomes
    if not isinstance(outcomes[0], Refusal):
        assert blocked_by(source) == [] and live_holds(cast.studio.units.get()) == []
    assert broken_invariants() == {}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_of_many_workers_takes_a_calendar_in_hand(own_database, _round):
    a_source(assemble().hanna, Facility.objects.get(slug="studio-2"))
    claimed = at_once(own_database, *[lambda: claim_source(now=NOW)] * 4)
    assert sum(each is not None for each in claimed) == 1, claimed


def test_without_its_row_two_workers_take_one_calendar(own_database, monkeypatch):
    """The negative control: both have found it before either writes that it is taken."""
    a_source(assemble().hanna, Facility.objects.get(slug="studio-2"))
    both = threading.Barrier(2, timeout=20)
    manager = type(CalendarSource.objects.all())
    monkeypatch.setattr(manager, "select_for_update", lambda self, **options: self)
    saving = CalendarSource.save

    def late(self: CalendarSource, **options: Any) -> None:
        both.wait()
        saving(self, **options)

    monkeypatch.setattr(CalendarSource, "save", late)
    claimed = at_once(own_database, *[lambda: claim_source(now=NOW)] * 2)
    assert all(isinstance(each, CalendarSource) for each in claimed), claimed


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_programs_that_ask_at_once_are_all_counted(own_database, _round):
    feed = a_link(assemble().mira).feed
    Feed.objects.update(asked=MOST_AN_HOUR - 3, hour_began=NOW)
    outcomes = at_once(own_database, *[lambda: note_fetch(feed=feed, digest="a" * 64, now=NOW)] * 6)
    assert sum(isinstance(each, AskedTooOften) for each in outcomes) == 3, outcomes
    assert Feed.objects.get().asked == MOST_AN_HOUR
