"""Two managers read the same line of the bank's statement and note it at the same moment."""

from uuid import uuid4

import pytest

from bookings.actions import note_advance as noting
from bookings.actions.note_advance import NothingDue, note_advance
from bookings.models import Advance, Booking
from bookings.permissions import booking_for
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, hour, meet_before
from tests.factories.bookings import booked

pytestmark = pytest.mark.race
ROUNDS = 3


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def whole(stage, booking: Booking, key=None) -> Advance:
    return note_advance(
        number=booking.number,
        cents=booking.own_cents,
        received_on=NOW.date(),
        key=key or uuid4(),
        actor=stage.hanna,
        now=NOW,
    )


def test_two_managers_note_the_same_money_once(own_database, stage) -> None:
    for number in range(ROUNDS):
        booking = booked(stage.bo, stage.zout, stage.studio, period=hour(number))
        outcomes = own_database.crowd(2, lambda n, booking=booking: whole(stage, booking))
        assert sorted(type(each).__name__ for each in outcomes) == ["Advance", "NothingDue"]
    assert broken_invariants() == {}


def test_the_same_form_twice_at_once_is_one(own_database, stage) -> None:
    for number in range(ROUNDS):
        booking, key = booked(stage.bo, stage.zout, stage.studio, period=hour(number)), uuid4()
        outcomes = own_database.crowd(2, lambda n, booking=booking, key=key: whole(stage, booking, key))
        assert [type(each) for each in outcomes] == [Advance, Advance]
    assert Advance.objects.count() == ROUNDS and broken_invariants() == {}


def test_without_the_row_the_money_is_noted_twice(own_database, stage, monkeypatch) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    monkeypatch.setattr(noting, "held_row", lambda number, actor: booking_for(actor, number))
    meet_before(monkeypatch, Advance.objects, "create", 2)
    outcomes = own_database.crowd(2, lambda n: whole(stage, booking))
    assert [type(each) for each in outcomes] == [Advance, Advance]
    assert not any(isinstance(each, NothingDue) for each in outcomes)
