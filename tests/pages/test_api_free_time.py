"""What is free, for programs, and that it tells nothing about who took the rest."""

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.pages.test_api_booking import agreed, book
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
WINDOW = {"start": "2026-11-26T13:00:00+01:00", "end": "2026-11-26T17:00:00+01:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_anybody_may_ask_what_is_free_at_list_price(cast):
    answer = Client().get("/api/free", {**WINDOW, "family": "studio"}).json()
    assert [each["name"] for each in answer["results"]] == ["Studio 2"]
    assert answer["results"][0]["price"]["own_cents"] == 16_000


def test_a_member_asks_for_their_organisations_price(cast):
    declare_band_a(cast.zout)
    asked = {**WINDOW, "family": "studio", "organisation": str(cast.zout.uuid)}
    assert signed_in(cast.bo).get("/api/free", asked).json()["results"][0]["km"] == 0
    assert signed_in(cast.ilse).get("/api/free", asked).status_code == 404
    assert Client().get("/api/free", asked).status_code == 404


def test_a_month_says_which_hours_are_free(cast):
    address = f"/api/facilities/{cast.studio.pk}/month"
    days = Client().get(address, {"month": "2026-11"}).json()["days"]
    thursday = next(day for day in days if day["date"] == "2026-11-26")
    assert (len(days), thursday["state"]) == (30, "free")
    assert thursday["spans"] == [{"start": "2026-11-26T09:00:00+01:00", "end": "2026-11-26T23:00:00+01:00"}]


def test_the_day_of_a_hub_says_what_is_taken_and_not_by_whom(cast):
    client = signed_in(cast.bo)
    book(client, agreed(cast, client, purpose="A secret plan"))
    for address in ("day", "week"):
        answer = Client().get(f"/api/hubs/effenaar/{address}", {"date": "2026-11-26"})
        assert len(answer.json()["busy"]) == 3
        assert "secret" not in answer.content.decode() and "Zout" not in answer.content.decode()


def test_the_document_names_every_address_and_speaks_of_problems():
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) >= {"/api/free", "/api/quotes", "/api/bookings"}
    refusal = document["paths"]["/api/bookings"]["post"]["responses"]["409"]
    assert list(refusal["content"]) == ["application/problem+json"]


def test_nobody_books_without_a_session(cast):
    for method, address in [
        ("get", "bookings"),
        ("post", "bookings"),
        ("post", "quotes"),
        ("get", "bookings/AAAA-AAAA"),
    ]:
        answer = getattr(Client(), method)(f"/api/{address}", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_nothing_is_booked_without_the_sessions_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bo)
    answer = client.post("/api/quotes", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
