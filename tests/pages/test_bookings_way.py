"""From picking to a confirmed booking, without JavaScript: each page hands on to the next."""

import re

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking, BookingState
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.facilities import HouseRulesFactory
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def pick(client: Client, facility, **more: str):
    return client.post("/en/book/basket/add/", {"facility": facility.pk, **AFTERNOON, **more}, follow=True)


def filled(cast: Cast, client: Client) -> Client:
    pick(client, cast.studio)
    pick(client, cast.microphones, quantity="2")
    pick(client, cast.engineer)
    return client


def place_fields(page) -> dict[str, str]:
    text = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("token", "key")}


def hold(client: Client, **more: str):
    fields = place_fields(client.get("/en/book/quote/"))
    return client.post("/en/book/place/", {**fields, **more}, follow=True)


def test_a_collective_picks_holds_and_confirms(cast):
    declare_band_a(cast.zout)
    HouseRulesFactory(hub=cast.effenaar)
    client = filled(cast, signed_in(cast.bo))
    quoted = client.get("/en/book/quote/")
    text = quoted.content.decode()
    assert "Studio 2" in text and "2 × Condenser microphone" in text
    # 160 + 2 x 10 + 4 x 30
    assert "€\u00a0300.00" in text
    page = hold(client, purpose="Dance film", reference="Z-12")
    assert page.status_code == 200
    assert b"15:00" in page.content
    booking = Booking.objects.get()
    assert booking.state == BookingState.HELD
    assert b"Leave the studio as you found it." in page.content
    done = client.post(
        f"/en/bookings/{booking.number}/confirm/", {"version": "1", "accept": "on"}, follow=True
    )
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert booking.house_rules.version == 1
    assert b"What happens next" in done.content
    listed = client.get("/en/bookings/")
    assert booking.number in listed.content.decode()
    desk = signed_in(cast.teun).get("/en/desk/effenaar/")
    assert "Collectief Zout" in desk.content.decode()
    seen = signed_in(cast.teun).get(f"/en/bookings/{booking.number}/")
    assert b"band" not in seen.content
