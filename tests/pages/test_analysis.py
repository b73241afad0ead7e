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

from hub.kit.refs import Ref
from members.models import Role
from region.rules.facts import PartnerFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory
from tests.factories.members import GrantFactory, RegionFactory
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
    assert "Kind Noord-Brabant All provinces Groningen Overijssel" in page, "one's own beside all of them"
    assert re.search(r"Recording studio 100% 100% – –", page), (
        "too few organisations in Groningen and Overijssel"
    )
    assert "Tilburg, Noord-Brabant (about 10)" in page


def test_a_province_without_towns_has_nothing_to_say(cast, small, karim):
    RegionFactory(slug="zeeland", name="Zeeland")
    page = text(karim.get(at("analysis_country")))
    assert "Groningen Overijssel Zeeland" in page and "Recording studio 100% 100% – – –" in page


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


def read_back(client: Client, language: str = "en") -> tuple[PdfReader, str]:
    """The report and its words, line breaks aside."""
    paper = client.get(at("analysis_pdf").replace("/en/", f"/{language}/") + "?km=20&period=2026")
    assert paper["Content-Disposition"] == 'attachment; filename="analysis-noord-brabant-2026-11-23.pdf"'
    read = PdfReader(io.BytesIO(paper.content))
    return read, " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_the_report_reads_back_in_both_languages(cast, small, karim):
    _read, words = read_back(karim)
    assert "Analysis of Noord-Brabant" in words and "Made on 23 November 2026" in words
    assert "Microphone 50% 50% 2 (of 4) 0 0 Tilburg" in words, "the same figures as the page"
    assert "What it counts." in words and "Left out." in words
    _read, words = read_back(karim, "nl")
    assert "Analyse van Noord-Brabant" in words and "Witte vlekken per soort" in words


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Analysis of Noord-Brabant"), ("nl", "Analyse van Noord-Brabant")]
)
def test_who_listens_to_the_report_hears_its_title_its_language_and_its_tables(
    cast, small, karim, language, title
):
    read, _words = read_back(karim, language)
    root = read.trailer["/Root"]
    assert (root["/Lang"], read.metadata.title) == (language, title)
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    tags = tags_of(root["/StructTreeRoot"]["/K"])
    assert tags.count("/H1") == 12 and tags.count("/Table") == tags.count("/THead") > 5


def tags_of(node) -> list[str]:
    """Every tag below one, in the order in which they are read."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        return [tag for each in found for tag in tags_of(each)]
    if not isinstance(found, dict):
        return []
    return [*([found["/S"]] if "/S" in found else []), *tags_of(found.get("/K"))]


def test_the_report_begins_with_a_few_of_its_figures(cast, small, karim):
    """The small region has three kinds, no hours of open doors, and one lab, of which nobody but itself is known."""
    booked(cast.zoe, cast.zout, cast.studio)
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False):
        paper = karim.get(at("analysis_pdf"))
    words = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    begins = " ".join(words.partition("White spots by kind")[0].split())
    assert "0 of 3 kinds of facilities are near fewer than half of the organisations" in begins
    assert "0% of the open hours were booked" in begins, "4 hours of 15 days with 8 units, 1,680"
    assert "1 of 1 labs and networks lack a side 0 of 1 entries of the atlas were checked" in begins
    assert "nobody took" not in begins, "what there is nothing of is not said"


def test_a_region_with_nothing_has_a_report(cast):
    """Neither towns, nor hubs, nor entries: each part says so, and no figure stands above them."""
    drenthe = RegionFactory(slug="drenthe", name="Drenthe")
    GrantFactory(person=cast.karim, role=Role.QUARTERMASTER, scope=Ref("region", str(drenthe.pk)))
    paper = signed_in(cast.karim).get(at("analysis_pdf", region="drenthe"))
    words = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).split()
    )
    assert "no towns in this region" in words and "lack a side" not in words and "Quarter by quarter" in words


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
