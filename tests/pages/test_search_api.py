"""The search of everything for programs."""

import pytest

from tests.cast import Cast, assemble
from tests.factories.knowledge import how_to
from tests.factories.search import index


@pytest.fixture
def cast(db) -> Cast:
    cast = assemble()
    how_to("Opnemen met een condensator", hub=cast.effenaar)
    index()
    return cast


def test_a_program_finds_what_people_find(client, cast, settings):
    answer = client.get("/api/search", {"q": "condenser"}, headers={"Accept-Language": "en"}).json()
    first, second = answer.pop("results")
    assert answer == {
        "total": 2,
        "way": "beginning",
        "meant": "",
        "next": None,
        "kinds": {"facility": 1, "how-to": 1},
    }
    assert first == {
        "kind": "facility",
        "what": "microphone",
        "title": "Condenser microphone",
        "url": f"{settings.SITE_URL}/en/hubs/effenaar/microphones/",
        "language": "en",
        "place": f"Effenaar, {cast.effenaar.municipality.name}",
        "bookable": True,
        "checked_on": None,
        "excerpt": "",
    }
    assert (second["title"], second["language"]) == ("Opnemen met een condensator", "nl")


def test_a_program_is_told_how_its_words_were_taken(client, cast):
    answer = client.get("/api/search", {"q": "condensatr", "kind": "how-to"}).json()
    assert (answer["way"], answer["meant"]) == ("meant", "condensator")
    assert [each["checked_on"] for each in answer["results"]] == ["2026-11-02"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "not_valid"),
        ({"q": ""}, 400, "not_valid"),
        ({"q": "x" * 10_000}, 400, "question_too_long"),
        ({"q": "a\x00"}, 400, "not_valid"),
        ({"q": "a", "page": "-1"}, 400, "not_valid"),
        ({"q": "a", "after": "1.2"}, 400, "not_valid"),
        ({"q": "a", "kind": "secret"}, 400, "not_valid"),
        ({"q": "a", "hub": "nowhere"}, 404, "not_found"),
        ({"q": "a", "bookable": "no"}, 400, "not_valid"),
    ],
)
def test_what_a_program_asks_wrongly_is_said_by_name(client, cast, asked, status, code):
    answer = client.get("/api/search", asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
