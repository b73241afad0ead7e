"""A series that moves to evenings which others book at the same moment: each evening has one of them."""

import threading
from datetime import time, timedelta

import pytest
from django.utils.translation import override

from bookings.actions import _changing, change_series
from bookings.actions.cancel import cancel
from bookings.actions.place import Placed, place
from bookings.models import Booking
from bookings.models.series_reads import later_dates
from bookings.rules.refusals import SlotTaken
from bookings.rules.series_change import Wanted
from bookings.series_changed import shown_series_change
from hub.kit.errors import Busy
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, rivals, without_constraint
from tests.factories.bookings import a_request
from tests.factories.series import EVENING, open_thursdays, series_of

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
DATES = 4
AFTERNOONS = Wanted(start=time(14), end=time(17))
MORNING = thursday(9, 12)
# Of the third date, where the series wants to go.
THIRD = Period(EVENING.start + timedelta(weeks=2, hours=-5), EVENING.end + timedelta(weeks=2, hours=-5))


def staged():
    with override("en"):
        stage = cast.assemble()
    open_thursdays(stage.studio, count=DATES + 2)
    return stage, rivals(1)[0], series_of(stage.bo, stage.zout, stage.studio, count=DATES).series


def moving(stage, series, actor, wanted=AFTERNOONS):
    later = later_dates(series=series, start=EVENING.start - timedelta(days=1), now=NOW)
    shown = shown_series_change(
        bookings=list(later), wanted=wanted, decided={}, reason="", as_guest=True, now=NOW
    )
    return lambda: change_series.change_series(
        number=series.number, changes=shown.changes, actor=actor, now=NOW
    )


def booking(stage, rival):
    asked = a_request(rival.organisation, stage.studio, period=THIRD)
    return lambda: place(request=asked, actor=rival.person, now=NOW)


def all_at_once(database, *what):
    def one(number: int):
        with override("en"):
            return what[number]()

    return database.crowd(len(what), one)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_either_the_whole_series_moves_or_the_other_has_the_evening(own_database, rounds):
    stage, rival, series = staged()
    for _round in range(rounds):
        moved, booked = all_at_once(own_database, moving(stage, series, stage.bo), booking(stage, rival))
        starts = {each.period.start.hour for each in series.bookings.all()}
        assert len(starts) == 1  # all of it, or nothing
        assert isinstance(moved, list) != isinstance(booked, Placed)
        assert {type(each) for each in (moved, booked)} - {list, Placed} <= {SlotTaken, Busy}
        assert broken_invariants() == {}
        for each in Booking.objects.filter(state="held"):
            cancel(number=each.number, actor=each.placed_by, now=NOW)
        if isinstance(moved, list):
            moving(stage, series, stage.bo, Wanted(start=time(19), end=time(22)))()


def two_without_keys(own_database, monkeypatch):
    """A series of mornings and one of evenings both go to the afternoons, and meet before the first takes a unit."""
    stage, _rival, evenings = staged()
    mornings = series_of(stage.ilse, stage.noord, stage.studio, count=DATES, period=MORNING).series
    what = [moving(stage, evenings, stage.bo), moving(stage, mornings, stage.ilse)]
    barrier, met, real = threading.Barrier(2, timeout=20), threading.local(), _changing._take_units

    def together(*facts):
        if not getattr(met, "once", False):
            met.once = True
            barrier.wait()
        return real(*facts)

    monkeypatch.setattr(change_series, "lock", lambda keys: None)
    monkeypatch.setattr(_changing, "lock_all_funds_and_pledges", lambda: None)
    monkeypatch.setattr(_changing, "_take_units", together)
    return what


def test_without_keys_and_constraint_both_have_it(own_database, monkeypatch):
    what = two_without_keys(own_database, monkeypatch)
    without_constraint(own_database, "bookings_occupancy", "occupancy_no_unit_twice")
    assert [type(each) for each in all_at_once(own_database, *what)] == [list, list]
    assert "I1" in broken_invariants()


def test_without_the_keys_the_constraint_has_the_last_word(own_database, monkeypatch):
    what = two_without_keys(own_database, monkeypatch)
    kinds = sorted(type(each).__name__ for each in all_at_once(own_database, *what))
    assert kinds == ["Busy", "list"]
    assert broken_invariants() == {}
