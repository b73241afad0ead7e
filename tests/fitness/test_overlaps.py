"""Overlaps of occupancies are read in the words of one of two indexes: that of the exclusion constraint, by whose unit
it is, or, for a short time of many units, that of the time alone."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.fitness.tree import name, python_files, said, violations

HOME = "bookings/models/"
# Invariants look at every row on purpose, and trust no index.
AT_HOME = (HOME, "bookings/invariants.py", "bookings/invariants_of_blocks.py")
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


# As the constraint's index wants it, and as the other one does. Both hold only what is not released.
BY_WHOM = ("int8range({0}.unit_id, {0}.unit_id, '[]') &&", "{0}.during &&")
BY_WHEN = ("tstzrange(lower({0}.during), upper({0}.during)) &&",)


def past_the_index(sql: str) -> list[str]:
    """Aliases that are narrowed in the words of neither index, nor to one line, which has an index of its own."""
    return [
        alias
        for alias, rest in IN_SQL.findall(sql)
        if f"{alias}.line_id = " not in rest
        and not any(
            all(word.format(alias) in rest for word in (*words, "{0}.released_at IS NULL"))
            for words in (BY_WHOM, BY_WHEN)
        )
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
    window = "&& tstzrange(now(), NULL) AND o.released_at IS NULL"
    by_whom = f"int8range(o.unit_id, o.unit_id, '[]') && int8range(1, 1, '[]') AND o.during {window}"
    by_when = f"tstzrange(lower(o.during), upper(o.during)) {window}"
    for words in (by_whom, by_when):
        good = f"FROM bookings_occupancy o WHERE {words}"
        assert past_the_index(good) == []
        assert past_the_index(f"{good} UNION SELECT FROM bookings_occupancy p WHERE p.unit_id = 3") == ["p"]
    assert past_the_index("FROM bookings_occupancy held WHERE held.line_id = 3") == []
    for bad in (f"o.during {window}", by_when.split(" AND ")[0], by_whom.split(" AND ")[0]):
        assert past_the_index(f"FROM bookings_occupancy o WHERE {bad}") == ["o"]


def test_sql_on_occupancies_goes_through_the_index():
    found = {
        name(file): aliases for file in python_files(HOME) if (aliases := past_the_index(file.read_text()))
    }
    assert found == {}
