"""The desk writes down who calls while others book by themselves, and presses its button twice."""

from uuid import UUID, uuid4

import pytest
from django.utils.translation import override

from bookings.actions import book_for_caller as at_desk
from bookings.actions._placing import KeyReused
from bookings.actions.place import Placed, place
from bookings.models import Booking
from facilities.models import Facility, Unit
from hub.kit.errors import Busy, Refusal
from hub.kit.periods import Period
from members.models import Organisation
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, rivals, winners
from tests.factories.bookings import AFTERNOON, a_request

pytestmark = pytest.mark.race

CALLED = at_desk.Called("De Buren", "Joke", phone="040 123 45 67")


def called(
    cast: Cast, unit: Unit, own_cents: int, key: UUID | None = None, period: Period = AFTERNOON
) -> Placed:
    with override("en"):
        return at_desk.book_for_caller(
            hub=cast.effenaar,
            called=CALLED,
            unit=unit,
            period=period,
            purpose="",
            own_cents=own_cents,
            house_rules_version=None,
            request_key=key or uuid4(),
            actor=cast.teun,
            now=NOW,
        )


def first_unit(facility: Facility) -> Unit:
    return facility.units.select_related("facility").order_by("pk")[0]


@pytest.mark.parametrize("count", [2, 50])
def test_who_calls_and_who_books_by_themselves_do_not_both_get_it(own_database, count):
    cast = assemble()
    crowd, unit = rivals(count // 2), first_unit(cast.studio)
    requests = [a_request(each.organisation, cast.studio) for each in crowd]

    def one(number: int) -> Placed:
        if number % 2:
            return called(cast, unit, 16_000)
        with override("en"):
            return place(request=requests[number // 2], actor=crowd[number // 2].person, now=NOW)

    outcomes = own_database.crowd(count, one)
    assert len(winners(outcomes)) == 1 and all(isinstance(each, Placed | Refusal) for each in outcomes)
    # Whoever called in vain is not written down.
    asked = {each.organisation.pk for each in crowd}
    assert (
        Organisation.objects.filter(made_by_desk=True).count()
        == Booking.objects.exclude(organisation__in=asked).count()
    )
    assert broken_invariants() == {}


@pytest.mark.parametrize("_round", range(3))
def test_the_button_pressed_twice_books_once(own_database, _round):
    """Of a pool there would be another unit."""
    cast, key = assemble(), uuid4()
    unit = first_unit(cast.microphones)
    outcomes = own_database.crowd(2, lambda _number: called(cast, unit, 1_000, key))
    assert all(isinstance(each, Placed | Busy) for each in outcomes), outcomes
    assert Booking.objects.count() == Organisation.objects.filter(made_by_desk=True).count() == 1
    assert called(cast, unit, 1_000, key).again
    assert broken_invariants() == {}


def test_the_same_key_with_another_caller_in_it_is_refused(own_database):
    cast, key = assemble(), uuid4()
    unit = first_unit(cast.microphones)
    called(cast, unit, 1_000, key)
    later = Period(AFTERNOON.start, AFTERNOON.end + (AFTERNOON.end - AFTERNOON.start) / 4)
    with pytest.raises(KeyReused):
        called(cast, unit, 2_000, key, later)
    assert Booking.objects.count() == 1
