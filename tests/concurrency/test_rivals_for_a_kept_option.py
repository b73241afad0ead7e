"""What the desk keeps for an organisation is a promise like any option, whoever is at it at the same moment."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from bookings.actions import _placing
from bookings.actions import keep_in_option as keeping
from bookings.actions.cancel import cancel
from bookings.actions.keep_in_option import Kept, TheyHaveTooManyOptions, keep_in_option
from bookings.models import Booking, BookingState
from bookings.rules.options import MOST_OPTIONS
from bookings.rules.refusals import SlotTaken
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.periods import Period
from members.models import User
from tests import cast
from tests.cast import NOW, Cast, thursday
from tests.concurrency.rivals import (
    broken_invariants,
    hour,
    meet_before,
    with_another_lock,
    without_advisory_lock,
    without_constraint,
)
from tests.concurrency.test_members_rivals import meet_after
from tests.concurrency.test_rivals_for_an_option import CONSTRAINT
from tests.factories.bookings import held
from tests.factories.options import gives_options, optioned
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


@pytest.fixture
def stage(own_database) -> Cast:
    found = cast.assemble()
    gives_options(found.studio)
    return found


def kept(stage: Cast, period: Period, by: User) -> Booking:
    wish = LineWish(stage.studio.pk, 1, period)
    facts = quote_facts(wishes=(wish,), hub=stage.effenaar, organisation=stage.zout, now=NOW)
    asked = Kept(stage.zout, stage.studio.units.get(), period, "Rehearsal", quote(facts).list_cents)
    with override("en"):
        done = keep_in_option(hub=stage.effenaar, kept=asked, request_key=uuid4(), actor=by, now=NOW)
    return done.booking


def desk_and_guest(database: OwnDatabase, stage: Cast, period: Period) -> list[Any]:
    """The desk keeps it for one organisation while somebody of another places a booking for the same time."""

    def one(number: int) -> Booking:
        if number:
            return kept(stage, period, stage.teun)
        with override("en"):
            return held(stage.ilse, stage.noord, stage.studio, period=period)

    return database.crowd(2, one)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_what_the_desk_keeps_and_a_guest_places_at_once_one_of_them_has(own_database, stage, rounds):
    for number in range(rounds):
        outcomes = desk_and_guest(own_database, stage, hour(number))
        (won,) = [each for each in outcomes if isinstance(each, Booking)]
        assert {type(each) for each in outcomes} == {Booking, SlotTaken}
        cancel(number=won.number, actor=won.placed_by, now=NOW)
    assert broken_invariants() == {}


def test_without_guards_both_have_it(own_database, stage, monkeypatch):
    without_constraint(own_database, *CONSTRAINT)
    without_advisory_lock(monkeypatch)
    meet_before(monkeypatch, _placing, "_take_units", 2)
    outcomes = desk_and_guest(own_database, stage, thursday(13, 17))
    assert [type(each) for each in outcomes] == [Booking, Booking]
    assert "I1" in broken_invariants()


def two_at_the_desk(database: OwnDatabase, stage: Cast) -> list[Any]:
    """Each keeps another time for an organisation that has one option less than it may."""
    for number in range(MOST_OPTIONS - 1):
        optioned(stage.bo, stage.zout, stage.studio, period=hour(number))
    return database.crowd(2, lambda n: kept(stage, hour(5 + n), (stage.teun, stage.hanna)[n]))


@pytest.mark.parametrize("_round", range(3))
def test_of_two_at_the_desk_one_keeps_the_last_that_they_may_have(own_database, stage, _round):
    outcomes = two_at_the_desk(own_database, stage)
    assert {type(each) for each in outcomes} == {Booking, TheyHaveTooManyOptions}
    assert stage.zout.bookings.filter(state=BookingState.OPTION).count() == MOST_OPTIONS
    assert broken_invariants() == {}


def test_without_the_keys_of_who_is_kept_for_they_would_have_one_more(own_database, stage, monkeypatch):
    with_another_lock(monkeypatch, lambda keys: None)
    meet_after(monkeypatch, keeping, "options_of")
    outcomes = two_at_the_desk(own_database, stage)
    assert [type(each) for each in outcomes] == [Booking, Booking]
    assert stage.zout.bookings.filter(state=BookingState.OPTION).count() == MOST_OPTIONS + 1
