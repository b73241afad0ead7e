"""A region's entries as files: CSV, GeoJSON and JSON that say everything, and that can be brought along again."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import override

from funding.models.limits import COUNTRY
from hub.kit.spreadsheet import Cell
from region.models import AtlasEntry, DescribedFacility, Partner
from region.rules.file_columns import COLUMNS

# Column -> what two made-up rows say there.
EXAMPLE: dict[str, dict[str, tuple[str, str]]] = {
    "name": {"nl": ("Lab Voorbeeld", "Netwerk Voorbeeld"), "en": ("Example Lab", "Example Network")},
    "kind": {"nl": ("lab", "praktijknetwerk"), "en": ("lab", "practice network")},
    "sector": {"nl": ("cultuur", "kennis"), "en": ("culture", "knowledge")},
    "phase": {"nl": ("project", ""), "en": ("project", "")},
    "reach": {"nl": ("op een plaats", "online"), "en": ("at a place", "online")},
    "town": {"nl": ("Eindhoven", ""), "en": ("Eindhoven", "")},
    "address": {"nl": ("Voorbeeldstraat 1", ""), "en": ("Voorbeeldstraat 1", "")},
    "latitude": {"nl": ("", ""), "en": ("", "")},
    "longitude": {"nl": ("", ""), "en": ("", "")},
    "about_nl": {"nl": ("Een verzonnen lab.", ""), "en": ("", "")},
    "about_en": {"nl": ("", ""), "en": ("A made-up lab.", "")},
    "website": {"nl": ("https://lab.example", ""), "en": ("https://lab.example", "")},
    "since": {"nl": ("2019", ""), "en": ("2019", "")},
    "themes": {"nl": ("sensors;3d", ""), "en": ("sensors;3d", "")},
    "partners": {
        "nl": ("Een hogeschool | kennis | onderzoekt mee", ""),
        "en": ("A university | knowledge | | does research", ""),
    },
    "facilities": {"nl": ("", ""), "en": ("", "")},
    "source": {"nl": ("eigen website", ""), "en": ("own web site", "")},
    "stage": {"nl": ("van gehoord", ""), "en": ("heard of", "")},
}
PLAIN = "name slug kind sector phase reach address website since source stage".split()


def table(entries: Iterable[AtlasEntry], language: str) -> Iterator[list[Cell]]:
    """Headings and words in this language; a row for each."""
    yield [column.heading(language) for column in COLUMNS]
    for entry in entries:
        with override(language):
            said = _said(entry)
        yield [said[column.key] for column in COLUMNS]


def example(language: str) -> Iterator[list[Cell]]:
    """A table to start from, with two made-up rows."""
    columns = [column for column in COLUMNS if column.key in EXAMPLE]
    yield [column.heading(language) for column in columns]
    for number in range(2):
        yield [EXAMPLE[column.key][language][number] for column in columns]


def _said(entry: AtlasEntry) -> dict[str, Cell]:
    return {
        "name": entry.name,
        "slug": entry.slug,
        "kind": str(entry.get_kind_display()),
        "sector": str(entry.get_sector_display()),
        "phase": str(entry.get_phase_display()),
        "reach": str(entry.get_reach_display()),
        "town": entry.municipality.name if entry.municipality else "",
        "address": entry.address,
        "latitude": str(entry.latitude) if entry.latitude is not None else "",
        "longitude": str(entry.longitude) if entry.longitude is not None else "",
        "about_nl": entry.about_nl,
        "about_en": entry.about_en,
        "website": entry.website,
        "since": entry.since,
        "themes": ";".join(each.slug for each in entry.themes.all()),
        "partners": "\n".join(_partner(each) for each in entry.partners.all()),
        "facilities": "\n".join(_thing(each) for each in entry.described.all()),
        "source": entry.source,
        "stage": str(entry.get_stage_display()),
        "region": entry.region.name if entry.region else "",
        "verified_on": entry.verified_on,
        "changed_at": entry.changed_at.astimezone(COUNTRY).date(),
    }


def _line(*parts: object) -> str:
    return " | ".join(str(part or "").replace("|", "\\|") for part in parts).rstrip(" |")


def _partner(each: Partner) -> str:
    who = f"@{each.partner.slug}" if each.partner else each.name
    return _line(who, each.sector, each.role_nl, each.role_en, each.since, each.source)


def _thing(each: DescribedFacility) -> str:
    return _line(each.kind.slug, each.name, each.about_nl, each.about_en, each.website)


def as_json(entries: Iterable[AtlasEntry]) -> list[dict[str, Any]]:
    """Values as programs read them, by the keys of the columns."""
    return [
        _properties(entry) | {"latitude": _degrees(entry.latitude), "longitude": _degrees(entry.longitude)}
        for entry in entries
    ]


def as_geojson(entries: Iterable[AtlasEntry]) -> dict[str, Any]:
    """RFC 7946: what is nowhere in particular has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(entry) for entry in entries]}


def _feature(entry: AtlasEntry) -> dict[str, Any]:
    where = [_degrees(entry.longitude), _degrees(entry.latitude)]
    geometry = {"type": "Point", "coordinates": where} if None not in where else None
    return {"type": "Feature", "geometry": geometry, "properties": _properties(entry)}


def _degrees(value: Any) -> float | None:
    return float(value) if value is not None else None


def _properties(entry: AtlasEntry) -> dict[str, Any]:
    plain = {
        name: getattr(entry, name)
        for name in "name slug kind sector phase reach address website since source stage".split()
    }
    return plain | {
        "town": entry.municipality.name if entry.municipality else None,
        "about_nl": entry.about_nl,
        "about_en": entry.about_en,
        "themes": [each.slug for each in entry.themes.all()],
        "partners": [
            {
                "slug": each.partner.slug if each.partner else None,
                "name": str(each),
                "sector": each.sector,
                "role_nl": each.role_nl,
                "role_en": each.role_en,
                "since": each.since,
                "source": each.source,
            }
            for each in entry.partners.all()
        ],
        "facilities": [
            {
                "kind": each.kind.slug,
                "name": each.name,
                "about_nl": each.about_nl,
                "about_en": each.about_en,
                "website": each.website,
            }
            for each in entry.described.all()
        ],
        "region": entry.region.slug if entry.region else None,
        "verified_on": entry.verified_on.isoformat() if entry.verified_on else None,
        "changed_at": entry.changed_at.isoformat(),
    }


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
