"""An option is a promise like a hold: one of those who want the same gets it. And a request ends once."""

import threading
import time

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from bookings.actions import _ending, _judging, _placing, approve, cancel
from bookings.actions import take_option as taking
from bookings.actions._confirming import made_firm
from bookings.models import Booking, BookingState, Occupancy
from bookings.permissions import booking_for
from bookings.rules.options import TooManyOptions
from bookings.rules.refusals import SlotTaken
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import (
    broken_invariants,
    hour,
    meet_before,
    rivals,
    without_advisory_lock,
    without_constraint,
)
from tests.factories.bookings import held
from tests.factories.options import TUESDAY, asks_first, gives_options, optioned, requested

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]
CONSTRAINT = ("bookings_occupancy", "occupancy_no_unit_twice")


def wants(crowd, stage, period):
    """Every second one wants an option, the others a hold."""

    def one(number: int) -> Booking:
        rival = crowd[number]
        take = optioned if number % 2 else held
        with override("en"):
            return take(rival.person, rival.organisation, stage.studio, period=period)

    return one


@pytest.mark.parametrize("rounds", ROUNDS)
def test_options_and_holds_for_one_slot_have_one_winner(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(12)
    gives_options(stage.studio)
    for number in range(rounds):
        outcomes = own_database.crowd(len(crowd), wants(crowd, stage, hour(number)))
        (won,) = [each for each in outcomes if isinstance(each, Booking)]
        assert {type(each) for each in outcomes} == {Booking, SlotTaken}
        assert Occupancy.objects.live().count() == 1
        cancel.cancel(number=won.number, actor=won.placed_by, now=NOW)
    assert broken_invariants() == {}


def test_without_guards_an_option_and_a_hold_have_the_same_studio(own_database, monkeypatch):
    stage, crowd = cast.assemble(), rivals(2)
    gives_options(stage.studio)
    without_constraint(own_database, *CONSTRAINT)
    without_advisory_lock(monkeypatch)
    meet_before(monkeypatch, _placing, "_take_units", 2)
    outcomes = own_database.crowd(2, wants(crowd, stage, thursday(13, 17)))
    assert [type(each) for each in outcomes] == [Booking, Booking]
    assert "I1" in broken_invariants()


def four_to_keep(own_database):
    """Two options, and two holds that want to be the third at once."""
    stage = cast.assemble()
    gives_options(stage.studio)
    for start in (9, 11):
        optioned(stage.bo, stage.zout, stage.studio, period=thursday(start, start + 1))
    holds = [held(stage.bo, stage.zout, stage.studio, period=thursday(at, at + 1)) for at in (13, 15)]

    def keep(number: int) -> Booking:
        with override("en"):
            return taking.take_option(number=holds[number].number, on=TUESDAY, actor=stage.bo, now=NOW)

    return keep


@pytest.mark.parametrize("_round", range(3))
def test_two_that_would_be_the_third_option_are_one(own_database, _round):
    outcomes = own_database.crowd(2, four_to_keep(own_database))
    assert {type(each) for each in outcomes} == {Booking, TooManyOptions}


def test_without_the_organisations_key_there_would_be_four(own_database, monkeypatch):
    keep = four_to_keep(own_database)
    monkeypatch.setattr(taking, "lock", lambda keys: None)
    barrier = threading.Barrier(2, timeout=20)
    real = taking.options_of

    def counted(**facts):
        found = real(**facts)
        barrier.wait()
        return found

    monkeypatch.setattr(taking, "options_of", counted)
    outcomes = own_database.crowd(2, keep)
    assert [type(each) for each in outcomes] == [Booking, Booking]


def yes_and_back(stage, number):
    """The hub says yes while the organisation takes it back."""

    def one(which: int) -> Booking:
        with override("en"):
            if which:
                return cancel.cancel(number=number, actor=stage.bo, now=NOW)
            return approve.approve(number=number, reason="Welcome", actor=stage.teun, now=NOW)

    return one


@pytest.mark.parametrize("rounds", ROUNDS)
def test_yes_and_taking_it_back_at_once_end_in_one_of_two_ways(own_database, rounds):
    stage = cast.assemble()
    asks_first(stage.studio)
    for number in range(rounds):
        booking = requested(stage.bo, stage.zout, stage.studio, period=hour(number))
        outcomes = own_database.crowd(2, yes_and_back(stage, booking.number))
        assert isinstance(outcomes[1], Booking)
        assert isinstance(outcomes[0], Booking | _judging.NothingToJudge)
        booking.refresh_from_db()
        assert booking.state == BookingState.CANCELLED
    assert broken_invariants() == {}


def test_without_the_bookings_row_only_the_database_refuses_to_confirm_what_is_over(
    own_database, monkeypatch
):
    stage = cast.assemble()
    asks_first(stage.studio)
    booking = requested(stage.bo, stage.zout, stage.studio)

    def unlocked(*, number, actor):
        return booking_for(actor, number)

    barrier = threading.Barrier(2, timeout=20)

    def later(**facts):
        barrier.wait()
        time.sleep(0.5)
        return made_firm(**facts)

    def first(**facts):
        barrier.wait()
        return _ending.end(**facts)

    monkeypatch.setattr(_judging, "held_row", unlocked)
    monkeypatch.setattr(cancel, "held_row", unlocked)
    monkeypatch.setattr(approve, "made_firm", later)
    monkeypatch.setattr(cancel, "end", first)
    outcomes = own_database.crowd(2, yes_and_back(stage, booking.number))
    assert isinstance(outcomes[0], IntegrityError)
