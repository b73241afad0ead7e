"""The pages and the report of a region's figures: what they say, and to whom."""

import csv
import io
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from region.rules.facts import PartnerFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory
from tests.factories.region import SmallRegion, small_region
from tests.pages.region_in_figures import at, text
from tests.signing_in import signed_in

PAGES = ("analysis", "analysis_country", "analysis_use", "analysis_field", "analysis_change")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def small(cast) -> SmallRegion:
    return small_region(cast)


@pytest.fixture
def karim(cast) -> Client:
    return signed_in(cast.karim)


def sheet(client: Client, query: str = "", language: str = "en") -> list[list[str]]:
    answer = client.get(at("analysis_csv").replace("/en/", f"/{language}/") + query)
    assert answer.status_code == 200 and "private" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";" if language == "nl" else ","))


def test_white_spots_lead_to_the_towns_that_they_count(cast, small, karim):
    page = text(karim.get(at("analysis")))
    assert re.search(r"Microphone 50% 50% 2 of 4 0 0 Tilburg", page)
    assert "How this number is made" in page and "within 20 km of its centre" in page
    kind = at("white_spot", cast.studio.kind.slug)
    assert f'href="{kind}?km=20#towns"' in karim.get(at("analysis")).content.decode()
    towns = text(karim.get(kind + "?km=20"))
    assert "1 of 4 towns are white spots, 1 have it near only on the atlas." in towns
    assert "Breda fewer than 5 0 Effenaar 51 km Lab van textiel 22 km" in towns
    drawn = karim.get(kind).content.decode()
    assert drawn.count('<circle class="spot here"') == 2 + 1 and '<circle class="spot none"' in drawn, (
        "and a key"
    )


def test_all_provinces_stand_side_by_side(cast, small, karim):
    page = text(karim.get(at("analysis_country")))
    assert "Kind Groningen Noord-Brabant Overijssel All provinces" in page
    assert re.search(r"Recording studio – 100% – 100%", page), (
        "too few organisations in Groningen and Overijssel"
    )
    assert "Tilburg, Noord-Brabant (about 10)" in page


def test_use_and_who_does_not_come(cast, small, karim):
    booked(cast.zoe, cast.zout, cast.studio)
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False):
        page = text(karim.get(at("analysis_use")))
    assert re.search(r"Studio 2 Effenaar 1 210 4 2% under-used", page), (
        "15 days of 14 hours until December, 4 booked"
    )
    assert "Veldhoven about 5 about 5" in page and "Breda" not in page, "four is no group"


def test_balance_and_change_are_said(cast, small, karim):
    school = PartnerFacts(sector="knowledge", name="Een school")
    an_entry("Lab aan de Dommel", partners=(school,))
    page = text(karim.get(at("analysis_field")))
    assert "Lab aan de Dommel lab 1 50% 1 50% 0 0 0 business, government, citizens" in page
    assert "2026, quarter 4 2 0 1 1 0 – not over yet 0 0 0" in text(karim.get(at("analysis_change")))
    assert "2025, quarter 4 0" in text(karim.get(at("analysis_change") + "?on=2025-12-31"))


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("analysis", "?km=7"),
        ("analysis", "?km=%00"),
        ("analysis", "?km=-5&km=1e9"),
        ("analysis_country", "?km="),
        ("analysis_use", "?period=1999"),
        ("analysis_use", "?period=2026-Q5"),
        ("analysis_change", "?on=9999-12-31"),
        ("analysis_change", "?on=soon"),
        ("analysis_pdf", "?km=6"),
        ("analysis_csv", "?period=2027"),
    ],
)
def test_what_there_is_not_is_said_with_the_usual_figures(cast, karim, page, query):
    answer = karim.get(at(page) + query)
    assert answer.status_code == 400 and (
        "error" in answer.content.decode() or "Say how near" in text(answer, 400)
    )


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99"])
def test_a_page_that_there_is_not_is_not_there(cast, small, karim, query):
    for address in (at("analysis_use"), at("analysis_field"), at("white_spot", cast.studio.kind.slug)):
        assert karim.get(address + query).status_code == 404


def test_another_region_and_another_kind_are_the_same_nothing(cast, karim):
    for address in (
        at("analysis", region="groningen"),
        at("analysis", region="atlantis"),
        at("white_spot", "no-such-kind"),
    ):
        assert karim.get(address).status_code == 404


def test_the_report_reads_back_in_both_languages(cast, small, karim):
    paper = karim.get(at("analysis_pdf") + "?km=20&period=2026")
    assert paper["Content-Disposition"] == 'attachment; filename="analysis-noord-brabant-2026-11-23.pdf"'
    read = PdfReader(io.BytesIO(paper.content))
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "Analysis of Noord-Brabant" in words and "Made on 23 November 2026" in words
    assert "Microphone 50% 50% 2 (of 4) 0 0 Tilburg" in words, "the same figures as the page"
    assert "What it counts." in words and "Left out." in words
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged, for who listens to it"
    dutch = karim.get(at("analysis_pdf").replace("/en/", "/nl/"))
    words = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(dutch.content)).pages).split()
    )
    assert "Analyse van Noord-Brabant" in words and "Witte vlekken per soort" in words


def test_the_spreadsheet_has_the_same_figures_and_no_formula(cast, small, karim):
    an_entry("=HYPERLINK(1)", kind="lab")
    found = sheet(karim)
    assert ["White spots by kind", "Microphone", "Organisations with it near", "50"] in found
    assert ["Who takes part, side by side", "'=HYPERLINK(1) (lab)", "Culture", "1"] in found
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "@"))]
    assert ["Witte vlekken per soort", "Microphone", "Organisaties die het dichtbij hebben", "50"] in sheet(
        karim, language="nl"
    )


def test_no_page_takes_more_statements_for_a_larger_region(cast, small, karim):
    def statements() -> list[int]:
        counted = []
        for address in [*map(at, PAGES), at("white_spot", cast.studio.kind.slug)]:
            with CaptureQueriesContext(connection) as found:
                assert karim.get(address).status_code == 200
            counted.append(len(found))
        return counted

    statements()
    few = statements()
    for number in range(6):
        hub = HubFactory(municipality=small.tilburg)
        FacilityFactory(hub=hub, kind=KindFactory(slug=f"kind-{number}"))
        lab = an_entry(f"Lab {number}", hub_id=hub.pk, town=small.breda)
        an_entry(
            f"Net {number}", kind="network", partners=(PartnerFacts(sector="culture", partner_id=lab.pk),)
        )
    assert statements() == few
