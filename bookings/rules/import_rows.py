"""The rows of a table, as the facilities and units that somebody wants: what belongs together, and what is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bookings.rules.import_cells import Names, Problem, Wrong, read_cell
from bookings.rules.import_columns import BY_KEY, Of, folded, map_headings
from hub.kit.tables import Table, TableRow

MOST_FACILITIES = 1_000


@dataclass(slots=True)
class WantedUnit:
    """`values` are what the row says of it, by column."""

    row: int
    label: str
    values: dict[str, Any]


@dataclass(slots=True)
class WantedFacility:
    """What all its rows say together; `rows` tells for each value on which row it stood first, `wrong` which columns
    said something that was not understood."""

    row: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    rates: dict[str, int] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)
    units: dict[str, WantedUnit] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Understood:
    """By folded name what is wanted, everything that is wrong, and the headings that are not read."""

    facilities: dict[str, WantedFacility] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unknown: tuple[str, ...] = ()


def understand(table: Table, names: Names, progress: Callable[[int], None] = lambda done: None) -> Understood:
    """Never raises: whatever is wrong is among the problems, by row and column. `progress` is told how many rows were
    read, now and then."""
    mapped = map_headings(table.head)
    found = Understood(unknown=mapped.unknown)
    found.problems += [Problem(0, heading, "column_twice") for heading in mapped.doubled]
    if "name" not in mapped.keys.values():
        found.problems.append(Problem(0, "name", "column_missing"))
        return found
    for done, row in enumerate(table.rows, start=1):
        _take(row, mapped.keys, names, found)
        if done % 500 == 0:
            progress(done)
    if len(found.facilities) > MOST_FACILITIES:
        found.problems.append(Problem(0, "name", "too_many_facilities", {"most": MOST_FACILITIES}))
    return found


def _take(row: TableRow, keys: dict[int, str], names: Names, found: Understood) -> None:
    values: dict[str, Any] = {}
    wrong: set[str] = set()
    for position, key in keys.items():
        if not row.cells[position]:
            continue
        try:
            values[key] = read_cell(row.cells[position], BY_KEY[key], names)
        except Wrong as error:
            found.problems.append(Problem(row.number, key, error.code, error.facts))
            wrong.add(key)
    name = values.pop("name", "")
    if not name:
        if "name" not in wrong:
            found.problems.append(Problem(row.number, "name", "needed"))
        return
    wanted = found.facilities.setdefault(folded(name), WantedFacility(row.number, name))
    wanted.wrong |= wrong
    _of_the_facility(wanted, row.number, values, found)
    if "label" not in wrong:
        of_unit = {key: value for key, value in values.items() if BY_KEY[key].of == Of.UNIT}
        _of_a_unit(wanted, row.number, of_unit, found)


def _of_the_facility(wanted: WantedFacility, row: int, values: dict[str, Any], found: Understood) -> None:
    """Each row may say it again; none may say otherwise."""
    for key, value in values.items():
        of = BY_KEY[key].of
        if of == Of.UNIT:
            continue
        said: dict[str, Any] = {Of.RATE: wanted.rates, Of.BESIDE: wanted.beside}.get(of, wanted.values)
        if key not in said:
            said[key] = value
            wanted.rows[key] = row
        elif said[key] != value:
            facts = {"name": wanted.name, "row": wanted.rows[key]}
            found.problems.append(Problem(row, key, "says_otherwise", facts))


def _of_a_unit(wanted: WantedFacility, row: int, values: dict[str, Any], found: Understood) -> None:
    label = values.pop("label", "")
    if not label:
        found.problems.extend(Problem(row, key, "needs_a_label") for key in values)
        return
    there = wanted.units.get(folded(label))
    if there:
        facts = {"label": label, "row": there.row}
        found.problems.append(Problem(row, "label", "label_twice", facts))
        return
    wanted.units[folded(label)] = WantedUnit(row, label, values)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By row, and in a row as the columns are listed."""
    places = {key: number for number, key in enumerate(BY_KEY)}
    return sorted(problems, key=lambda each: (each.row, places.get(each.column, -1)))
