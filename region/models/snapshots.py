"""An entry as plain values: what its history keeps."""

from typing import Any

from region.models.entries import AtlasEntry

PLAIN = """
    slug name kind sector phase reach region_id municipality_id address pin_moved about_nl about_en website since hub_id
    organisation_id stage verified_by_id source merged_into_id
""".split()
PARTNER = ("partner_id", "name", "sector", "role_nl", "role_en", "since", "source")
THING = ("kind_id", "name", "about_nl", "about_en", "website")


def snapshot(entry: AtlasEntry) -> dict[str, Any]:
    """Whole, as JSON: its columns, its themes' numbers, its partners and what is there. Three statements."""
    return {
        **{name: getattr(entry, name) for name in PLAIN},
        "latitude": str(entry.latitude) if entry.latitude is not None else None,
        "longitude": str(entry.longitude) if entry.longitude is not None else None,
        "verified_on": entry.verified_on.isoformat() if entry.verified_on else None,
        "themes": sorted(entry.themes.values_list("pk", flat=True)),
        "partners": list(entry.partners.order_by("pk").values(*PARTNER)),
        "described": list(entry.described.order_by("pk").values(*THING)),
    }
