"""The atlas for programs: data for its map, files, a feed, the API; what they weigh and when nothing has changed."""

import csv
import gzip
import io
import json
from datetime import date

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facilities.models import FacilityState
from knowledgebase.models import Theme
from members.models import Municipality
from region.models import AtlasEntry, Reach, Sector, Stage
from region.rules.facts import PartnerFacts, ThingFacts
from tests.bench.atlas import many
from tests.cast import Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.facilities import KindFactory

DATA = "/en/atlas/data.json"
MOST_BYTES = 150_000


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def known(client, tag: str, path: str = DATA):
    return client.get(path, headers={"If-None-Match": tag})


def test_the_map_is_told_where_everything_is(client, cast):
    (
        an_entry("Lab", kind="lab"),
        an_entry("Hidden", stage=Stage.VISITED),
        an_entry("Online", reach=Reach.VIRTUAL),
    )
    moved = an_entry('Moved: "here"', kind="museum", pin=("51.45", "5.45"))
    data = json.loads(client.get(DATA).content)
    eindhoven = cast.effenaar.municipality
    assert data["towns"] == [[eindhoven.name, float(eindhoven.longitude), float(eindhoven.latitude)]]
    rows = {row[1]: row for row in data["entries"]}
    # An address that is the name with dashes is not said again.
    assert rows["Lab"] == [0, "Lab", 0, 0] and set(rows) == {"Lab", 'Moved: "here"'}
    slug, _name, kind, _town, east, north = rows['Moved: "here"']
    assert slug == moved.slug
    assert data["kinds"][kind] == ["museum", "museum"]
    assert float(eindhoven.longitude) + east / 1e5 == pytest.approx(5.45)
    assert float(eindhoven.latitude) + north / 1e5 == pytest.approx(51.45)
    assert moved.pin_moved


def test_the_map_is_told_what_the_address_asks_for(client, cast):
    an_entry("Lab"), an_entry("Museum", kind="museum"), an_entry("Noorderlab", town=cast.noord.municipality)
    named = {
        query: [row[1] for row in json.loads(client.get(f"{DATA}?{query}").content)["entries"]]
        for query in (
            "",
            "kind=museum",
            "region=groningen",
            "q=noorder",
            "box=6,53,7,54",
            "kind=museum&region=groningen",
        )
    }
    assert named == {
        "": ["Lab", "Museum", "Noorderlab"],
        "kind=museum": ["Museum"],
        "region=groningen": ["Noorderlab"],
        "q=noorder": ["Noorderlab"],
        "box=6,53,7,54": ["Noorderlab"],
        "kind=museum&region=groningen": [],
    }


def test_who_has_it_is_told_so_in_one_statement_until_anything_that_is_shown_changes(client, cast):
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    lab = an_entry("Effenaar", theme_ids=(theme.pk,), hub_id=cast.effenaar.pk)
    first = client.get(DATA)
    assert "public" in first["Cache-Control"] and "no-cache" in first["Cache-Control"]
    for tag in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}'):
        with CaptureQueriesContext(connection) as asked:
            again = known(client, tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert len(asked) == 1
    seen = {first["ETag"]}
    changes = [
        lambda: an_entry("Second"),
        # As each verb leaves it: a version more.
        lambda: AtlasEntry.objects.filter(pk=lab.pk).update(stage=Stage.TAKEN_OFF, version=lab.version + 1),
        lambda: Theme.objects.filter(pk=theme.pk).update(name_en="Sensing"),
        lambda: Municipality.objects.filter(pk=lab.municipality_id).update(name="Lichtstad"),
        lambda: type(cast.studio).objects.filter(pk=cast.studio.pk).update(state=FacilityState.RETIRED),
    ]
    for change in changes:
        change()
        answer = known(client, first["ETag"])
        assert answer.status_code == 200 and answer["ETag"] not in seen
        seen.add(answer["ETag"])


def test_dutch_and_english_are_not_taken_for_each_other(client, cast):
    an_entry("Lab", kind="living_lab")
    assert known(client, client.get(DATA)["ETag"], "/nl/atlas/data.json").status_code == 200


def test_five_thousand_entries_weigh_less_than_they_may(client, cast):
    many(5_000)
    answer = client.get(DATA)
    assert len(json.loads(answer.content)["entries"]) == 5_000
    assert len(gzip.compress(answer.content, 6)) < MOST_BYTES


def test_a_spreadsheet_has_no_formula_in_it(client, cast):
    an_entry("=HYPERLINK(0)", about_en="+31 6", website="https://lab.example.org/", since=2019)
    body = b"".join(client.get("/en/atlas/entries.csv").streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(body))
    told = dict(zip(heading, row, strict=True))
    assert (told["Name"], told["About it"], told["Since"]) == ("'=HYPERLINK(0)", "'+31 6", "2019")


def test_geojson_has_no_geometry_for_what_is_nowhere(client, cast):
    an_entry("Lab", verified_on=date(2026, 11, 3)), an_entry("Online", reach=Reach.VIRTUAL)
    an_entry("Hidden", stage=Stage.HEARD_OF)
    found = json.loads(b"".join(client.get("/en/atlas/entries.geojson").streaming_content))
    lab, online = found["features"]
    assert lab["geometry"] == {"type": "Point", "coordinates": [5.47778, 51.44083]}
    assert lab["properties"]["verified_on"] == "2026-11-03" and online["geometry"] is None
    filtered = client.get("/en/atlas/entries.geojson", {"kind": "museum"})
    assert json.loads(b"".join(filtered.streaming_content))["features"] == []


def test_a_feed_tells_what_is_new_or_checked(client, cast):
    an_entry("Lab", about_en="Wind & harps"), an_entry("Museum", kind="museum", verified_on=date(2026, 11, 3))
    an_entry("Hidden", stage=Stage.HEARD_OF)
    answer = client.get("/en/atlas/feed.atom")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and [each.title for each in feed.entries] == ["Museum, Eindhoven", "Lab, Eindhoven"]
    assert feed.entries[0].summary == "Checked on 3 November 2026."
    assert known(client, answer["ETag"], "/en/atlas/feed.atom").status_code == 304
    one = feedparser.parse(client.get("/en/atlas/feed.atom", {"kind": "lab"}).content)
    assert [each.title for each in one.entries] == ["Lab, Eindhoven"] and one.feed.id != feed.feed.id


def test_files_take_as_many_statements_for_five_times_as_many(client, cast):
    for path in ("/en/atlas/entries.csv", "/en/atlas/entries.geojson", "/en/atlas/feed.atom", "/api/atlas"):
        counts = []
        for _time in range(2):
            many(20)
            with CaptureQueriesContext(connection) as asked:
                b"".join(client.get(path))
            counts.append(len(asked))
        assert counts[0] == counts[1], path


def test_a_program_reads_the_same(client, cast, settings):
    dome = KindFactory(slug="dome")
    partner = an_entry("Partner")
    lab = an_entry(
        "Lab", partners=(PartnerFacts(sector=Sector.CULTURE, partner_id=partner.pk, role_en="sings", since=2020),),
        things=(ThingFacts(kind_id=dome.pk, name="Dome"),),
    )  # fmt: skip
    answer = client.get("/api/atlas", {"facility": "dome"}, headers={"Accept-Language": "en"})
    found = answer.json()
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    assert found["results"][0]["url"] == f"{settings.SITE_URL}/en/atlas/{lab.slug}/"
    whole = client.get(f"/api/atlas/{lab.slug}", headers={"Accept-Language": "en"}).json()
    assert whole["partners"] == [
        {
            "name": "Partner",
            "sector": "culture",
            "entry": "partner",
            "role": "sings",
            "since": 2020,
            "also_with": [],
        }
    ]
    assert whole["facilities"] == [{"name": "Dome", "kind": "dome", "bookable": False}]
    theirs = client.get("/api/atlas/partner").json()
    assert theirs["takes_part_in"] == [{"entry": "lab", "name": "Lab", "role": "sings"}]
    headers = {"If-None-Match": answer["ETag"], "Accept-Language": "en"}
    assert client.get("/api/atlas", {"facility": "dome"}, headers=headers).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("atlas?kind=castle", 400),
        ("atlas?page=0", 400),
        ("atlas?page=2", 404),
        ("atlas?theme=none", 404),
        ("atlas?town=nowhere", 404),
        ("atlas?box=5,52,4,51", 404),
        ("atlas?box=here", 400),
        ("atlas?q=%00", 400),
        ("atlas?q=" + "x" * 101, 400),
        ("atlas?colour=red", 400),
        ("atlas/hidden", 404),
        ("atlas/nothing", 404),
    ],
)
def test_what_a_program_asks_wrongly_is_said(client, cast, path, status):
    an_entry("Hidden", stage=Stage.HEARD_OF)
    answer = client.get(f"/api/{path}")
    assert answer.status_code == status and answer["Content-Type"] == "application/problem+json"
