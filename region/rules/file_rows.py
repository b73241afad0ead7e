"""The rows of a table, as the entries that somebody wants, each where it is; and everything that is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bookings.rules.import_cells import Problem, Wrong
from hub.kit.tables import Table, TableRow
from region.rules.file_cells import Names, Town, read_cell
from region.rules.file_columns import BY_KEY, map_headings

# Who stands further from the centre of its town is not in it: the largest are some 40 km across.
FURTHEST_KM = 40
# Around the towns that the site knows: a coast, a border.
AROUND = Decimal("0.3")


@dataclass(slots=True)
class Wanted:
    """`values` are what the row says, by column; `town` is where it is and `pin` its own degrees."""

    row: int
    values: dict[str, Any]
    town: Town | None = None
    pin: tuple[Decimal, Decimal] | None = None

    @property
    def name(self) -> str:
        return str(self.values["name"])


@dataclass(slots=True)
class Understood:
    entries: list[Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: tuple[str, ...] = ()


def understand(table: Table, names: Names, region_id: int) -> Understood:
    """Never raises: whatever is wrong is among the problems, by row and column. What is at a place is in the region."""
    mapped = map_headings(table.head)
    found = Understood(unknown=mapped.unknown)
    found.problems += [Problem(0, heading, "column_twice") for heading in mapped.doubled]
    if "name" not in mapped.keys.values():
        facts = {"found": ", ".join(each for each in table.head if each)[:200]}
        found.problems.append(Problem(0, "name", "name_missing", facts))
        return found
    ground = Ground(names, region_id)
    for row in table.rows:
        _take(row, mapped.keys, names, ground, found)
    return found


def _take(row: TableRow, keys: dict[int, str], names: Names, ground: "Ground", found: Understood) -> None:
    values: dict[str, Any] = {}
    wrong = False
    for position, key in keys.items():
        if not row.cells[position]:
            continue
        try:
            values[key] = read_cell(row.cells[position], BY_KEY[key], names)
        except Wrong as error:
            found.problems.append(Problem(row.number, key, error.code, error.facts))
            wrong = True
    if "name" not in values and not wrong:
        found.problems.append(Problem(row.number, "name", "needed"))
    if wrong or "name" not in values:
        return
    wanted = Wanted(row.number, values)
    try:
        ground.put(wanted)
    except Misplaced as error:
        found.problems.append(Problem(row.number, error.column, error.code, error.facts))
        return
    found.entries.append(wanted)


class Misplaced(Exception):
    def __init__(self, column: str, code: str, **facts: Any) -> None:
        self.column, self.code, self.facts = column, code, facts
        super().__init__(code)


class Ground:
    """The towns of a site, and which of them are of one region."""

    def __init__(self, names: Names, region_id: int) -> None:
        self.region_id = region_id
        self.towns = list({town.pk: town for each in names.towns.values() for town in each}.values())
        latitudes = [town.latitude for town in self.towns] or [Decimal(0)]
        longitudes = [town.longitude for town in self.towns] or [Decimal(0)]
        self.south, self.north = min(latitudes) - AROUND, max(latitudes) + AROUND
        self.west, self.east = min(longitudes) - AROUND, max(longitudes) + AROUND

    def put(self, wanted: Wanted) -> None:
        """Say in which town it is, if in any. Raises `Misplaced`."""
        latitude, longitude = wanted.values.pop("latitude", None), wanted.values.pop("longitude", None)
        if (latitude is None) != (longitude is None):
            column = "latitude" if latitude is None else "longitude"
            raise Misplaced(column, "half_a_point")
        named = wanted.values.pop("town", None)
        wanted.town = self._of_region(named) if named else None
        if latitude is None:
            return
        self._demand_inside(latitude, longitude)
        town = wanted.town or min(self.towns, key=lambda each: _squared(each, latitude, longitude))
        if town.region_id != self.region_id:
            raise Misplaced("latitude", "pin_elsewhere", town=town.name)
        if wanted.town and _squared(town, latitude, longitude) > FURTHEST_KM**2:
            raise Misplaced("latitude", "far_from_town", town=town.name)
        wanted.town, wanted.pin = town, (latitude, longitude)

    def _of_region(self, named: tuple[Town, ...]) -> Town:
        found = next((town for town in named if town.region_id == self.region_id), None)
        if found is None:
            raise Misplaced("town", "town_elsewhere", town=named[0].name)
        return found

    def _demand_inside(self, latitude: Decimal, longitude: Decimal) -> None:
        if self._is_inside(latitude, longitude):
            return
        code = "swapped" if self._is_inside(longitude, latitude) else "outside"
        raise Misplaced("latitude", code, found=f"{latitude}, {longitude}")

    def _is_inside(self, latitude: Decimal, longitude: Decimal) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def _squared(town: Town, latitude: Decimal, longitude: Decimal) -> float:
    """Square kilometres, as on a plane: near enough within a country."""
    north = float(latitude - town.latitude) * 111
    east = float(longitude - town.longitude) * 68
    return north * north + east * east


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By row, and in a row as the columns are listed."""
    places = {key: number for number, key in enumerate(BY_KEY)}
    return sorted(problems, key=lambda each: (each.row, places.get(each.column, -1)))
