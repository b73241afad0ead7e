"""Many write about one booking at the same moment: all of it is said, and the other side gets one mail."""

import pytest
from django.http import Http404

from bookings.actions import say as saying
from bookings.models import Booking, ThreadSide
from bookings.models.bookings import Booking as Row
from bookings.permissions import seen
from bookings.rules.numbers import read_number
from hub.kit.models import OutboxMessage
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import meet_before
from tests.factories.bookings import booked

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


def told() -> int:
    return OutboxMessage.objects.filter(kind="booking.said").count()


def all_at_once(own_database, stage: Cast, booking: Booking, turn: int = 0, count: int = 8) -> list[object]:
    def one(number: int) -> object:
        person = stage.zoe if number % 2 else stage.bo
        return saying.say(number=booking.number, text=f"Message {turn}, {number}", actor=person, now=NOW)

    return own_database.crowd(count, one)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_all_that_is_said_at_once_is_kept_and_is_one_mail(own_database, rounds):
    stage = assemble()
    things = (stage.studio, stage.microphones, stage.engineer)
    booking = booked(stage.bo, stage.zout, things[0])
    for number in range(rounds):
        if 0 < number < 3:
            booking = booked(stage.bo, stage.zout, things[number])
        before = told()
        outcomes = all_at_once(own_database, stage, booking, number)
        assert not [each for each in outcomes if isinstance(each, Exception)]
        assert booking.remarks.count() % 8 == 0
        assert told() - before == (1 if number < 3 else 0)
    assert ThreadSide.objects.count() == min(rounds, 3)


def test_without_the_bookings_row_there_are_several_mails(own_database, monkeypatch):
    def looked_at(*, number: str, actor) -> Booking:
        """As `held_row`, without holding it."""
        row = Row.objects.select_related("hub", "organisation", "placed_by").filter(
            number=read_number(number)
        )
        found = row.first()
        if found is None:
            raise Http404
        return seen(actor, found)

    stage = assemble()
    booking = booked(stage.bo, stage.zout, stage.studio)
    ThreadSide.objects.create(booking=booking, by_hub=True)
    monkeypatch.setattr(saying, "held_row", looked_at)
    meet_before(monkeypatch, ThreadSide, "save", 4)
    all_at_once(own_database, stage, booking, count=4)
    assert told() > 1
