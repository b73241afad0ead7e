"""A GeoJSON with letters that are none, or with things within each other without end, is read or refused, never lost:
a worker that stumbled would keep the region from bringing along anything else."""

import json

import pytest

from region.models import AtlasEntry
from tests.cast import Cast, assemble
from tests.factories.entry_files import codes, seen, taken_over

HALF = "\\ud83d"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def file_of(more: str, geometry: str = "null", head: str = "") -> bytes:
    """`more` is written as it stands, escapes and all."""
    said = '"name": "Klankwerf", "kind": "lab", "town": "Eindhoven"'
    feature = f'{{"type": "Feature", "geometry": {geometry}, "properties": {{{said}, {more}}}}}'
    return f'{{"type": "FeatureCollection", {head} "features": [{feature}]}}'.encode()


@pytest.mark.parametrize("more", [f'"{HALF}": "x"', '"a\\u0000b": "x"', f'"about_en": "a{HALF}b"'])
def test_what_is_no_letter_is_left_out(cast, more):
    taken_over(cast.brabant, file_of(more), cast.karim, file_name="labs.geojson")
    assert AtlasEntry.objects.get().about_en in ("", "ab")


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ((f'"kind": "x{HALF}"',), "kind"),
        ((f'"website": "{HALF} x"',), "website"),
        (('"x": 1', f'{{"type": "{HALF}"}}'), "latitude"),
        (('"x": 1', "null", f'"crs": {{"properties": {{"name": "{HALF}"}}}},'), ""),
    ],
    ids=["kind", "website", "geometry", "crs"],
)
def test_what_is_no_letter_is_refused_with_its_cell(cast, wrong, column):
    found = seen(cast.brabant, file_of(*wrong), cast.karim, file_name="labs.geojson")
    assert found.state == "refused" and column in {each[1] for each in codes(found)}


def test_what_is_within_each_other_without_end_is_refused(cast):
    deep = "[" * 600 + "]" * 600
    assert json.loads(deep), "the reader of JSON itself minds no such depth"
    found = seen(cast.brabant, file_of(f'"x": {deep}'), cast.karim, file_name="labs.geojson")
    assert (found.state, codes(found)) == ("refused", [(0, "", "too_deep")])
