"""What a quartermaster brings along for the atlas: a preview, then all of it or nothing."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.spreadsheet import csv_of
from hub.kit.tables import FileTooLarge
from knowledgebase.models import Theme
from region.actions._filing import FileIsUnderWay, NotToBeTakenOver, SomethingElseByNow
from region.actions.ask_entry_file import ask_entry_file
from region.actions.drop_entry_file import drop_entry_file
from region.actions.read_entry_file import read_entry_file
from region.actions.take_in_entries import take_in_entries
from region.actions.write_entry_file import write_entry_file
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, EntryFile, Sector, Stage, Why
from region.models.bringing import entries_of, told_of
from region.models.snapshots import snapshot
from region.outbound import file_words
from region.outbound.entry_files import as_geojson, example, table, text_of
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.entry_files import HEAD, chosen, codes, geojson_file, seen, taken_over
from tests.factories.imports import csv_file


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_what_is_new_is_shown_first_and_then_written_at_its_stage(cast):
    file = csv_file(
        (*HEAD, "Stand"),
        ("Lab A", "lab", "Eindhoven", "lab-a.example", ""),
        ("Lab B", "AI hub", "eindhoven", "", "in kaart"),
    )
    found = seen(cast.brabant, file, cast.karim, begins_as=Stage.CONTACTED)
    assert (found.state, found.preview["new_count"]) == ("read", 2)
    assert not AtlasEntry.objects.exists()
    done = taken_over(cast.brabant, file, cast.karim, begins_as=Stage.CONTACTED)
    assert done.made == {"made": 2, "changed": 0, "left": 0} and done.content == b""
    a, b = AtlasEntry.objects.order_by("name")
    assert (a.stage, a.website, a.region, b.stage, b.kind) == (
        "contacted",
        "https://lab-a.example",
        cast.brabant,
        "mapped",
        "ai_hub",
    )
    version = a.versions.get()
    assert (version.why, version.made_by, version.content) == (Why.IMPORTED, cast.karim, snapshot(a))
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
    assert AuditRow.objects.filter(action="region.write_entry_file").get().facts["made"] == 2


def rich(cast: Cast) -> AtlasEntry:
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    other = an_entry("Ander | lab")
    return an_entry(
        "=Lab",
        about_nl='Een lab.\n\n- met een lijst; en "tekens"',
        about_en="@home",
        website="https://lab.example",
        since=2019,
        address="+31 straat 4",
        pin=(Decimal("51.45"), Decimal("5.47")),
        theme_ids=(theme.pk,),
        partners=(
            PartnerFacts(Sector.KNOWLEDGE, None, "Een | hogeschool", "meet", "measures", 2020, "site"),
            PartnerFacts(Sector.CULTURE, other.pk, role_nl="speelt"),
        ),
        things=(ThingFacts(cast.studio.kind_id, "Koepel", "rond", "round", "https://koepel.example"),),
        source="ons | zelf",
    )


@pytest.mark.parametrize("language", ["nl", "en", "geojson"])
def test_what_was_taken_along_changes_nothing_when_it_is_brought_back(cast, language):
    AtlasEntry.objects.filter(pk=rich(cast).pk).update(name="Lab = =")
    AtlasEntry.objects.filter(name="Lab = =").update(name="Lab")
    an_entry("Netwerk", reach="national", region=cast.brabant)
    an_entry("Nog niet", stage=Stage.HEARD_OF)
    whole = entries_of(cast.brabant)
    file = (
        text_of(as_geojson(whole)).encode()
        if language == "geojson"
        else csv_of(table(whole, language), language)
    )
    found = seen(cast.brabant, file, cast.karim)
    assert (found.state, found.preview["problems"]) == ("read", [])
    assert (found.preview["same_count"], found.preview["asked"], found.preview["new_count"]) == (4, [], 0)


def test_an_elsewhere_made_copy_is_the_same_atlas(cast):
    pk = rich(cast).pk
    whole = [each for each in entries_of(cast.brabant) if each.pk == pk]
    before = told_of(whole[0])
    geo = as_geojson(whole)
    geo["features"][0]["properties"] |= {"slug": "", "name": "Kopie", "website": "https://kopie.example"}
    taken_over(cast.brabant, text_of(geo).encode(), cast.karim)
    copy = next(each for each in entries_of(cast.brabant) if each.name == "Kopie")
    assert replace(told_of(copy), name=before.name, website=before.website) == before


def test_what_is_there_already_is_known_again_and_what_is_done_with_it_is_chosen(cast):
    same, site = an_entry("Lab A", about_nl="oud"), an_entry("Anders", website="http://www.huis.example/")
    file = csv_file(
        (*HEAD, "Omschrijving"),
        ("lab a", "lab", "Eindhoven", "", "nieuw"),
        ("Lab Huis", "lab", "Eindhoven", "https://huis.example", "beneden"),
        ("Lab A", "lab", "Eindhoven", "", "nog eens"),
    )
    found = seen(cast.brabant, file, cast.karim)
    assert [
        (each["row"], each["how"], each["slug"], each["proposed"]) for each in found.preview["asked"]
    ] == [
        (2, "name", "lab-a", "update"),
        (3, "website", "anders", "skip"),
        (4, "twice", "", "skip"),
    ]
    done = taken_over(cast.brabant, file, cast.karim)
    assert done.made == {"made": 0, "changed": 1, "left": 2}
    same.refresh_from_db(), site.refresh_from_db()
    assert (same.about_nl, same.version, same.stage, site.version) == ("nieuw", 2, "mapped", 1)
    assert same.versions.last().content == snapshot(same)
    done = taken_over(cast.brabant, file, cast.karim, for_all="new", for_rows={3: "update", 4: "skip"})
    assert done.made == {"made": 0, "changed": 1, "left": 2}
    site.refresh_from_db()
    assert (site.name, site.about_nl) == ("Lab Huis", "beneden")


def test_a_row_without_a_kind_or_a_place_is_never_put_beside(cast):
    an_entry("Lab A")
    file = csv_file(("Naam", "Website"), ("Lab A", "a.example"))
    done = taken_over(cast.brabant, file, cast.karim, for_all="new")
    assert done.made == {"made": 0, "changed": 1, "left": 0}


WRONG = [
    (("", "lab", "Eindhoven", ""), (2, "name", "needed")),
    (("A", "laboratorium", "Eindhoven", ""), (2, "kind", "unknown_entry_kind")),
    (("A", "livinglab", "Eindhoven", ""), (2, "kind", "unknown_entry_kind_meant")),
    (("A", "", "Eindhoven", ""), (2, "kind", "kind_needed")),
    (("A", "lab", "", ""), (2, "town", "town_needed")),
    (("A", "lab", "Eindhovn", ""), (2, "town", "unknown_town_meant")),
    (("A", "lab", "Groningen", ""), (2, "town", "town_elsewhere")),
    (("A", "lab", "Eindhoven", "javascript:alert(1)"), (2, "website", "website")),
    (("A", "lab", "Eindhoven", "=HYPERLINK(1)"), (2, "website", "a_formula")),
    (("A", "#REF!", "Eindhoven", ""), (2, "kind", "formula_failed")),
    (("A" * 161, "lab", "Eindhoven", ""), (2, "name", "too_long")),
]


@pytest.mark.parametrize(("row", "wrong"), WRONG, ids=[each[1][2] + each[0][0][:1] for each in WRONG])
def test_what_is_wrong_is_named_by_row_and_column(cast, row, wrong):
    found = seen(cast.brabant, csv_file(HEAD, row), cast.karim)
    assert (found.state, codes(found)) == ("refused", [wrong])
    assert all(
        "%(" not in said.words and said.words != wrong[2] for said in file_words.problems(found.preview, "nl")
    )
    with pytest.raises(NotToBeTakenOver):
        ask_entry_file(found=found, seen=found.preview["digest"], actor=cast.karim, now=NOW)


MORE = [
    ("latitude", "51.44", "half_a_point", "longitude"),
    ("since", "vorig jaar", "year", "since"),
    ("themes", "sensoren;onzin", "unknown_theme", "themes"),
    ("themes", "sensorn", "unknown_theme_meant", "themes"),
    ("partners", "@nergens | culture", "unknown_partner", "partners"),
    ("partners", "@lab | culture", "own_partner", "partners"),
    ("partners", "A | kultuur", "unknown_sector_meant", "partners"),
    ("partners", "A\nA", "line_twice", "partners"),
    ("partners", "|culture", "line_without_name", "partners"),
    ("partners", "A|||||||", "too_many_parts", "partners"),
    ("facilities", "ruimteschip | X", "unknown_thing", "facilities"),
    ("reach", "overal", "unknown_reach", "reach"),
]


@pytest.mark.parametrize(
    ("column", "cell", "code", "at"), MORE, ids=[f"{each[0]}-{each[2]}" for each in MORE]
)
def test_every_column_says_what_is_wrong_with_it(cast, column, cell, code, at):
    Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    an_entry("Lab")
    found = seen(
        cast.brabant,
        csv_file(("name", "kind", "town", column), ("Lab", "lab", "Eindhoven", cell)),
        cast.karim,
    )
    assert codes(found) == [(2, at, code)]
    assert all(
        "%(" not in said.words and said.words != code for said in file_words.problems(found.preview, "en")
    )


def test_wrong_columns_are_named_with_what_was_meant(cast):
    found = seen(cast.brabant, csv_file(("Organisatienaam", "Plaats"), ("A", "Eindhoven")), cast.karim)
    assert codes(found) == [(0, "name", "name_missing")]
    (said,) = file_words.problems(found.preview, "nl")
    assert said.column == "Naam" and "Organisatienaam, Plaats" in said.words


@pytest.mark.parametrize(
    ("encoding", "named"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8", "")]
)
def test_the_letters_of_a_file_are_read_and_an_unusual_way_is_named(cast, encoding, named):
    file = csv_file(HEAD, ("Café Één", "lab", "Eindhoven", ""), encoding=encoding)
    found = seen(cast.brabant, file, cast.karim)
    assert (found.preview["new"][0][1], file_words.encoding(found.preview)) == ("Café Één", named)


def test_geojson_is_read_with_its_points_and_the_town_nearest_to_each(cast):
    file = geojson_file(
        ({"name": "A", "kind": "lab", "themes": []}, (5.4701, 51.4502)),
        ({"name": "B", "kind": "network", "reach": "virtual"}, None),
    )
    taken_over(cast.brabant, file, cast.karim)
    a, b = AtlasEntry.objects.order_by("name")
    assert (a.latitude, a.longitude, a.pin_moved, a.municipality.name) == (
        Decimal("51.45020"),
        Decimal("5.47010"),
        True,
        "Eindhoven",
    )
    assert (b.reach, b.latitude, b.region) == ("virtual", None, cast.brabant)


LAB = {"name": "A", "kind": "lab", "town": "Eindhoven"}
PLACES = [
    ((51.44, 5.47), "swapped"),
    ((2.35, 48.85), "outside"),
    ((6.56, 53.21), "far_from_town"),
    ({"type": "Polygon", "coordinates": []}, "degrees"),
    ({"type": "Point", "coordinates": ["a", None]}, "degrees"),
    ({"type": "Point", "coordinates": [1, 1e300]}, "outside"),
]


@pytest.mark.parametrize(
    ("where", "code"), PLACES, ids=["swapped", "outside", "far", "polygon", "words", "huge"]
)
def test_a_point_that_cannot_be_is_named(cast, where, code):
    assert codes(seen(cast.brabant, geojson_file((LAB, where)), cast.karim)) == [(1, "latitude", code)]


def test_a_point_in_another_region_is_its_quartermasters(cast):
    found = seen(cast.brabant, geojson_file(({"name": "A", "kind": "lab"}, (6.56, 53.21))), cast.karim)
    assert codes(found) == [(1, "latitude", "pin_elsewhere")]


CRS = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}}
BROKEN = {
    "not_geojson": [
        b'{"type": "FeatureCollection", "features": [',
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 6_000 + b"}",
    ],
    "too_deep": [b'{"a":' * 100_000],
    "not_a_collection": [b'{"type": "Point"}', b'{"type": "FeatureCollection", "features": [1]}', b"{}"],
    "not_utf8": ['{"type": "Café"}'.encode("cp1252"), '{"type": "x"}'.encode("utf-16")],
    "other_coordinates": [geojson_file((LAB, (155000, 463000)), **CRS)],
    "nothing_in_it": [geojson_file(), b"", b"Naam\n"],
    "too_many_columns": [geojson_file(({f"k{n}": 1 for n in range(100)}, None))],
    "quote_left_open": [b'Naam\n"A'],
}
FILES = [(code, file) for code, files in BROKEN.items() for file in files]


@pytest.mark.parametrize(
    ("code", "file"), FILES, ids=[f"{code}-{n}" for n, (code, _file) in enumerate(FILES)]
)
def test_what_is_no_file_of_entries_is_refused_in_words(cast, code, file):
    found = seen(cast.brabant, file, cast.karim)
    assert (found.state, codes(found)) == ("refused", [(0, "", code)]) or codes(found)[0][2] == code
    (said,) = file_words.problems(found.preview, "en")
    assert said.words != code and "%(" not in said.words


def test_a_file_of_ten_megabytes_is_not_taken(cast):
    with pytest.raises(FileTooLarge):
        chosen(cast.brabant, b"x" * 10_000_000, cast.karim)


def test_the_example_can_be_brought_along_as_it_is(cast):
    for slug in ("sensors", "3d"):
        Theme.objects.create(slug=slug, name_nl=slug, name_en=slug)
    for language in ("nl", "en"):
        found = seen(cast.brabant, csv_of(example(language), language), cast.karim)
        assert (found.preview["problems"], found.preview["new_count"]) == ([], 2), language


def test_what_changed_since_it_was_shown_is_shown_anew(cast):
    entry = an_entry("Lab")
    file = csv_file(HEAD, ("Lab", "venue", "Eindhoven", ""))
    found = seen(cast.brabant, file, cast.karim)
    ask_entry_file(found=found, seen=found.preview["digest"], actor=cast.karim, now=NOW)
    AtlasEntry.objects.filter(pk=entry.pk).update(version=7)
    again = write_entry_file(uuid=found.uuid, now=NOW)
    assert again.state == "read" and again.preview["digest"] != found.preview["digest"]
    with pytest.raises(SomethingElseByNow):
        ask_entry_file(found=found, seen=found.preview["digest"], actor=cast.karim, now=NOW)


@pytest.mark.parametrize("name", ["zoe", "hanna", "ilse", "fien"])
def test_a_stranger_brings_nothing_along(cast, name):
    found = seen(cast.brabant, csv_file(HEAD, ("A", "lab", "Eindhoven", "")), cast.karim)
    stranger = getattr(cast, name)
    for act in (
        lambda: chosen(cast.brabant, b"Naam\nA", stranger),
        lambda: ask_entry_file(found=found, seen="", actor=stranger, now=NOW),
        lambda: drop_entry_file(found=found, actor=stranger, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        chosen(cast.groningen, b"Naam\nA", cast.karim)


def test_a_quartermaster_who_is_none_any_more_has_asked_in_vain(cast):
    found = seen(cast.brabant, csv_file(HEAD, ("A", "lab", "Eindhoven", "")), cast.karim)
    ask_entry_file(found=found, seen=found.preview["digest"], actor=cast.karim, now=NOW)
    cast.karim.grants.update(revoked_at=NOW)
    with pytest.raises(Forbidden):
        write_entry_file(uuid=found.uuid, now=NOW)
    assert not AtlasEntry.objects.exists()


def test_a_file_is_left_by_choice_and_by_the_next_one_but_not_while_it_is_written(cast):
    first = chosen(cast.brabant, b"Naam\nA", cast.karim)
    second = seen(cast.brabant, csv_file(HEAD, ("A", "lab", "Eindhoven", "")), cast.karim)
    assert EntryFile.objects.get(pk=first.pk).state == "dropped"
    assert read_entry_file(uuid=first.uuid, now=NOW) is None
    again = take_in_entries(
        uuid=second.uuid, region=cast.brabant, file_name="", content=b"", actor=cast.karim, now=NOW
    )
    assert again == second
    ask_entry_file(found=second, seen=second.preview["digest"], actor=cast.karim, now=NOW)
    ask_entry_file(found=second, seen="", actor=cast.karim, now=NOW)
    assert OutboxMessage.objects.filter(kind="entries.write").count() == 1
    for act in (
        lambda: drop_entry_file(found=second, actor=cast.karim, now=NOW),
        lambda: chosen(cast.brabant, b"Naam\nA", cast.karim),
    ):
        with pytest.raises(FileIsUnderWay):
            act()
    write_entry_file(uuid=second.uuid, now=NOW)
    assert write_entry_file(uuid=second.uuid, now=NOW) is None
    assert drop_entry_file(found=second, actor=cast.karim, now=NOW).state == "written"


def test_the_statements_do_not_grow_with_the_file(cast, django_assert_max_num_queries):
    def file(count: int, name: str) -> bytes:
        return csv_file(HEAD, *((f"{name} {n}", "lab", "Eindhoven", "") for n in range(count)))

    with django_assert_max_num_queries(60):
        taken_over(cast.brabant, file(40, "A"), cast.karim)
    assert AtlasEntry.objects.count() == 40
    longer = file(40, "A").replace(b";lab;", b";venue;")
    with django_assert_max_num_queries(75):
        assert taken_over(cast.brabant, longer, cast.karim).made["changed"] == 40
    assert entries_are_as_kept() == [] and json.loads(json.dumps(EntryFile.objects.last().made))
