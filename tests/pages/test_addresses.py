"""Addresses that stay: what moved is found where it is now, and programs know what there is."""

from datetime import date
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from cms.models import News, NewsItem, OldAddress
from cms.models import sitemap as places
from facilities.models import Facility, FacilityState, Hub
from knowledgebase.models import Theme
from members.models import Region
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.following import published

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def moved(client, path: str) -> str | None:
    """Where a permanent redirect leads, or None where there is nothing; never more than one step."""
    answer = client.get(path)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 301, (path, answer.status_code)
    there = answer["Location"]
    assert client.get(there).status_code == 200, there
    return there


def renamed(thing, slug: str):
    thing.slug = slug
    thing.save()
    return thing


def test_an_article_keeps_all_the_addresses_that_it_had(client, cast):
    article = knowledge.how_to("Een", slug="een")
    for slug in ("twee", "drie"):
        renamed(article, slug)
    for old in ("een", "twee"):
        assert moved(client, f"/nl/how-tos/{old}/") == "/nl/how-tos/drie/"
        assert moved(client, f"/en/how-tos/{old}/") == "/en/how-tos/drie/"
    assert moved(client, "/nl/how-tos/een/?utm=x") == "/nl/how-tos/drie/?utm=x"
    assert client.head("/nl/how-tos/een/").status_code == 301
    assert client.post("/nl/how-tos/een/").status_code in (404, 405)


def test_who_goes_back_to_an_old_address_makes_no_circle(client, cast):
    article = knowledge.how_to("Een", slug="een")
    for slug in ("twee", "een"):
        renamed(article, slug)
    assert client.get("/nl/how-tos/een/").status_code == 200
    assert moved(client, "/nl/how-tos/twee/") == "/nl/how-tos/een/"
    article.live = False
    article.save()
    for slug in ("een", "twee"):
        assert moved(client, f"/nl/how-tos/{slug}/") is None


def test_two_that_change_places_are_where_they_are(client, cast):
    first, second = knowledge.how_to("A", slug="a"), knowledge.how_to("B", slug="b")
    renamed(first, "c")
    renamed(second, "a")
    renamed(first, "b")
    for slug in ("a", "b"):
        assert client.get(f"/nl/how-tos/{slug}/").status_code == 200
    assert moved(client, "/nl/how-tos/c/") == "/nl/how-tos/b/"
    knowledge.how_to("New", slug="c")
    assert client.get("/nl/how-tos/c/").status_code == 200


def test_what_lies_below_moves_along(client, cast):
    above = knowledge.experiment("Proef", slug="proef")
    result = knowledge.result(above, "Na een maand")
    renamed(above, "onderzoek")
    there = f"/nl/experiments/onderzoek/{result.slug}/"
    assert moved(client, f"/nl/experiments/proef/{result.slug}/") == there
    assert moved(client, "/nl/experiments/proef/feed.atom") == "/nl/experiments/onderzoek/feed.atom"
    assert moved(client, "/nl/experiments/proef/") == "/nl/experiments/onderzoek/"


def test_a_hub_its_facilities_a_region_and_a_theme_are_found_too(client, cast):
    theme = knowledge.theme("sound", "Geluid", "Sound")
    renamed(Facility.objects.get(pk=cast.studio.pk), "grote-studio")
    renamed(Hub.objects.get(pk=cast.effenaar.pk), "de-effenaar")
    renamed(Region.objects.get(pk=cast.brabant.pk), "brabant")
    renamed(Theme.objects.get(pk=theme.pk), "geluid")
    for old, new in {
        "/nl/hubs/effenaar/": "/nl/hubs/de-effenaar/",
        "/nl/hubs/effenaar/studio-2/": "/nl/hubs/de-effenaar/grote-studio/",
        "/nl/hubs/effenaar/microphones/": "/nl/hubs/de-effenaar/microphones/",
        "/nl/hubs/effenaar/studio-2/try/": "/nl/hubs/de-effenaar/grote-studio/try/",
        "/en/regions/noord-brabant/": "/en/regions/brabant/",
        "/nl/knowledge/themes/sound/": "/nl/knowledge/themes/geluid/",
        "/nl/hubs/effenaar/feed.atom": "/nl/hubs/de-effenaar/feed.atom",
    }.items():
        assert moved(client, old) == new


def test_news_is_found_in_its_own_language_alone(client, cast):
    news = News.objects.get(locale__language_code="nl")
    item = news.add_child(
        instance=NewsItem(title="Open", slug="open", on=date(2026, 11, 1), summary="Kom.", locale=news.locale)
    )
    renamed(item, "open-dag")
    assert moved(client, "/nl/news/open/") == "/nl/news/open-dag/"


def test_what_nobody_could_read_leaves_no_address(client, cast):
    renamed(knowledge.how_to("Concept", slug="concept", live=False), "anders")
    cast.studio.state = FacilityState.DRAFT
    renamed(cast.studio, "geheim")
    cast.studio.refresh_from_db()
    assert not OldAddress.objects.filter(path="how-tos/concept/").exists()
    assert moved(client, "/nl/hubs/effenaar/studio-2/") is None


def test_a_thing_that_was_deleted_leads_nowhere(client, cast):
    article = renamed(knowledge.how_to("Een", slug="een"), "twee")
    article.delete()
    assert moved(client, "/nl/how-tos/een/") is None


@pytest.mark.parametrize(
    "path", ["how-tos/\x00/", "x/" * 40, "how-tos/%2e%2e/", "how-tos//", "how-tos/" + "y" * 3000 + "/"]
)
def test_an_address_that_nothing_had_is_not_there(client, cast, path):
    assert client.get(f"/nl/{path}").status_code in (404, 301)


def test_what_is_found_asks_nothing_about_addresses(client, cast, django_assert_num_queries):
    client.get("/nl/robots-of-nowhere/")
    with django_assert_num_queries(1):
        client.get("/nl/robots-of-nowhere/")


def root_of(client, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(answer.content)


def all_of(client, settings) -> dict[str, dict[str, str]]:
    """Every address in every part, with its languages; each is there once."""
    found: dict[str, dict[str, str]] = {}
    for loc in root_of(client, "/sitemap.xml").iter(f"{MAP}loc"):
        for url in root_of(client, loc.text.removeprefix(settings.SITE_URL)).iter(f"{MAP}url"):
            where = url.find(f"{MAP}loc").text.removeprefix(settings.SITE_URL)
            assert where not in found, where
            found[where] = {each.get("hreflang"): each.get("href") for each in url.iter(LINK)}
    return found


def test_the_sitemap_has_what_is_public_in_each_language_and_nothing_else(client, cast, settings):
    theme, above = knowledge.theme(), knowledge.experiment()
    result = knowledge.result(above)
    dutch = knowledge.how_to("Streamen")
    english = knowledge.how_to("Streaming", "en", translation_key=dutch.translation_key)
    alone = knowledge.how_to("Alleen")
    draft = knowledge.how_to("Concept", live=False)
    cast.microphones.state = FacilityState.DRAFT
    cast.microphones.save()
    found = all_of(client, settings)
    for path in (
        "/nl/", "/en/", "/nl/hubs/effenaar/", "/en/hubs/effenaar/studio-2/", f"/nl/regions/{cast.brabant.slug}/",
        f"/nl/knowledge/themes/{theme.slug}/", f"/nl/experiments/{above.slug}/{result.slug}/",
    ):  # fmt: skip
        assert path in found, path
    here, there = f"/nl/how-tos/{dutch.slug}/", f"/en/how-tos/{english.slug}/"
    both = {"nl": settings.SITE_URL + here, "en": settings.SITE_URL + there}
    assert found[here] == found[there] == both
    assert found[f"/nl/how-tos/{alone.slug}/"] == {}
    assert f"/en/how-tos/{alone.slug}/" not in found
    assert not [path for path in found if draft.slug in path or "microphones" in path or "account" in path]
    for path in found:
        assert client.get(path).status_code == 200, path


def test_the_sitemap_knows_when_something_changed_and_goes_on_in_parts(client, cast, monkeypatch):
    monkeypatch.setattr(places, "PART", 2)
    for number in range(3):
        knowledge.how_to(f"Nummer {number}", **published())
    parts = {
        each.find(f"{MAP}loc").text.rpartition("/")[2]: each.findtext(f"{MAP}lastmod")
        for each in root_of(client, "/sitemap.xml")
    }
    assert parts["how-tos-1.xml"] == parts["how-tos-2.xml"] == "2026-11-18T12:00:00Z"
    assert "how-tos-3.xml" not in parts and "toolboxes-1.xml" not in parts
    assert len(list(root_of(client, "/sitemaps/how-tos-1.xml"))) == 2
    assert len(list(root_of(client, "/sitemaps/how-tos-2.xml"))) == 1
    for part in ("how-tos-3", "how-tos-0", "nothing-1", "always-2", "toolboxes-1"):
        assert client.get(f"/sitemaps/{part}.xml").status_code == 404, part


def test_a_part_asks_as_much_for_many_as_for_few(client, cast, django_assert_num_queries):
    for number in range(12):
        knowledge.how_to(f"Nummer {number}", **published())
    with django_assert_num_queries(3):
        client.get("/sitemaps/how-tos-1.xml")


def test_robots_are_told_what_is_not_for_them_and_where_the_map_is(client, cast, settings):
    text = client.get("/robots.txt").content.decode()
    for line in (
        "Disallow: /cms/",
        "Disallow: /nl/account/",
        "Disallow: /en/desk/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ):
        assert line in text.splitlines(), line
    assert "Disallow: /" not in text.splitlines()


def test_nothing_on_the_map_is_closed_to_who_reads_it(client, cast, settings):
    reader = RobotFileParser()
    reader.parse(client.get("/robots.txt").content.decode().splitlines())
    assert not reader.can_fetch("*", "/nl/account/following/") and not reader.can_fetch("*", "/cms/")
    assert [path for path in all_of(client, settings) if not reader.can_fetch("*", path)] == []


def test_a_demonstration_is_not_to_be_found(client, cast, settings):
    settings.DEMONSTRATION = True
    assert "Disallow: /" in client.get("/robots.txt").content.decode().splitlines()
    settings.DEMONSTRATION = False
    cast.effenaar.is_demo = True
    cast.effenaar.save()
    assert not [path for path in all_of(client, settings) if "effenaar" in path]
