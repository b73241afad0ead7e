"""What pages say to programs, read by libraries that are not ours: extruct finds it, PyLD reads it as JSON-LD, and each
word is looked up in the vocabulary of schema.org that rdflib carries."""

import json
from datetime import UTC, date, datetime
from typing import Any

import extruct
import pytest
from django.core.files.base import ContentFile
from pyld import jsonld
from rdflib import SDO, URIRef
from wagtail.documents.models import Document

from cms.models import News, NewsItem
from cms.outbound.schema_org import event
from hub.kit.machines import json_ld
from knowledgebase.models import DataFile
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.following import published
from tests.factories.inductions import a_session
from tests.factories.knowledge import step

VOCABULARY = {"@context": {"@vocab": "https://schema.org/", "@language": "en"}}
BAD = "</script><script>alert(1)</script><!-- & \u2028 \" ' \\"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def without_network(url: str, options: Any) -> dict[str, Any]:
    assert url.rstrip("/") == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": VOCABULARY}


def nodes(page: str) -> dict[str, dict[str, Any]]:
    """Things of a page by their type. Raises for words that schema.org does not have."""
    found = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert len(found) == 1
    know(found[0])
    return {each["@type"]: each for each in found[0]["@graph"]}


def know(document: dict[str, Any]) -> None:
    for each in jsonld.expand(document, {"documentLoader": without_network}):
        _know(each)


def _know(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _know(each)
    elif isinstance(value, dict):
        for word in [key for key in value if not key.startswith("@")] + value.get("@type", []):
            if word.startswith("https://schema.org/"):
                assert URIRef(word) in SDO, word
        for each in value.values():
            _know(each)


def read(client, path: str) -> dict[str, dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return nodes(answer.content.decode())


def open_graph(client, path: str) -> dict[str, str]:
    found = extruct.extract(client.get(path).content.decode(), syntaxes=["opengraph"])["opengraph"]
    return dict(found[0]["properties"])


def test_a_word_that_schema_org_does_not_have_is_seen():
    with pytest.raises(AssertionError, match="oo"):
        know({"@context": "https://schema.org", "@type": "HowTo", "toool": "x"})
    with pytest.raises(AssertionError, match="Howto"):
        know({"@context": "https://schema.org", "@type": "Howto"})


def test_a_how_to_has_its_steps_its_tools_and_its_time(client, cast, settings):
    picture = knowledge.picture()
    article = knowledge.how_to(
        minutes=150,
        themes=[knowledge.theme()],
        cover=picture,
        cover_alt="Twee camera's",
        steps=[step("Zet neer", text="Op *schouderhoogte*."), step("Stel scherp", picture=picture, seen="x")],
        **published(),
    )
    knowledge.needs(article, cast.microphones, quantity=2)
    knowledge.needs(article, cast.engineer)
    english = knowledge.how_to("Two cameras", "en", translation_key=article.translation_key)
    found = read(client, f"/nl/how-tos/{article.slug}/")
    how_to = found["HowTo"]
    url = f"{settings.SITE_URL}/nl/how-tos/{article.slug}/"
    assert how_to["@id"] == url
    assert how_to["totalTime"] == "PT2H30M"
    assert how_to["inLanguage"] == "nl"
    assert [(each["name"], each["requiredQuantity"]) for each in how_to["tool"]] == [
        ("Condenser microphone", 2)
    ]
    assert [each["url"] for each in how_to["step"]] == [f"{url}#step-1", f"{url}#step-2"]
    assert how_to["step"][0]["text"] == "Op schouderhoogte."
    assert how_to["image"] == settings.SITE_URL + picture.file.url
    assert how_to["license"].startswith("https://creativecommons.org/")
    assert how_to["author"] == [{"@type": "Person", "name": "Bo"}]
    assert datetime.fromisoformat(how_to["datePublished"]) == published()["first_published_at"]
    assert how_to["workTranslation"][0]["url"] == f"{settings.SITE_URL}/en/how-tos/{english.slug}/"
    crumbs = found["BreadcrumbList"]["itemListElement"]
    assert [each["position"] for each in crumbs] == [1, 2, 3]
    assert crumbs[-1]["item"] == url


def test_a_result_is_a_data_set_with_a_licence_and_what_can_be_taken_along(client, cast, settings):
    above = knowledge.experiment(hub=cast.effenaar, starts_on=date(2026, 9, 1))
    result = knowledge.result(
        above,
        summary="Kort.",
        worked="Het *beeld* bleef bij elke sessie scherp genoeg om te zien.",
        **published(),
    )
    document = Document.objects.create(title="Metingen", file=ContentFile(b"a,b\n1,2\n", name="measures.csv"))
    DataFile.objects.create(result=result, document=document, about="alle sessies")
    found = read(client, f"/nl/experiments/{above.slug}/{result.slug}/")["Dataset"]
    assert found["license"].startswith("https://")
    assert found["creator"] == [{"@type": "Person", "name": "Bo"}]
    assert found["version"] == "1"
    assert found["temporalCoverage"] == "2026-09-01/2026-10-01"
    assert 50 <= len(found["description"]) <= 5000 and "*" not in found["description"]
    (along,) = found["distribution"]
    assert along["contentUrl"] == settings.SITE_URL + document.url
    assert along["encodingFormat"] == "text/csv"
    assert found["isPartOf"]["url"] == f"{settings.SITE_URL}/nl/experiments/{above.slug}/"
    assert read(client, f"/nl/experiments/{above.slug}/")["Article"]["hasPart"][0]["name"] == result.title


def test_a_hub_is_a_place_and_its_hours_are_its_own(client, cast):
    found = read(client, "/nl/hubs/effenaar/")["EventVenue"]
    assert found["name"] == "Effenaar"
    assert found["address"]["addressLocality"] == cast.effenaar.municipality.name
    assert found["address"]["addressCountry"] == "NL"
    assert found["geo"]["latitude"] == float(cast.effenaar.latitude)


def test_a_facility_has_an_offer_for_each_of_its_list_prices(client, cast, settings):
    found = read(client, "/nl/hubs/effenaar/studio-2/")["Product"]
    offers = {each["priceSpecification"]["referenceQuantity"]["value"]: each for each in found["offers"]}
    assert (offers[1]["price"], offers[4]["price"]) == ("50.00", "160.00")
    assert {each["priceCurrency"] for each in offers.values()} == {"EUR"}
    assert offers[1]["priceSpecification"]["referenceQuantity"]["unitCode"] == "HUR"
    assert offers[1]["availableAtOrFrom"]["@id"] == f"{settings.SITE_URL}/nl/hubs/effenaar/"
    expert = read(client, "/nl/hubs/effenaar/engineer/")["Service"]
    assert expert["provider"]["name"] == cast.effenaar.operator.name


def test_what_the_demonstration_made_up_is_told_to_nobody_elsewhere(client, cast, settings):
    cast.effenaar.is_demo = True
    cast.effenaar.save()
    assert set(read(client, "/nl/hubs/effenaar/studio-2/")) == {"BreadcrumbList"}
    settings.DEMONSTRATION = True
    assert "Product" in read(client, "/nl/hubs/effenaar/studio-2/")


def test_other_pages_say_what_they_are(client, cast):
    theme = knowledge.theme()
    box = knowledge.toolbox("Beginnen", "nl", knowledge.how_to())
    news = News.objects.get(locale__language_code="nl")
    item = news.add_child(
        instance=NewsItem(title="Open dag", on=date(2026, 11, 1), summary="Kom.", locale=news.locale)
    )
    holds = read(client, f"/nl/toolboxes/{box.slug}/")["CollectionPage"]["mainEntity"]
    assert holds["numberOfItems"] == 1
    assert "WebSite" in read(client, "/nl/")
    assert "CollectionPage" in read(client, f"/nl/knowledge/themes/{theme.slug}/")
    assert "AdministrativeArea" in read(client, f"/nl/regions/{cast.brabant.slug}/")
    assert read(client, f"/nl/news/{item.slug}/")["NewsArticle"]["headline"] == "Open dag"
    assert "WebPage" in read(client, "/nl/news/")


def test_a_training_session_is_an_event(cast):
    node = event(
        name="Inductie", about="Leer het.", path="/nl/x/", hub=cast.effenaar,
        start=datetime(2026, 12, 1, 9, tzinfo=UTC), end=datetime(2026, 12, 1, 12, tzinfo=UTC),
        seats=8, seats_left=0, cents=2_500, is_cancelled=True,
    )  # fmt: skip
    know({"@context": "https://schema.org", "@graph": [node]})
    assert node["startDate"] == "2026-12-01T10:00+01:00"
    assert node["offers"]["availability"] == "https://schema.org/SoldOut"
    assert node["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_page_of_a_session_says_when_it_is_and_how_many_seats_are_left(client, cast, settings):
    session = a_session(cast.effenaar, seats=3, cents=2_500)
    path = f"/nl/hubs/effenaar/{session.facility.slug}/"
    found = read(client, path)
    assert "Product" not in found
    node = found["EducationEvent"]
    assert datetime.fromisoformat(node["startDate"]) == session.period.start
    assert datetime.fromisoformat(node["endDate"]) == session.period.end
    assert (node["maximumAttendeeCapacity"], node["remainingAttendeeCapacity"]) == (3, 3)
    assert (node["offers"]["price"], node["offers"]["url"]) == ("25.00", settings.SITE_URL + path)
    assert node["location"]["name"] == "Effenaar"


def test_no_text_ends_the_script(client, cast):
    article = knowledge.how_to(BAD, slug="bad", summary=BAD, steps=[step(BAD, text=BAD)], author=BAD)
    page = client.get("/nl/how-tos/bad/").content.decode()
    assert "<script>alert" not in page
    found = nodes(page)["HowTo"]
    assert found["name"] == article.title and found["author"][0]["name"] == BAD
    inside = json_ld([{"name": BAD}])
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["@graph"][0]["name"] == BAD


def test_who_shows_a_link_knows_what_it_is(client, cast, settings):
    picture = knowledge.picture()
    article = knowledge.how_to(cover=picture, cover_alt="Twee camera's", summary='Zo "doe" je dat <x>')
    found = open_graph(client, f"/nl/how-tos/{article.slug}/")
    assert found["og:title"] == article.title
    assert found["og:description"] == 'Zo "doe" je dat <x>'
    assert found["og:type"] == "article"
    assert found["og:url"] == f"{settings.SITE_URL}/nl/how-tos/{article.slug}/"
    assert found["og:image"] == settings.SITE_URL + picture.file.url
    assert found["og:image:alt"] == "Twee camera's"
    assert found["og:locale"] == "nl_NL"


def test_a_page_has_one_address_whatever_is_asked_of_it(client, cast, settings):
    page = client.get("/en/hubs/effenaar/studio-2/?month=2026-12").content.decode()
    assert page.count('rel="canonical"') == 1
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/hubs/effenaar/studio-2/">' in page
