"""A map without a browser's help: where degrees fall on a drawing, and which places one circle stands for. Pure.

A country as small as this is drawn flat: a degree of longitude is as long as it is in its middle.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

# Units of a drawing; a phone shows them at half their size.
WIDTH = 600
# Centres are at least so far apart: a finger on one of two is not on the other.
APART = 58
SMALLEST, LARGEST = 17.0, 27.0
# A name below a circle: how wide a letter is and how high a line, at 18 units.
LETTER, LINE = 10.6, 20
SQUEEZE = math.cos(math.radians(52.2))
# A piece of the map is never smaller: degrees.
LEAST_SPAN = 0.02
_BOX = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,5})?(,-?[0-9]{1,3}(\.[0-9]{1,5})?){3}")

# Longitude, latitude.
Point = tuple[float, float]
Ring = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the earth in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[Point], margin: float = 0.0) -> "Box":
        """What holds all of these (at least one), with so many degrees around them."""
        found = list(points)
        xs, ys = [x for x, _y in found], [y for _x, y in found]
        return cls(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)

    def grown(self, share: float) -> "Box":
        across = max(self.east - self.west, LEAST_SPAN) * share
        up = max(self.north - self.south, LEAST_SPAN) * share
        return Box(self.west - across, self.south - up, self.east + across, self.north + up)

    def __str__(self) -> str:
        return ",".join(f"{each:.4f}" for each in (self.west, self.south, self.east, self.north))


COUNTRY = Box(3.35, 50.74, 7.24, 53.56)


def box_of(text: str) -> Box | None:
    """`west,south,east,north` as an address has it; None for anything that is no piece of the earth."""
    if not text.isascii() or not _BOX.fullmatch(text):
        return None
    west, south, east, north = map(float, text.split(","))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return Box(west, south, east, north)


@dataclass(frozen=True)
class View:
    """A piece of the earth, drawn `WIDTH` wide."""

    box: Box

    @cached_property
    def scale(self) -> float:
        return WIDTH / (max(self.box.east - self.box.west, LEAST_SPAN) * SQUEEZE)

    @cached_property
    def height(self) -> int:
        """As high as the piece is, but neither a ribbon nor a tower."""
        return round(min(max((self.box.north - self.box.south) * self.scale, WIDTH * 0.6), WIDTH * 1.25))

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Units from the left and from the top, the middle of the piece in the middle of the drawing."""
        x = (longitude - (self.box.west + self.box.east) / 2) * SQUEEZE * self.scale + WIDTH / 2
        y = ((self.box.south + self.box.north) / 2 - latitude) * self.scale + self.height / 2
        return round(x, 1), round(y, 1)

    def path(self, rings: Iterable[Ring]) -> str:
        """Rings as the `d` of a path; points that fall together are said once."""
        parts = []
        for ring in rings:
            points = list(dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in (self.at(*point) for point in ring)))
            if len(points) > 2:
                parts.append("M" + "L".join(points) + "Z")
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Spot:
    """A town with so many entries; `first` is one of them, for a town that has no other."""

    slug: str
    name: str
    longitude: float
    latitude: float
    count: int
    first: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What one circle stands for, the largest town first. `x`, `y` and `radius` in units of the drawing."""

    spots: tuple[Spot, ...]
    x: float
    y: float
    radius: float

    @property
    def count(self) -> int:
        return sum(spot.count for spot in self.spots)

    @property
    def name(self) -> str:
        return self.spots[0].name

    @property
    def more(self) -> int:
        return len(self.spots) - 1

    @property
    def square(self) -> tuple[float, float, float, float]:
        """What it covers of the drawing: left, top, right, bottom."""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius

    @property
    def box(self) -> Box:
        """Where one looks to see its towns apart."""
        return Box.around((spot.longitude, spot.latitude) for spot in self.spots).grown(0.25)


def clusters(spots: Iterable[Spot], view: View) -> list[Cluster]:
    """The largest town takes in what lies nearer than `APART`, then the largest that is left does. From the north down,
    as one reads."""
    order = sorted(spots, key=lambda spot: (-spot.count, spot.name, spot.slug))
    heads: list[tuple[float, float, list[Spot]]] = []
    # By square of the drawing: a town is compared with the heads of its own and the eight around it.
    squares: dict[tuple[int, int], list[int]] = {}
    for spot in order:
        x, y = view.at(spot.longitude, spot.latitude)
        column, row = int(x // APART), int(y // APART)
        near = [
            (math.hypot(heads[each][0] - x, heads[each][1] - y), each)
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for each in squares.get((column + across, row + down), ())
        ]
        distance, nearest = min(near, default=(math.inf, -1))
        if distance < APART:
            heads[nearest][2].append(spot)
        else:
            squares.setdefault((column, row), []).append(len(heads))
            heads.append((x, y, [spot]))
    most = max((sum(spot.count for spot in held) for _x, _y, held in heads), default=1)
    found = [
        Cluster(tuple(held), x, y, _radius(sum(spot.count for spot in held), most)) for x, y, held in heads
    ]
    return sorted(found, key=lambda cluster: (cluster.y, cluster.x))


def _radius(count: int, most: int) -> float:
    """By area, as the eye compares circles."""
    return round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(count / max(most, 1)), 1)


def named(found: Iterable[Cluster], view: View) -> list[bool]:
    """Whether there is room for the name below each circle: the largest is asked first, no name lies on another's, on a
    circle or over the edge."""
    listed = list(found)
    taken = [each.square for each in listed]
    rooms = [False] * len(listed)
    for place in sorted(range(len(listed)), key=lambda each: -listed[each].count):
        each = listed[place]
        half, top = len(each.name) * LETTER / 2, each.y + each.radius + 1
        name = (each.x - half, top, each.x + half, top + LINE)
        inside = name[0] >= 0 and name[2] <= WIDTH and name[3] <= view.height
        if inside and not any(_meet(name, other) for other in taken):
            rooms[place] = True
            taken.append(name)
    return rooms


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
