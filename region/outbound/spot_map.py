"""White spots drawn: a dot for each town, a square for each thing. The list beside it says the same in words."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hub.kit.drawing import repeated
from region.models.outlines import Outline, outlines
from region.models.spots import Spots

WIDTH, MARGIN = 640.0, 24.0
TALLEST = 720.0
# The least that a drawing shows, in degrees: a region of one town is not a point.
LEAST = 0.2
BASE, GROWS, LARGEST = 5.0, 1.1, 20.0
NAMED = 6
LAND = '<path class="spot-land" d="{}"/>'
TOWN = '<circle class="spot {}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>'
THING = '<rect class="spot-thing {}" x="{}" y="{}" width="9" height="9"><title>{}</title></rect>'
NAME = '<text class="spot-name" x="{}" y="{}">{}</text>'


@dataclass(frozen=True, slots=True)
class Drawing:
    """`words` say it to who does not see it."""

    box: str
    shapes: str
    words: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Flat enough for a region: a degree of longitude is as long as in its middle."""

    west: float
    north: float
    squeeze: float
    scale: float
    height: float

    @classmethod
    def of(cls, places: Iterable[tuple[float, float]]) -> "Ground":
        found = list(places)
        south, north = min(lat for lat, _lon in found), max(lat for lat, _lon in found)
        west, east = min(lon for _lat, lon in found), max(lon for _lat, lon in found)
        squeeze = math.cos(math.radians((south + north) / 2))
        across, up = max((east - west) * squeeze, LEAST), max(north - south, LEAST)
        scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / up)
        return cls(west, north, squeeze, scale, up * scale + 2 * MARGIN)

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.squeeze * self.scale + MARGIN
        return x, (self.north - latitude) * self.scale + MARGIN

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def drawn(spots: Spots, region: str) -> Drawing | None:
    """Within the outline of the region, where it is known. None for a region without towns."""
    if not spots.towns:
        return None
    outline = outlines().get(region)
    corners = [(lat, lon) for ring in outline.rings for lon, lat in ring] if outline else []
    ground = Ground.of([*((each.latitude, each.longitude) for each in spots.towns), *corners])
    return Drawing(
        f"0 0 {WIDTH:.0f} {ground.height:.0f}",
        format_html(
            "{}{}{}{}",
            _land(outline, ground),
            _towns(spots, ground),
            _things(spots, ground),
            _names(spots, ground),
        ),
        _("%(white)d of %(all)d towns are white spots, %(told)d have it near only on the atlas.")
        % {"white": len(spots.white), "all": len(spots.towns), "told": len(spots.told)},
    )


def _land(outline: Outline | None, ground: Ground) -> str:
    rings = outline.rings if outline else ()
    lines = [" L".join("{:.1f} {:.1f}".format(*ground.at(lat, lon)) for lon, lat in ring) for ring in rings]
    return repeated(LAND, [("".join(f"M{line}Z" for line in lines),)] if lines else [])


def _towns(spots: Spots, ground: Ground) -> str:
    """Larger where more organisations are told of; those that count most on top."""
    ordered = sorted(spots.towns, key=lambda each: (each.state(spots.km) == "none", -each.organisations))
    shapes = []
    for each in ordered:
        x, y = ground.at(each.latitude, each.longitude)
        radius = min(BASE + GROWS * math.sqrt(each.organisations), LARGEST)
        shapes.append((each.state(spots.km), f"{x:.1f}", f"{y:.1f}", f"{radius:.1f}", each.name))
    return repeated(TOWN, shapes)


def _things(spots: Spots, ground: Ground) -> str:
    shapes = []
    for here, each in spots.things:
        x, y = ground.at(each.latitude, each.longitude)
        if ground.holds(x, y):
            shapes.append(("here" if here else "told", f"{x - 4.5:.1f}", f"{y - 4.5:.1f}", each.place))
    return repeated(THING, shapes)


def _names(spots: Spots, ground: Ground) -> str:
    """Of the white spots that weigh most, on the side where there is room."""
    shapes = []
    for each in [spot for spot in spots.white if spot.organisations or spot.needs][:NAMED]:
        x, y = ground.at(each.latitude, each.longitude)
        left = x < WIDTH * 0.75
        shapes.append((f"{x + 14 if left else x - 14 - 8 * len(each.name):.1f}", f"{y + 5:.1f}", each.name))
    return repeated(NAME, shapes)
