"""An entry as plain values: what its history keeps."""

from typing import Any

from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, Partner

PLAIN = """
    slug name kind sector phase reach region_id municipality_id address pin_moved about_nl about_en website since hub_id
    organisation_id stage verified_by_id source merged_into_id
""".split()
PARTNER = ("partner_id", "name", "sector", "role_nl", "role_en", "since", "source")
THING = ("kind_id", "name", "about_nl", "about_en", "website")


def snapshot(entry: AtlasEntry) -> dict[str, Any]:
    """Whole, as JSON: its columns, its themes' numbers, its partners and what is there. Three statements, asked of the
    tables: a merge keeps several entries in one request, each once."""
    themes = AtlasEntry.themes.through.objects.filter(atlasentry=entry.pk)
    return {
        **{name: getattr(entry, name) for name in PLAIN},
        "latitude": str(entry.latitude) if entry.latitude is not None else None,
        "longitude": str(entry.longitude) if entry.longitude is not None else None,
        "verified_on": entry.verified_on.isoformat() if entry.verified_on else None,
        "themes": sorted(themes.values_list("theme", flat=True)),
        "partners": list(Partner.objects.filter(entry=entry).order_by("pk").values(*PARTNER)),
        "described": list(DescribedFacility.objects.filter(entry=entry).order_by("pk").values(*THING)),
    }
