"""What is looked for, for programs: the API, the feed, and what a page says to search engines."""

import json

import pytest
import time_machine
from django.utils.translation import override

from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_programs_read_what_is_public(cast, client):
    need = a_need(cast, words="Twenty hours", budget_cents=100)
    found = client.get("/api/needs", {"kind": "recording-studio", "region": "noord-brabant"}).json()
    assert (found["count"], found["results"][0]["uuid"]) == (1, str(need.uuid))
    assert "budget" not in json.dumps(found)
    assert client.get(f"/api/needs/{need.uuid}").json()["hours"] == 20
    assert client.get("/api/needs", {"nope": "1"}).status_code == 400
    assert client.get("/api/needs", {"page": "0"}).status_code == 400
    feed = client.get("/en/needs/feed.atom")
    assert need.title in feed.content.decode() and feed["ETag"]
    assert client.get("/en/needs/feed.atom", headers={"if-none-match": feed["ETag"]}).status_code == 304
    said = client.get(f"/en/needs/{need.uuid}/").content.decode()
    assert '"@type": "Demand"' in said and '"validThrough": "2026-11-30"' in said


def test_a_feed_stands_what_xml_does_not(cast, client):
    a_need(cast, title="Bell \x07 & <b>")
    assert client.get("/en/needs/feed.atom").status_code == 200
