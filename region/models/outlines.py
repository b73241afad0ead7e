"""The provinces as they are drawn: what `hub.dev.outlines` made at installation. Where that is missing, a map has no
outlines and says all else."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from region.rules.mapping import Box, Ring


@dataclass(frozen=True, slots=True)
class Outline:
    """A province's slug, its name and its rings; longitude first."""

    slug: str
    name: str
    rings: tuple[Ring, ...]

    @property
    def box(self) -> Box:
        return Box.around((point for ring in self.rings for point in ring), margin=0.05)


@cache
def outlines() -> dict[str, Outline]:
    """By the slug of the region."""
    file = settings.VAR / "vendor" / "provinces.json"
    if not file.exists():
        return {}
    found = {}
    for feature in json.loads(file.read_text())["features"]:
        slug, name = feature["properties"]["slug"], feature["properties"]["name"]
        rings = [
            [(point[0], point[1]) for point in ring]
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        ]
        found[slug] = Outline(slug, name, tuple(rings))
    return found
