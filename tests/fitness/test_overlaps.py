"""Overlaps of occupancies are read one way only, the one that the exclusion constraint's index answers in no time."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.fitness.tree import name, python_files, said, violations

HOME = "bookings/models/"
# Invariants look at every row on purpose, and trust no index.
AT_HOME = (HOME, "bookings/invariants.py")
IN_SQL = re.compile(
    r"(?:FROM|JOIN)\s+bookings_occupancy\s+(?:AS\s+)?(\w+)(.*?)(?=(?:FROM|JOIN)\s+bookings_occupancy|\Z)",
    re.S,
)


def by_hand(module: ast.Module) -> Iterator[str]:
    """Lookups on an occupancy's time, or SQL that names its table: neither belongs outside bookings/models."""
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and "bookings_occupancy" in str(node.value):
            yield f"{node.lineno} SQL on occupancies belongs in bookings/models"
        if not isinstance(node, ast.Call):
            continue
        about = "ccupanc" in ast.unparse(node.func)
        for keyword in node.keywords:
            lookup = keyword.arg or ""
            if re.search(r"during__", lookup) and (about or "occupanc" in lookup):
                yield f"{node.lineno} {lookup}: use Occupancy.objects.overlapping(units, window)"


def past_the_index(sql: str) -> list[str]:
    """Aliases narrowed neither by `int8range(x.unit_id, x.unit_id, '[]') &&`, as the index wants, nor to one line,
    whose occupancies have an index of their own."""
    wanted = ("int8range({0}.unit_id, {0}.unit_id, '[]') &&", "{0}.line_id = ")
    return [
        alias for alias, rest in IN_SQL.findall(sql) if not any(each.format(alias) in rest for each in wanted)
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "Occupancy.objects.filter(unit=unit, during__overlap=window)",
        "Unit.objects.exclude(occupancies__during__overlap=window)",
        "cursor.execute('SELECT 1 FROM bookings_occupancy WHERE unit_id = 3')",
    ],
)
def test_overlaps_by_hand_are_seen(bad):
    assert said(by_hand, bad)


def test_nobody_looks_for_overlaps_by_hand():
    assert violations(by_hand, [file for file in python_files() if not name(file).startswith(AT_HOME)]) == []


def test_sql_past_the_index_is_seen():
    good = "FROM bookings_occupancy o WHERE int8range(o.unit_id, o.unit_id, '[]') && int8range(1, 1, '[]')"
    assert past_the_index(good) == []
    assert past_the_index("FROM bookings_occupancy held WHERE held.line_id = 3") == []
    assert past_the_index(f"{good} UNION SELECT FROM bookings_occupancy p WHERE p.unit_id = 3") == ["p"]


def test_sql_on_occupancies_goes_through_the_index():
    found = {
        name(file): aliases for file in python_files(HOME) if (aliases := past_the_index(file.read_text()))
    }
    assert found == {}
