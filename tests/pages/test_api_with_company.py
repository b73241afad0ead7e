"""Programs are told who must come along, and what it costs with them is what the quote says."""

import json

import pytest
import time_machine
from django.test import Client

from facilities.rules.companions import Why
from funding.models import Fund
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.bookings import held
from tests.factories.money import fill
from tests.pages.test_search_with_company import RULES, rule
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
IN_THE_WEEK = {"start": "2026-11-26T16:00:00+01:00", "end": "2026-11-26T23:00:00+01:00", "minutes": "240"}
WINDOW = {"start": "2026-11-26T16:00:00+01:00", "end": "2026-11-26T20:00:00+01:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize("rules", RULES)
def test_programs_get_the_price_of_the_quote_and_the_lines_for_it(cast, rules):
    declare_band_a(cast.zout)
    two_funds(cast)
    fill(Fund.objects.get(slug="open-doors"), 1_000_000)
    rule(cast, *rules)
    client = signed_in(cast.bo)
    for address, asked in [
        ("somewhere", {**IN_THE_WEEK, "extra": ["2*microphone"]}),
        ("somewhere", {**IN_THE_WEEK, "people": "60", "activity": "performance"}),
        ("free", WINDOW),
        ("free", {**WINDOW, "people": "60", "activity": "performance"}),
    ]:
        compare(cast, client, address, asked)


def compare(cast: Cast, client: Client, address: str, asked: dict) -> None:
    """What one address answers, and the quote for the lines that it names."""
    mine = {"organisation": str(cast.zout.uuid)}
    (found,) = client.get(f"/api/{address}", {**asked, **mine, "kind": "recording-studio"}).json()["results"]
    times = {name: found[name] for name in ("start", "end")}
    lines = found.get("lines") or [
        {"facility": found["facility"], **times},
        *(
            {name: each[name] for name in ("facility", "quantity", "start", "end")}
            for each in found["companions"]
        ),
    ]
    said = {"people": int(asked["people"]), "activity": asked["activity"]} if "people" in asked else {}
    body = json.dumps({"hub": "effenaar", "lines": lines, **mine, **said})
    quote = client.post("/api/quotes", body, content_type="application/json").json()
    assert found["price"] == {name: quote[name] for name in found["price"]}
    assert all(each["met"] for each in quote["companions"])
    named = [(each["name"], each["quantity"], each["reasons"]) for each in found["companions"]]
    assert named == [(each["name"], each["quantity"], each["reasons"]) for each in quote["companions"]]
    unsaid = [each["code"] for each in found["perhaps"]]
    assert quote["obstacle"] is None if not unsaid else quote["obstacle"].startswith("Say ")


def test_what_was_not_said_is_told_and_not_priced(cast):
    rule(cast, {"why": Why.PEOPLE, "people": 50})
    asked = {**IN_THE_WEEK, "kind": "recording-studio"}
    (found,) = Client().get("/api/somewhere", asked, headers={"Accept-Language": "en"}).json()["results"]
    words_of_it = "Sound engineer is needed at Studio 2 from 50 people on."
    assert found["perhaps"] == [{"code": "people", "words": words_of_it}]
    assert found["companions"] == [] and found["price"]["list_cents"] == 16_000


def test_an_exact_window_leaves_out_who_cannot_bring_somebody(cast):
    rule(cast)
    assert Client().get("/api/free", {**WINDOW, "kind": "recording-studio"}).json()["count"] == 1
    held(cast.zoe, cast.zout, cast.engineer, period=thursday(19, 21))
    assert Client().get("/api/free", {**WINDOW, "kind": "recording-studio"}).json()["count"] == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"people": "0"}, "greater than or equal to 1"),
        ({"people": "10001"}, "less than or equal to 10000"),
        ({"people": "-1"}, "people"),
        ({"people": "٥"}, "whole number"),
        ({"people": "1e3"}, "whole number"),
        ({"activity": "carnival"}, "activity"),
    ],
)
def test_what_programs_ask_wrong_about_a_visit_is_named(asked, said):
    for address, window in (("free", WINDOW), ("somewhere", IN_THE_WEEK)):
        answer = Client().get(f"/api/{address}", {**window, **asked})
        assert answer.status_code == 400 and said in answer.content.decode()
