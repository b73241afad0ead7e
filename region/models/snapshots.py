"""An entry as plain values: what its history keeps."""

from collections.abc import Iterable, Sequence
from typing import Any

from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, Partner

PLAIN = """
    slug name kind sector phase reach region_id municipality_id address pin_moved about_nl about_en website since hub_id
    organisation_id stage verified_by_id source merged_into_id
""".split()
PARTNER = ("partner_id", "name", "sector", "role_nl", "role_en", "since", "source")
THING = ("kind_id", "name", "about_nl", "about_en", "website")


def snapshots(entries: Sequence[AtlasEntry]) -> dict[int, dict[str, Any]]:
    """The same of many, by number; three statements for all of them together."""
    pks = [entry.pk for entry in entries]
    themes, partners, things = _rows_of(pks)
    return {
        entry.pk: _whole(
            entry, sorted(themes.get(entry.pk, [])), partners.get(entry.pk, []), things.get(entry.pk, [])
        )
        for entry in entries
    }


def _rows_of(pks: list[int]) -> tuple[dict[int, list[Any]], ...]:
    through = AtlasEntry.themes.through.objects.filter(atlasentry__in=pks)
    return (
        _grouped((pk, theme) for pk, theme in through.values_list("atlasentry_id", "theme_id")),
        _grouped(
            (row.pop("entry_id"), row)
            for row in Partner.objects.filter(entry__in=pks).order_by("pk").values("entry_id", *PARTNER)
        ),
        _grouped(
            (row.pop("entry_id"), row)
            for row in DescribedFacility.objects.filter(entry__in=pks)
            .order_by("pk")
            .values("entry_id", *THING)
        ),
    )


def _grouped(rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for pk, value in rows:
        found.setdefault(pk, []).append(value)
    return found


def snapshot(entry: AtlasEntry) -> dict[str, Any]:
    """Whole, as JSON: its columns, its themes' numbers, its partners and what is there. Three statements."""
    themes = sorted(entry.themes.values_list("pk", flat=True))
    partners = list(entry.partners.order_by("pk").values(*PARTNER))
    return _whole(entry, themes, partners, list(entry.described.order_by("pk").values(*THING)))


def _whole(entry: AtlasEntry, themes: list[int], partners: list[Any], things: list[Any]) -> dict[str, Any]:
    return {
        **{name: getattr(entry, name) for name in PLAIN},
        "latitude": str(entry.latitude) if entry.latitude is not None else None,
        "longitude": str(entry.longitude) if entry.longitude is not None else None,
        "verified_on": entry.verified_on.isoformat() if entry.verified_on else None,
        "themes": themes,
        "partners": partners,
        "described": things,
    }
