"""The atlas for everybody: a map and a list of the same, an entry with all that is around it."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledgebase.models import Theme
from region.models import AtlasEntry, Reach, Sector, Stage
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.facilities import KindFactory
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

ATLAS = "/en/atlas/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def text(answer) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return " ".join(answer.content.decode().split())


def names(client, **asked: str) -> list[str]:
    """What the list shows; the map says how many there are."""
    answer = client.get(ATLAS, asked)
    assert answer.status_code == 200, answer.status_code
    listed = [each.name for each in answer.context["page_obj"]]
    if answer.context["map"]:
        assert answer.context["map"].count == len(listed)
        assert sum(circle.count for circle in answer.context["map"].circles) == len(listed)
    return listed


def test_what_is_not_mapped_yet_or_not_any_more_is_nowhere_on_it(client, cast):
    for stage in Stage:
        if stage != Stage.VERIFIED:
            an_entry(f"At {stage}", stage=stage)
    an_entry("At verified", verified_on=date(2026, 11, 3))
    assert names(client) == ["At mapped", "At stale", "At verified"]


def test_map_and_list_are_the_same_under_each_filter(client, cast):
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    dome = KindFactory(slug="dome")
    an_entry("Lab", theme_ids=(theme.pk,), phase="project", about_en="Wind harps")
    an_entry("Museum", kind="museum", partners=(PartnerFacts(sector=Sector.CITIZENS, name="Neighbours"),))
    an_entry("Theatre", kind="venue", things=(ThingFacts(kind_id=dome.pk, name="Dome"),))
    an_entry("Effenaar", kind="venue", hub_id=cast.effenaar.pk)
    an_entry("Noorderlab", kind="network", town=cast.noord.municipality)
    assert names(client, kind="museum") == ["Museum"]
    assert names(client, theme="sensors") == ["Lab"]
    assert names(client, phase="project") == ["Lab"]
    assert names(client, sector="citizens") == ["Museum"]
    assert names(client, region=cast.groningen.slug) == ["Noorderlab"]
    assert names(client, **{"with": "dome"}) == ["Theatre"]
    assert names(client, **{"with": cast.studio.kind.slug}) == ["Effenaar"]
    assert names(client, q="harps wind") == ["Lab"]
    assert names(client, q="neighbours") == ["Museum"]
    assert names(client, q="%") == []
    assert names(client, town=cast.noord.municipality.slug) == ["Noorderlab"]
    assert names(client, box="6,53,7,53.5") == ["Noorderlab"]
    assert names(client, box="6,53,7,53.5", kind="museum") == []


FILTERS = ("kind", "theme", "region", "sector", "phase", "with", "town", "box")
BAD: list[tuple[dict[str, str], int]] = [
    *[({name: text}, 404) for name in FILTERS for text in ("nothing-of-ours", "a\x00b")],
    ({"q": "x" * 10_000}, 400),
    ({"q": "a\x00b"}, 200),
    ({"q": "' OR 1=1 -- %_\\"}, 200),
    ({"where": "nowhere"}, 200),
]  # fmt: skip


@pytest.mark.parametrize("path", ["", "data.json", "entries.csv", "entries.geojson", "feed.atom"])
def test_what_an_address_names_and_there_is_not_is_said_and_never_breaks(client, cast, path):
    pages = [({"page": page}, 404) for page in ("0", "-1", "2", "１")]
    for asked, status in BAD + ([] if path else pages):
        assert client.get(ATLAS + path, asked).status_code == status, asked


def test_what_has_no_place_has_a_section_of_its_own(client, cast):
    an_entry("Lab")
    an_entry("Archive online", kind="network", reach=Reach.VIRTUAL)
    for number in range(7):
        an_entry(f"Network {number}", kind="network", reach=Reach.NATIONAL)
    page = client.get(ATLAS)
    assert [each.name for each in page.context["page_obj"]] == ["Lab"]
    assert [each.name for each in page.context["nowhere"]] == [
        "Archive online",
        *(f"Network {n}" for n in range(5)),
    ]
    assert "where=elsewhere" in text(page)
    assert len(names(client, where="elsewhere")) == 8
    assert names(client, where="elsewhere", q="archive") == ["Archive online"]


def test_a_circle_leads_to_its_entry_to_its_town_or_nearer(client, cast):
    only = an_entry("Noorderlab", town=cast.noord.municipality)
    assert (
        f'href="{reverse("region:entry", args=[only.slug])}" aria-label="Groningen: 1 on the atlas"'
        in text(client.get(ATLAS))
    )
    an_entry("Second", town=cast.noord.municipality)
    assert f'?town={cast.noord.municipality.slug}" aria-label="Groningen: 2 on the atlas"' in text(
        client.get(ATLAS)
    )


def test_a_region_has_its_outline_and_its_own_words(client, cast):
    cast.brabant.about_en = "From Bergen op Zoom to Boxmeer."
    cast.brabant.save()
    an_entry("Lab")
    page = client.get(ATLAS, {"region": cast.brabant.slug})
    assert "From Bergen op Zoom" in text(page) and "<h1>Atlas of Noord-Brabant</h1>" in text(page)
    assert [land.is_here for land in page.context["map"].lands if land.is_here] == [True]


def test_five_times_as_many_take_no_more_statements(client, cast):
    counts = []
    for upto in (5, 25):
        for number in range(AtlasEntry.objects.count(), upto):
            an_entry(f"Lab {number}", town=cast.noord.municipality if number % 2 else None)
        an_entry(f"Online {upto}", reach=Reach.VIRTUAL)
        with CaptureQueriesContext(connection) as asked:
            client.get(ATLAS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def a_network(cast: Cast, people: int = 3) -> AtlasEntry:
    partners = [an_entry(f"Partner {number}") for number in range(people)]
    rows = tuple(
        PartnerFacts(sector=Sector.BUSINESS, partner_id=each.pk, role_en=f"does {each.name}", since=2020)
        for each in partners
    )
    return an_entry(
        "Network",
        kind="practice_network",
        partners=(*rows, PartnerFacts(sector=Sector.CULTURE, name="A choir")),
    )


def test_a_network_says_who_does_what_with_whom(client, cast):
    network = a_network(cast)
    one, other = AtlasEntry.objects.filter(name__in=["Partner 0", "Partner 2"]).order_by("name")
    one.partners.create(partner=other, sector=Sector.CULTURE)
    page = client.get(reverse("region:entry", args=[network.slug]))
    members = page.context["network"].members
    assert [each.name for each in members] == ["A choir", "Partner 0", "Partner 1", "Partner 2"]
    assert members[1].beside == ("Partner 2",) and members[3].beside == ("Partner 0",)
    assert len(page.context["drawing"].ties) == 1
    assert "does Partner 1" in text(page) and '<th scope="row">A choir</th>' in text(page)
    partner = client.get(reverse("region:entry", args=["partner-0"]))
    assert [row.entry.name for row in partner.context["part_of"]] == ["Network"]


def test_a_partner_that_nobody_sees_yet_is_not_told_of_and_one_that_was_merged_is_who_it_became(client, cast):
    network = a_network(cast)
    AtlasEntry.objects.filter(name="Partner 0").update(stage=Stage.HEARD_OF)
    into = AtlasEntry.objects.get(name="Partner 2")
    AtlasEntry.objects.filter(name="Partner 1").update(merged_into=into)
    page = client.get(reverse("region:entry", args=[network.slug]))
    assert [each.name for each in page.context["network"].members] == ["A choir", "Partner 2", "Partner 2"]
    assert "Partner 0" not in text(page)


def test_who_was_merged_leads_on_for_good_and_a_stranger_finds_nothing(client, cast):
    old, new = an_entry("Old"), an_entry("New")
    AtlasEntry.objects.filter(pk=old.pk).update(merged_into=new)
    answer = client.get("/en/atlas/old/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/atlas/new/")
    AtlasEntry.objects.filter(pk=new.pk).update(stage=Stage.TAKEN_OFF)
    hidden = an_entry("Hidden", stage=Stage.VISITED)
    for slug in ("old", "new", hidden.slug, "never-there"):
        assert client.get(f"/en/atlas/{slug}/").status_code == 404


def test_an_entry_tells_what_it_is_and_how_one_knows(client, cast):
    dome = KindFactory(slug="dome", name_en="dome")
    things = (
        ThingFacts(kind_id=dome.pk, name="Dome of eight metres", website="https://lab.example.org/dome"),
    )
    lab = an_entry(
        "Effenaar", kind="venue", hub_id=cast.effenaar.pk, since=1971, phase="structural", things=things,
        source="https://lab.example.org/about", verified_on=date(2026, 11, 3), about_en="A stage & <b>more</b>",
    )  # fmt: skip
    page = text(client.get(f"/en/atlas/{lab.slug}/"))
    for said in (
        "1971",
        "Structural",
        "Dome of eight metres",
        "Checked on 3 November 2026 against its source",
        cast.studio.name,
    ):
        assert said in page, said
    assert "A stage &amp; &lt;b&gt;more" in page and '"@type": "PerformingArtsTheater"' in page
    AtlasEntry.objects.filter(pk=lab.pk).update(verified_by=cast.karim, stage=Stage.STALE)
    page = text(client.get(f"/en/atlas/{lab.slug}/"))
    assert "by the quartermaster of Noord-Brabant" in page and cast.karim.name not in page
    assert "Nobody has checked this for more than a year" in page


def test_what_a_demonstration_made_up_says_so_and_tells_no_search_engine(client, cast):
    lab = an_entry("Made up")
    AtlasEntry.objects.filter(pk=lab.pk).update(is_demo=True)
    page = text(client.get(f"/en/atlas/{lab.slug}/"))
    assert "This entry is made up" in page and "ResearchOrganization" not in page
    assert lab.slug not in client.get("/sitemaps/atlas-1.xml").content.decode()


def test_a_sitemap_has_what_is_public(client, cast):
    an_entry("Open"), an_entry("Closed", stage=Stage.CONTACTED)
    listed = client.get("/sitemaps/atlas-1.xml").content.decode()
    assert "/nl/atlas/open/" in listed and "/en/atlas/open/" in listed and "<lastmod>2026-01-05" in listed
    assert "closed" not in listed


def test_an_entry_takes_as_many_statements_whatever_is_around_it(client, cast):
    counts = []
    for people in (2, 12):
        network = a_network(cast, people)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("region:entry", args=[network.slug]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_only_who_looks_after_it_is_offered_to_edit(cast):
    lab = an_entry("Lab")
    for person, maps in ((cast.karim, True), (cast.zoe, False), (cast.anna, True)):
        assert signed_in(person).get(f"/en/atlas/{lab.slug}/").context["maps"] is maps


def test_where_nothing_is_found_one_heading_says_so(client, cast):
    an_entry("Lab")
    for asked in ({"kind": "museum"}, {"q": "zeppelin", "where": "elsewhere"}):
        page = text(client.get(ATLAS, asked))
        found = page[page.index('id="atlas-found"') : page.index('aria-labelledby="along"')]
        assert found.count("<h2") == 1 and "Nothing of this is on the atlas yet" in found
