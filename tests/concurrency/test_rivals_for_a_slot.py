"""However many want the same slot, one gets it. Each guard is switched off in turn to show what it guards."""

import threading

import pytest
from django.db import connection

from bookings.actions import _placing
from bookings.actions.place import place
from bookings.models import Occupancy
from bookings.rules.refusals import SlotTaken
from hub.kit.errors import Busy
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from tests import cast
from tests.concurrency.rivals import (
    broken_invariants,
    hour,
    keep,
    losers,
    meet_before,
    race,
    rivals,
    winners,
    with_another_lock,
    without_advisory_lock,
    without_constraint,
)
from tests.factories.bookings import a_request, booked, held

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")


@pytest.mark.parametrize("rounds", ROUNDS)
def test_fifty_want_one_slot_and_one_gets_it(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(50)
    for number in range(rounds):
        outcomes = race(own_database, crowd, a_request(stage.zout, stage.studio, period=hour(number)))
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} == {SlotTaken}
        assert all("Somebody was a moment earlier" in str(each) for each in losers(outcomes))
        assert Occupancy.objects.live().count() == number + 1
        keep(outcomes)
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_twenty_want_the_last_microphone_and_one_gets_it(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(20)
    for number in range(rounds):
        booked(crowd[0].person, crowd[0].organisation, (stage.microphones, 5), period=hour(number))
        outcomes = race(
            own_database, crowd[1:], a_request(stage.zout, stage.microphones, period=hour(number))
        )
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} == {SlotTaken}
        keep(outcomes)
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    ("lock", "constraint", "expected"), [(True, False, 1), (False, True, 1), (False, False, 4)]
)
def test_either_guard_alone_keeps_rivals_apart_and_neither_does_not(
    own_database, monkeypatch, lock, constraint, expected
):
    """The negative control: with both guards off everybody who has looked books the same studio."""
    stage, crowd = cast.assemble(), rivals(4)
    if not constraint:
        without_constraint(own_database, *CONSTRAINT)
    if not lock:
        without_advisory_lock(monkeypatch)
        meet_before(monkeypatch, _placing, "_take_units", 4)
    outcomes = race(own_database, crowd, a_request(stage.zout, stage.studio))
    assert len(winners(outcomes)) == expected
    # Also who only the constraint stopped reads what is gone, and not that it is busy.
    assert {type(each) for each in losers(outcomes)} <= {SlotTaken}
    assert ("I1" in broken_invariants()) == (expected > 1)


def test_without_guards_the_last_microphone_is_lent_four_times(own_database, monkeypatch):
    stage, crowd = cast.assemble(), rivals(5)
    held(crowd[4].person, crowd[4].organisation, (stage.microphones, 5))
    without_constraint(own_database, *CONSTRAINT)
    without_advisory_lock(monkeypatch)
    meet_before(monkeypatch, _placing, "_take_units", 4)
    outcomes = race(own_database, crowd[:4], a_request(stage.zout, stage.microphones))
    assert len(winners(outcomes)) == 4
    assert "I1" in broken_invariants()


def test_who_waited_in_vain_still_reads_that_somebody_was_earlier(own_database, monkeypatch):
    """The lock is not had in time because another took the slot with it; `Busy` alone would not say so."""
    stage, crowd = cast.assemble(), rivals(2)
    real = _placing.lock

    def not_in_time(keys):
        monkeypatch.setattr(_placing, "lock", real)
        own_database.crowd(1, lambda number: held(crowd[0].person, crowd[0].organisation, stage.studio))
        raise Busy()

    asked = a_request(crowd[1].organisation, stage.studio)
    with_another_lock(monkeypatch, not_in_time)
    with pytest.raises(SlotTaken):
        place(request=asked, actor=crowd[1].person, now=cast.NOW)


def test_who_comes_when_it_is_gone_leaves_without_waiting(own_database, monkeypatch):
    """Somebody is at the studio and stays there; the hour is taken already, so nobody need wait to read that."""
    stage, (earlier, later) = cast.assemble(), rivals(2)
    held(earlier.person, earlier.organisation, stage.studio)
    there, done = threading.Event(), threading.Event()

    @verb
    def stay():
        lock([(LockKind.FACILITY, stage.studio.pk)])
        there.set()
        done.wait(10)

    thread = threading.Thread(target=lambda: (stay(), connection.close()))

    def waited(keys):
        raise AssertionError("it waited")

    monkeypatch.setattr(_placing, "lock", waited)
    thread.start()
    assert there.wait(5)
    try:
        with pytest.raises(SlotTaken):
            place(request=a_request(later.organisation, stage.studio), actor=later.person, now=cast.NOW)
    finally:
        done.set()
        thread.join()


def test_who_waited_in_vain_for_nothing_reads_that_it_is_busy(own_database, monkeypatch):
    stage, crowd = cast.assemble(), rivals(1)

    def not_in_time(keys):
        raise Busy()

    asked = a_request(crowd[0].organisation, stage.studio)
    with_another_lock(monkeypatch, not_in_time)
    with pytest.raises(Busy):
        place(request=asked, actor=crowd[0].person, now=cast.NOW)
    assert not Occupancy.objects.exists()
