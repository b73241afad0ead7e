"""A drag onto another unit of the same thing, or onto another thing, and back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from facilities.models import Unit
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, open_on
from tests.factories.funding import card
from tests.pages.moving_help import bar, broken, changed_mails, done, dragged, said, undone
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

MORNING, AFTERNOON, LONG = thursday(9, 13), thursday(13, 17), thursday(13, 19)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


def test_another_unit_of_the_same_thing_needs_no_reason_and_no_mail_and_goes_back(cast, teun):
    first, second = cast.microphones.units.order_by("pk")[:2]
    booking = booked(cast.bo, cast.zout, cast.microphones)
    assert bar(booking).unit == first
    asked = dragged(teun, bar(booking), to=AFTERNOON, unit=second)
    assert "nobody" in said(asked) and "Why are you moving it" not in said(asked)
    answer = done(teun, asked)
    assert bar(booking).unit == second and changed_mails() == 0
    row = AuditRow.objects.get(action="bookings.assign_unit")
    assert (row.facts, row.hub_id) == ({"from": first.label, "to": second.label}, cast.effenaar.pk)
    done(teun, undone(teun, answer))
    assert bar(booking).unit == first
    assert broken() == {}


def test_another_time_and_another_unit_at_once(cast, teun):
    third = cast.microphones.units.order_by("pk")[2]
    booking = booked(cast.bo, cast.zout, cast.microphones)
    answer = done(teun, dragged(teun, bar(booking), to=MORNING, unit=third))
    assert answer.status_code == 200, said(answer)
    assert (bar(booking).unit, bar(booking).line.period) == (third, MORNING)
    done(teun, undone(teun, answer))
    assert (bar(booking).unit.label, bar(booking).line.period) == ("microphones-001", AFTERNOON)


def studio_3(cast: Cast) -> Unit:
    other = FacilityFactory(hub=cast.effenaar, name="Studio 3")
    open_on(other, [AFTERNOON.start.date()])
    return other.units.get()


def test_it_goes_to_another_thing_at_its_price_and_back(cast, teun):
    unit = studio_3(cast)
    card(unit.facility, hour=5_000)
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = dragged(teun, bar(booking), to=AFTERNOON, unit=unit)
    assert "Studio 2" in said(asked) and "Studio 3" in said(asked)
    answer = done(teun, asked)
    assert answer.status_code == 200 and bar(booking).unit == unit, said(answer)
    done(teun, undone(teun, answer))
    assert bar(booking).unit.facility == cast.studio
    assert broken() == {}


def test_another_thing_without_a_price_is_refused_in_words(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    answer = dragged(teun, bar(booking), to=AFTERNOON, unit=studio_3(cast))
    assert answer.status_code == 409 and "Studio 3 has no price" in said(answer)
    booking.refresh_from_db()
    assert bar(booking).unit.facility == cast.studio
