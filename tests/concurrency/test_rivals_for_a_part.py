"""A whole against its part, a kit against its pool, a kit against another kit: the units that they share go once."""

from datetime import time

import pytest

from bookings.actions import _placing
from bookings.actions.place import place
from bookings.models import Occupancy
from bookings.rules.refusals import SlotTaken
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.actions.set_parts import PartWish, set_parts
from facilities.rules.week import Hours
from hub.kit.errors import Busy
from hub.kit.locks import LockKind
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
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
# Twenty rounds need a second day.
DAYS = [cast.THURSDAY, cast.THURSDAY.replace(day=27)]
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")


def rooms(stage):
    """Studio A, and AB that is A and B."""
    a, b = (FacilityFactory(hub=stage.effenaar, open_days=DAYS) for _n in range(2))
    whole = made_of((a, 1), (b, 1), open_days=DAYS)
    for each in (a, b, whole):
        card(each, hour=1_000)
    return a, whole


def kit(stage):
    """Four of the six microphones and the engineer."""
    whole = made_of((stage.microphones, 4), (stage.engineer, 1), open_days=DAYS)
    card(whole, hour=1_000)
    return whole


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_whole_and_its_part_are_wanted_at_once_and_one_is_booked(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(24)
    a, whole = rooms(stage)
    for number in range(rounds):
        asked = [a_request(stage.zout, each, period=hour(number)) for each in (a, whole)]
        outcomes = race(own_database, crowd, *asked)
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} == {SlotTaken}
        keep(outcomes)
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_kit_and_its_pool_are_wanted_at_once_and_one_is_booked(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(16)
    whole = kit(stage)
    for number in range(rounds):
        wanted: list[tuple] = [(whole, 1), (stage.microphones, 3)]
        asked = [a_request(stage.zout, each, period=hour(number)) for each in wanted]
        outcomes = race(own_database, crowd, *asked)
        # Four and three are more than six; three and three are not.
        lines = {won.booking.lines.get().facility_id for won in winners(outcomes)}
        assert (len(winners(outcomes)), lines) in [(1, {whole.pk}), (2, {stage.microphones.pk})]
        assert {type(each) for each in losers(outcomes)} == {SlotTaken}
        keep(outcomes)
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    ("lock", "constraint", "won"), [(True, False, 1), (False, True, 1), (False, False, 4)]
)
def test_either_guard_alone_keeps_a_whole_from_its_part(own_database, monkeypatch, lock, constraint, won):
    """The negative control: with both off the part is booked beside the whole."""
    stage, crowd = cast.assemble(), rivals(4)
    a, whole = rooms(stage)
    if not constraint:
        without_constraint(own_database, *CONSTRAINT)
    if not lock:
        without_advisory_lock(monkeypatch)
        meet_before(monkeypatch, _placing, "_take_units", 4)
    asked = [a_request(stage.zout, each) for each in (a, whole)]
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == won
    assert ("I1" in broken_invariants()) == (won > 1)


def test_a_lock_on_what_is_asked_for_and_not_on_its_leaves_is_none(own_database, monkeypatch):
    """The negative control: A's key and AB's are two, so both look before either has taken anything."""
    stage, crowd = cast.assemble(), rivals(2)
    a, whole = rooms(stage)
    without_constraint(own_database, *CONSTRAINT)
    monkeypatch.setattr(
        _placing,
        "_keys",
        lambda leaf_ids, request, actor: [(LockKind.FACILITY, line.facility_id) for line in request.lines],
    )
    meet_before(monkeypatch, _placing, "_take_units", 2)
    outcomes = race(own_database, crowd, *[a_request(stage.zout, each) for each in (a, whole)])
    assert len(winners(outcomes)) == 2
    assert "I1" in broken_invariants()


def test_without_guards_a_kits_microphones_are_lent_twice(own_database, monkeypatch):
    stage, crowd = cast.assemble(), rivals(2)
    whole = kit(stage)
    without_constraint(own_database, *CONSTRAINT)
    without_advisory_lock(monkeypatch)
    meet_before(monkeypatch, _placing, "_take_units", 2)
    outcomes = race(
        own_database, crowd, a_request(stage.zout, whole), a_request(stage.zout, (stage.microphones, 3))
    )
    assert len(winners(outcomes)) == 2
    assert Occupancy.objects.live().filter(unit__facility=stage.microphones).count() == 7
    assert "I1" in broken_invariants()


def test_what_is_made_of_something_else_by_the_time_of_the_lock_is_not_booked_unlocked(
    own_database, monkeypatch
):
    """Between the first look and the lock a manager puts a third room in: its key is not held."""
    stage, crowd = cast.assemble(), rivals(1)
    a, whole = rooms(stage)
    third = FacilityFactory(hub=stage.effenaar)
    # Known hours, so that what is projected anew stays open.
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=stage.effenaar, week=week, actor=stage.hanna, now=cast.NOW)
    real = _placing.lock

    def late(keys):
        monkeypatch.setattr(_placing, "lock", real)
        parts = [PartWish(a.pk, 1), PartWish(third.pk, 1)]
        own_database.crowd(
            1, lambda number: set_parts(facility=whole, parts=parts, actor=stage.hanna, now=cast.NOW)
        )
        real(keys)

    asked = a_request(crowd[0].organisation, whole)
    with_another_lock(monkeypatch, late)
    with pytest.raises(Busy):
        place(request=asked, actor=crowd[0].person, now=cast.NOW)
    assert not Occupancy.objects.exists()
    # Trying again is safe, and books what it is made of now.
    booking = place(request=asked, actor=crowd[0].person, now=cast.NOW).booking
    taken = booking.lines.get().occupancies.values_list("unit__facility", flat=True)
    assert set(taken) == {a.pk, third.pk}
