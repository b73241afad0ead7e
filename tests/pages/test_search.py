"""One box for everything, as people use it: words, slips, choices, pages, and whatever else is typed into it."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import SearchRow
from cms.models.searching import RESULTS_A_PAGE
from facilities.models import FacilityState
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.facilities import FacilityFactory
from tests.factories.knowledge import how_to, step
from tests.factories.search import index, page, titles


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Fietsen in de zaal", "fiets"),
        ("Een fiets in de zaal", "fietsen"),
        ("Oude huizen", "huis"),
        ("Een oud huis", "huizen"),
        ("Met bussen", "bus"),
        ("Met een bus", "bussen"),
        ("Ramen verduisteren", "raam"),
        ("Het raam open", "ramen"),
        ("Twee camera's", "camera"),
        ("Een camera", "CAMERA'S"),
        ("In het café", "cafe"),
        ("In het cafe", "Café"),
        ("Motioncapture", "motionc"),
    ],
)
def test_a_word_is_found_in_its_other_forms(cast, written, typed):
    how_to(written)
    index()
    assert titles(typed) == [written]


def test_where_hardly_anything_has_a_word_others_with_its_stem_are_found_behind_it(client, cast):
    how_to("Dans streamen")
    FacilityFactory(hub=cast.effenaar, name="Streamingset")
    how_to("Een streek tekenen")
    index()
    assert titles("streamen") == ["Dans streamen", "Streamingset"]
    assert "<mark>Streamingset</mark>" in page(client, "streamen")


def test_a_short_stem_is_no_beginning_of_others(cast):
    how_to("Met een bus")
    how_to("Business voor makers")
    index()
    assert titles("bussen") == ["Met een bus"]


def test_english_is_stemmed_as_english(cast):
    how_to("Boxes and lighting", language="en")
    index()
    assert titles("box", "en") == titles("lights", "en") == ["Boxes and lighting"]


@pytest.mark.parametrize(
    "typed", ["belichtne", "belichtn", "bleichten", "belichtrn", "pelichten", "beljchtten"]
)
def test_a_slip_of_the_finger_is_forgiven_and_said(client, cast, typed):
    how_to("Belichten met gevoel")
    index()
    shown = page(client, typed, "en")
    assert "Did you mean <b>belichten</b>?" in shown
    assert "Belichten</mark> met gevoel" in shown


def test_of_several_words_that_may_have_been_meant_the_one_that_is_there_is_taken(cast):
    how_to("Stromen meten", steps=[step("Stromen")])
    how_to("Dans streamen")
    index()
    assert titles("stremen dans") == ["Dans streamen"]


def test_where_nothing_has_all_words_what_has_most_comes_first(client, cast):
    how_to("Dansen met licht en geluid")
    how_to("Dansen met rook")
    index()
    assert titles("dansen licht geluid walvis") == ["Dansen met licht en geluid", "Dansen met rook"]
    assert "Nothing has all of your words" in page(client, "dansen walvis", "en")


def test_titles_come_first_then_what_can_be_booked_then_what_was_checked_last(cast):
    how_to("Over iets", summary="Een lichtmeter", last_checked_on="2026-01-01")
    how_to("Over iets anders", summary="Een lichtmeter", last_checked_on="2026-02-01")
    how_to("De lichtmeter")
    FacilityFactory(hub=cast.effenaar, name="Kast", about_nl="Met een lichtmeter")
    index()
    assert titles("lichtmeter") == ["De lichtmeter", "Kast", "Over iets anders", "Over iets"]


def test_words_that_say_nothing_are_left_out(cast):
    how_to("Dansen in de zaal")
    index()
    assert titles("de zaal van het dansen") == ["Dansen in de zaal"]


def test_results_say_what_they_are_where_and_mark_the_words(client, cast):
    how_to("Opnemen", summary="Met een microfoon & <b>gevoel</b>.", hub=cast.effenaar)
    index()
    shown = page(client, "microfoon")
    assert "Met een <mark>microfoon</mark> &amp; &lt;b&gt;gevoel&lt;/b&gt;." in shown
    assert "How-to" in shown and "nagekeken op 2 november 2026" in shown and "Effenaar, " in shown
    assert "<title>1 resultaat voor “microfoon” · Vliegwiel</title>" in shown


def test_a_facility_leads_to_its_free_time_and_to_the_search_by_day(client, cast):
    index()
    shown = page(client, "condenser", "en")
    assert f'href="/en/hubs/effenaar/{cast.microphones.slug}/#free"' in shown
    assert 'href="/en/book/?kind=microphone"' in shown


def test_what_narrows_is_counted_and_can_be_let_go(client, cast):
    immersive = knowledge.theme()
    how_to("Geluid in de zaal", themes=[immersive], hub=cast.effenaar)
    how_to("Geluid thuis", hub=cast.tetem)
    how_to("Geluid", language="en")
    FacilityFactory(hub=cast.effenaar, name="Geluidskast", about_nl="Geluid")
    index()
    shown = page(client, "geluid", kind="how-to")
    assert choices(shown) == {
        "Faciliteiten": 1,
        "How-to's: gekozen, laat los": 3,
        "Immersieve inhoud": 1,
        "Noord-Brabant": 1,
        "Overijssel": 1,
        "Effenaar": 1,
        "Tetem": 1,
        "Nederlands": 2,
        "Engels": 1,
    }
    assert "Geluidskast" not in shown
    for asked, found in [
        ({"theme": "immersive"}, ["Geluid in de zaal"]),
        ({"region": "overijssel"}, ["Geluid thuis"]),
        ({"hub": "effenaar", "kind": "how-to"}, ["Geluid in de zaal"]),
        ({"language": "en"}, ["Geluid"]),
        ({"bookable": "yes"}, ["Geluidskast"]),
    ]:
        names = re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a></h3>", page(client, "geluid", **asked))
        assert [re.sub("<[^>]+>", "", each) for each in names] == found
    assert "Er blijft niets over" in page(client, "geluid", hub="tetem", theme="immersive")


def choices(shown: str) -> dict[str, int]:
    found = re.findall(
        r'<li><a href="\?[^"]*"[^>]*><span>(.*?)</span> <span class="num soft">(\d+)</span>', shown
    )
    return {re.sub("<[^>]+>", "", label).replace("&#x27;", "'"): int(count) for label, count in found}


def test_pages_go_on_by_key_and_show_each_thing_once(client, cast):
    for number in range(RESULTS_A_PAGE * 2 + 5):
        how_to(f"Proef {number}")
    index()
    seen: list[str] = []
    asked: dict[str, str] = {}
    for _page in range(3):
        shown = page(client, "proef", **asked)
        assert "45 resultaten" in shown
        seen += re.findall(r'<h3><a href="([^"]+)"', shown)
        after = re.search(r'rel="next" href="\?[^"]*after=([0-9.]+)', shown)
        asked = {"after": after[1]} if after else {}
    assert not asked
    assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": "x" * 10_000}, 400),
        ({"q": "x" * 200}, 200),
        ({"q": "%_\\"}, 200),
        ({"q": "' | !x & :* ("}, 200),
        ({"q": "\x00"}, 200),
        ({"q": "a\x00b\ud83d\ude00"}, 200),
        ({"q": "日本 ß ﬁ İ"}, 200),
        ({"q": "studio", "page": "-1"}, 404),
        ({"q": "studio", "page": "2"}, 404),
        ({"q": "studio", "after": "-1"}, 404),
        ({"q": "studio", "after": "1.2"}, 404),
        ({"q": "studio", "after": "0.٣.1"}, 404),
        ({"q": "studio", "after": "9.9.99999999999999999999"}, 404),
        ({"q": "studio", "after": "0.0.0"}, 200),
        ({"q": "studio", "kind": "secret"}, 404),
        ({"q": "studio", "theme": "none"}, 404),
        ({"q": "studio", "region": "\x00"}, 404),
        ({"q": "studio", "hub": "' OR 1=1"}, 404),
        ({"q": "studio", "language": "de"}, 404),
        ({"q": "studio", "bookable": "no"}, 404),
        ({}, 200),
    ],
)
def test_whatever_is_typed_gets_an_answer_in_words(client, cast, asked, status):
    asked = {name: value.encode("utf-16", "surrogatepass").decode("utf-16") for name, value in asked.items()}
    index()
    answer = client.get("/en/search/", asked)
    assert answer.status_code == status
    if status == 400:
        assert "That is more than 200 characters" in answer.content.decode()


@pytest.mark.parametrize("typed", ["%", "_", "%_\\", "*", ".*"])
def test_signs_stand_for_nothing(client, cast, typed):
    index()
    assert "Nothing was found" in page(client, typed, "en")


def test_suggestions_are_what_one_may_have_begun_to_type(client, cast):
    how_to("Condensatoren meten", live=False)
    FacilityFactory(hub=cast.effenaar, name="Condensdroger", state=FacilityState.RETIRED)
    index()
    answer = client.get("/en/search/suggest/", {"q": "conden"}).json()
    assert answer["said"] == "1 suggestion"
    assert answer["suggestions"] == [
        {
            "title": "Condenser microphone",
            "about": f"microphone · Effenaar, {cast.effenaar.municipality.name}",
            "address": "/en/hubs/effenaar/microphones/",
            "language": "en",
        }
    ]
    assert client.get("/en/search/suggest/", {"q": "c"}).json()["suggestions"] == []
    assert client.get("/en/search/suggest/", {"q": "x" * 201}).status_code == 400


@pytest.fixture
def one_minute(monkeypatch):
    """That does not end, and in which nobody has searched yet."""
    monkeypatch.setattr("members.pace._tally", {})
    with time_machine.travel(NOW, tick=False):
        yield


def test_who_searches_without_end_is_asked_to_wait(client, cast, monkeypatch, one_minute):
    for module in ("cms.views.searching", "cms.api.search"):
        monkeypatch.setattr(f"{module}.COUNTED_BY", 1)
        monkeypatch.setattr(f"{module}.MOST_SEARCHES", 1)
    monkeypatch.setattr("cms.views.searching.MOST_SUGGESTIONS", 1)
    page, suggestions, program = "/en/search/?q=a", "/en/search/suggest/?q=ab", "/api/search?q=a"
    asked = [page, suggestions, page, program, suggestions]
    assert [client.get(address).status_code for address in asked] == [200, 200, 429, 429, 429]


def test_visits_are_counted_by_tens(client, cast, monkeypatch, one_minute):
    monkeypatch.setattr("cms.views.searching.MOST_SEARCHES", 10)
    found = [client.get("/en/search/?q=a").status_code for _time in range(20)]
    assert found == [200] * 19 + [429]


def test_a_search_asks_as_many_statements_for_many_things_as_for_few(client, cast):
    for number in range(3):
        how_to(f"Proef {number}", themes=[knowledge.theme()], hub=cast.effenaar)
    index()
    # The first visit of a minute is counted in another way than the next.
    page(client, "proef")
    few = statements(client, "proef")
    SearchRow.objects.bulk_create(
        SearchRow(
            ref=f"page:{10_000 + number}", language="nl", sort="how-to", address="/x/", title="Proef",
            title_words="proef", position=-1, hub=cast.effenaar, region=cast.brabant, themes=[knowledge.theme().pk],
        )
        for number in range(60)
    )  # fmt: skip
    many = statements(client, "proef")
    assert few == many
    assert few <= 4


def statements(client, text: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, text)
    return len(captured)
