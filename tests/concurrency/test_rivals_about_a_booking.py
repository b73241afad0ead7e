"""One booking that is cancelled, changed, completed, noted and waived at once: it ends in one way, once."""

import threading
from datetime import timedelta

import pytest

from bookings.actions import cancel as cancelling
from bookings.actions import change, complete_ended
from bookings.actions.cancel import NotToCancel, TooLateToCancel, cancel
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import NotMarked, unmark_no_show
from bookings.actions.waive_fee import NothingToWaive, waive_fee
from bookings.models import Booking, BookingState, Fee
from bookings.permissions import booking_for
from hub.kit.errors import Busy
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.concurrency.test_rivals_for_a_change import all_at_once, kinds, staged
from tests.factories.bookings import booked
from tests.factories.changes import a_change

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
AFTERNOON, EVENING, MORNING = thursday(13, 17), thursday(18, 22), thursday(9, 12)
LATE = AFTERNOON.start - timedelta(hours=20)


def cancel_and_complete(database, stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    outcomes = all_at_once(
        database,
        lambda: cancel(number=booking.number, actor=stage.bo, now=AFTERNOON.start - timedelta(seconds=1)),
        lambda: complete_ended.complete_ended(now=AFTERNOON.end),
    )
    booking.refresh_from_db()
    return booking, outcomes


@pytest.mark.parametrize("rounds", ROUNDS)
def test_it_is_cancelled_or_done_and_never_both(own_database, rounds):
    stage = staged()
    for _round in range(rounds):
        booking, outcomes = cancel_and_complete(own_database, stage)
        assert booking.state in (BookingState.CANCELLED, BookingState.COMPLETED)
        assert isinstance(outcomes[0], Booking | NotToCancel)
        assert broken_invariants() == {}
        if booking.state == BookingState.COMPLETED:
            break  # what is done keeps its afternoon


def test_without_the_bookings_row_it_is_done_and_then_cancelled(own_database, monkeypatch):
    stage = staged()
    there, done = threading.Event(), threading.Event()
    real = complete_ended.complete_ended

    def unlocked(*, number, actor):
        found = booking_for(actor, number)
        there.set()
        assert done.wait(timeout=20)
        return found

    def and_say_so(**facts):
        assert there.wait(timeout=20)
        try:
            return real(**facts)
        finally:
            done.set()

    monkeypatch.setattr(cancelling, "held_row", unlocked)
    monkeypatch.setattr(complete_ended, "complete_ended", and_say_so)
    _booking, outcomes = cancel_and_complete(own_database, stage)
    assert isinstance(outcomes[0], ValueError) or {"I5", "I5b"} & set(broken_invariants())


def changed_and_cancelled(database, stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    asked = a_change(stage.bo, booking, stage.studio, stage.engineer, now=LATE)
    outcomes = all_at_once(
        database,
        lambda: change.change(request=asked, actor=stage.bo, now=LATE),
        lambda: cancel(number=booking.number, actor=stage.zoe, now=LATE),
    )
    booking.refresh_from_db()
    return booking, outcomes


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_changes_it_while_a_colleague_cancels_it(own_database, rounds):
    stage = staged()
    for _round in range(rounds):
        booking, outcomes = changed_and_cancelled(own_database, stage)
        assert booking.state == BookingState.CANCELLED
        assert isinstance(outcomes[0], change.Changed | change.NotToChange)
        assert isinstance(outcomes[1], Booking)
        assert booking.changes == (1 if isinstance(outcomes[0], change.Changed) else 0)
        assert broken_invariants() == {}


def test_without_the_bookings_row_what_is_cancelled_is_changed_back_into_being(own_database, monkeypatch):
    stage = staged()
    there, gone = threading.Event(), threading.Event()
    real = cancelling.cancel

    def unlocked(*, pk, facility_ids, actor, now):
        found = Booking.objects.select_related("hub", "organisation__municipality", "placed_by").get(pk=pk)
        there.set()
        assert gone.wait(timeout=20)
        return found

    def and_say_so(**facts):
        assert there.wait(timeout=20)
        try:
            return real(**facts)
        finally:
            gone.set()

    monkeypatch.setattr(change, "hold_with_what_lapsed", unlocked)
    monkeypatch.setitem(globals(), "cancel", and_say_so)
    _booking, outcomes = changed_and_cancelled(own_database, stage)
    assert not isinstance(outcomes[0], change.NotToChange)
    assert broken_invariants() != {} or isinstance(outcomes[0], Exception)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_colleagues_change_it_differently_and_one_of_them_is_asked_again(own_database, rounds):
    stage = staged()
    for _round in range(rounds):
        booking = booked(stage.bo, stage.zout, stage.studio)
        one = a_change(stage.bo, booking, stage.studio, (stage.microphones, 2))
        two = a_change(stage.zoe, booking, stage.studio, stage.engineer)
        outcomes = all_at_once(
            own_database,
            lambda one=one: change.change(request=one, actor=stage.bo, now=NOW),
            lambda two=two: change.change(request=two, actor=stage.zoe, now=NOW),
        )
        won = [each for each in outcomes if isinstance(each, change.Changed)]
        assert len(won) == 1
        # The other has seen another booking; or it holds things by now whose keys were not taken.
        assert {type(each) for each in outcomes if each not in won} <= {change.ChangeCostsOther, Busy}
        assert broken_invariants() == {}
        cancel(number=booking.number, actor=stage.zoe, now=NOW)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_same_change_sent_twice_is_made_once(own_database, rounds):
    stage = staged()
    for _round in range(rounds):
        booking = booked(stage.bo, stage.zout, stage.studio)
        asked = a_change(stage.bo, booking, stage.studio, (stage.microphones, 2))
        outcomes = all_at_once(
            own_database,
            *[lambda asked=asked: change.change(request=asked, actor=stage.bo, now=NOW)] * 2,
        )
        assert sorted(each.again for each in outcomes) == [False, True]
        booking.refresh_from_db()
        assert booking.changes == 1
        assert broken_invariants() == {}
        cancel(number=booking.number, actor=stage.bo, now=NOW)


# What the hub's staff do at once.


@pytest.mark.parametrize("_round", range(2))
def test_two_of_the_staff_note_a_no_show_take_it_back_and_waive_a_fee_once(own_database, _round):
    stage = staged()
    booking = booked(stage.bo, stage.zout, stage.studio)
    end = AFTERNOON.end
    noted = [
        lambda who=who: mark_no_show(number=booking.number, reason="Dark", actor=who, now=end)
        for who in (stage.teun, stage.hanna)
    ]
    assert kinds(all_at_once(own_database, *noted)) == [Booking, Booking]
    assert Fee.objects.filter(booking=booking).count() == 1
    back = [
        lambda who=who: unmark_no_show(number=booking.number, reason="Came", actor=who, now=end)
        for who in (stage.teun, stage.hanna)
    ]
    assert set(kinds(all_at_once(own_database, *back))) == {Booking, NotMarked}
    other = booked(stage.bo, stage.zout, stage.studio, period=MORNING)
    cancel(number=other.number, actor=stage.bo, now=LATE)
    waived = [
        lambda who=who: waive_fee(number=other.number, reason="Ill", actor=who, now=end)
        for who in (stage.teun, stage.hanna)
    ]
    assert set(kinds(all_at_once(own_database, *waived))) == {Booking, NothingToWaive}
    assert broken_invariants() == {}


def test_too_late_is_too_late_for_everybody(own_database):
    stage = staged()
    booking = booked(stage.bo, stage.zout, stage.studio)
    asked = a_change(stage.bo, booking, stage.studio, stage.microphones)
    outcomes = all_at_once(
        own_database,
        lambda: cancel(number=booking.number, actor=stage.bo, now=AFTERNOON.start),
        lambda: change.change(request=asked, actor=stage.bo, now=AFTERNOON.start),
    )
    assert kinds(outcomes) == [TooLateToCancel, change.TooLateToChange]
