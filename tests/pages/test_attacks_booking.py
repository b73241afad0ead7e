"""What nobody types who means well, at the pages and the addresses of booking: an answer in words, never a 500."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking
from facilities.models import FacilityState
from funding.models import RateCard
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.facilities import FacilityFactory
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}
YEARS = ["0001-01-01", "1-1-0001", "0000-01-01", "1999-12-31", "2200-01-01", "9999-12-31"]


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def post(client: Client, address: str, data: object, **headers: str):
    return client.post(f"/api/{address}", json.dumps(data), content_type="application/json", headers=headers)


def line(facility, **more: object) -> dict[str, object]:
    period = thursday(13, 17)
    return {
        "facility": facility.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        **more,
    }


@pytest.mark.parametrize("day", YEARS)
@pytest.mark.parametrize("clock", ["00:00", "13:00"])
def test_a_day_before_or_after_all_reckoning_is_said_to_be_none(cast, day, clock):
    visitor = Client()
    asked = {"date": day, "from": clock, "to": "23:00"}
    assert visitor.get("/en/book/", asked).status_code == 200
    assert visitor.get("/en/book/at/effenaar/studio-2/", asked).status_code == 200
    picked = visitor.post("/en/book/basket/add/", {**asked, "facility": cast.studio.pk, "quantity": "1"})
    assert picked.status_code == 200 and picked.context["form"].errors["date"]
    assert "basket" not in visitor.session


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, "٣", "-1", "1e3", "0x1", ""])
def test_a_line_that_the_basket_does_not_have_is_not_taken_out(cast, number):
    visitor = Client()
    visitor.post("/en/book/basket/add/", {**AFTERNOON, "facility": cast.studio.pk, "quantity": "1"})
    assert visitor.post("/en/book/basket/change/", {"do": f"remove-{number}"}).status_code in (200, 302)
    assert len(visitor.session["basket"]["lines"]) == 1


@pytest.mark.parametrize("state", [FacilityState.LIVE, FacilityState.RETIRED])
def test_a_price_over_two_places_is_refused_in_words(cast, state):
    client, elsewhere = signed_in(cast.bo), FacilityFactory(hub=cast.tetem, state=state)
    for lines in ([line(elsewhere)], [line(cast.studio), line(elsewhere)]):
        answer = post(client, "quotes", {"hub": "effenaar", "lines": lines})
        code = "one_hub_at_a_time" if state == FacilityState.LIVE else "not_live"
        assert answer.json()["code"] == code


def test_a_price_for_centuries_is_refused_at_once(cast, monkeypatch):
    """Twenty lines of 173 years took eighteen seconds: a few visitors would have kept every server busy."""
    asked = []
    monkeypatch.setattr("bookings.quoting.quote_facts", lambda **wanted: asked.append(wanted))
    endless = line(cast.studio, end="2199-12-31T00:00:00Z")
    answer = post(signed_in(cast.bo), "quotes", {"hub": "effenaar", "lines": [endless] * 20})
    assert answer.json()["code"] == "beyond_horizon"
    visitor = Client()
    picked = {**AFTERNOON, "until": "2199-12-31", "facility": cast.studio.pk, "quantity": "1"}
    visitor.post("/en/book/basket/add/", picked)
    assert "too far ahead" in visitor.get("/en/book/quote/").content.decode()
    assert not asked


def test_what_has_no_price_yet_says_so(cast):
    RateCard.objects.all().delete()
    visitor = Client()
    visitor.post("/en/book/basket/add/", {**AFTERNOON, "facility": cast.studio.pk, "quantity": "1"})
    page = visitor.get("/en/book/quote/")
    assert page.status_code == 200 and "There is no price for this yet" in page.content.decode()


@pytest.mark.parametrize("field", ["purpose", "reference"])
def test_half_a_character_is_refused_by_name(cast, field):
    wanted = {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "lines": [line(cast.studio)],
        "price_digest": "0" * 64,
        field: "\ud800",
    }
    answer = post(signed_in(cast.bo), "bookings", wanted, **{"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 400 and field in answer.json()["detail"]
    assert not Booking.objects.exists()
