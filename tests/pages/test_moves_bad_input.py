"""A drag that makes no sense is refused, whatever it says."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.pages.moving_help import ASK, DO, HX, bar, minutes, said
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

MORNING = thursday(9, 13)


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


@pytest.mark.parametrize(
    "wrong",
    [
        {"held": ""},
        {"held": "-1"},
        {"held": "٣"},
        {"held": "9999999999999999999"},
        {"unit": "f3"},
        {"unit": "1e3"},
        {"start": "tomorrow"},
        {"end": "0"},
        {"start": "999999999", "end": "999999999"},
        {"was_start": "yesterday"},
        {"was_start": "20", "was_end": "10"},
    ],
)
def test_a_drag_that_makes_no_sense_is_refused(cast, teun, wrong):
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = {"held": bar(booking).pk, "unit": bar(booking).unit_id, **minutes(MORNING)} | wrong
    assert teun.post(ASK, asked, headers=HX).status_code in (400, 409)


def test_what_was_not_sealed_here_is_refused(cast, teun):
    assert teun.post(ASK, {"back": "nonsense"}, headers=HX).status_code == 409
    assert teun.post(DO, {"token": "nonsense"}, headers=HX).status_code == 409


def test_another_hubs_planning_says_nothing_of_it(cast):
    other = FacilityFactory(name="Elsewhere")
    anna = signed_in(cast.anna)
    session = anna.session
    session["bookings.moved"] = {"hub": cast.effenaar.slug, "back": "x", "told": True, "hits": False}
    session.save()
    assert "Undo" not in said(anna.get(f"/en/desk/{other.hub.slug}/planning/"))
