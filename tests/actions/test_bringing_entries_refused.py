"""What is wrong in a file of entries is named, by row and column and with its remedy; then nothing is written."""

import pytest

from hub.kit.tables import FileTooLarge
from knowledgebase.models import Theme
from region.actions._filing import NotToBeTakenOver
from region.actions.ask_entry_file import ask_entry_file
from region.outbound import file_words
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.entry_files import HEAD, chosen, codes, geojson_file, seen
from tests.factories.imports import csv_file


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


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
