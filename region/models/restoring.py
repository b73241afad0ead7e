"""What an entry was, as facts that can be written again: without what is not on the site any more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from facilities.models import Hub, Kind
from knowledgebase.models import Theme
from members.models import Municipality
from region.models.entries import AtlasEntry, Reach
from region.rules.facts import EntryFacts, PartnerFacts, ThingFacts

WORDS = "name kind sector phase address about_nl about_en website since source".split()


def facts_of(content: Mapping[str, Any], entry: AtlasEntry) -> EntryFacts:
    """Of a version's content (`region.models.snapshots`). A town that is gone becomes the present one."""
    town_id = content["municipality_id"]
    if content["reach"] == Reach.PLACE and not Municipality.objects.filter(pk=town_id).exists():
        town_id = entry.municipality_id
    pin = (Decimal(content["latitude"]), Decimal(content["longitude"])) if content["pin_moved"] else None
    return EntryFacts(
        **{name: content[name] for name in WORDS},
        reach=content["reach"],
        region_id=content["region_id"],
        municipality_id=town_id,
        pin=pin,
        hub_id=_free_hub(content["hub_id"], entry),
        theme_ids=tuple(
            Theme.objects.filter(pk__in=content["themes"]).order_by("pk").values_list("pk", flat=True)
        ),
        partners=_partners(content["partners"], entry),
        things=_things(content["described"]),
    )


def _free_hub(hub_id: int | None, entry: AtlasEntry) -> int | None:
    taken = AtlasEntry.objects.filter(hub=hub_id).exclude(pk=entry.pk).exists()
    return hub_id if hub_id and not taken and Hub.objects.filter(pk=hub_id).exists() else None


def _partners(rows: list[dict[str, Any]], entry: AtlasEntry) -> tuple[PartnerFacts, ...]:
    """A partner that became part of another entry is that one now, once."""
    named = [row["partner_id"] for row in rows if row["partner_id"]]
    now_is = {
        pk: into or pk
        for pk, into in AtlasEntry.objects.filter(pk__in=named).values_list("pk", "merged_into")
    }
    found: dict[object, PartnerFacts] = {}
    for row in rows:
        pk = now_is.get(row["partner_id"])
        if (row["partner_id"] and pk is None) or pk == entry.pk:
            continue
        found.setdefault(pk or row["name"], PartnerFacts(**{**row, "partner_id": pk}))
    return tuple(found.values())


def _things(rows: list[dict[str, Any]]) -> tuple[ThingFacts, ...]:
    known = set(Kind.objects.filter(pk__in=[row["kind_id"] for row in rows]).values_list("pk", flat=True))
    return tuple(ThingFacts(**row) for row in rows if row["kind_id"] in known)
