"""What entries were, as facts that can be written again: without what is not on the site any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from facilities.models import Hub, Kind
from knowledgebase.models import Theme
from members.models import Municipality
from region.models.entries import AtlasEntry, Reach
from region.rules.facts import EntryFacts, PartnerFacts, ThingFacts

WORDS = "name kind sector phase address about_nl about_en website since source".split()
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class There:
    """Of what some contents name, the numbers that the site still has. `partners`: an entry, and what it is now;
    `hubs`: a hub, and the entry that it is."""

    towns: frozenset[int]
    hubs: Mapping[int, int | None]
    themes: frozenset[int]
    partners: Mapping[int, int]
    kinds: frozenset[int]


def facts_of(content: Content, entry: AtlasEntry) -> EntryFacts:
    """Of a version's content (`region.models.snapshots`). A town that is gone becomes the present one."""
    return facts_of_each([(entry, content)])[0]


def facts_of_each(wanted: Sequence[tuple[AtlasEntry, Content]]) -> list[EntryFacts]:
    """The same of many, in this order; five statements for all of them together."""
    there = _there([content for _entry, content in wanted])
    return [_facts(content, entry, there) for entry, content in wanted]


def _there(contents: Sequence[Content]) -> There:
    hubs = Hub.objects.filter(pk__in=_named(contents, "hub_id"))
    partners = {row["partner_id"] for content in contents for row in content["partners"] if row["partner_id"]}
    kinds = {row["kind_id"] for content in contents for row in content["described"]}
    themes = {pk for content in contents for pk in content["themes"]}
    named = AtlasEntry.objects.filter(pk__in=partners).values_list("pk", "merged_into")
    return There(
        towns=_known(Municipality, _named(contents, "municipality_id")),
        hubs=dict(hubs.values_list("pk", "entry")),
        themes=_known(Theme, themes),
        partners={pk: into or pk for pk, into in named},
        kinds=_known(Kind, kinds),
    )


def _named(contents: Iterable[Content], column: str) -> set[int]:
    return {content[column] for content in contents if content[column]}


def _known(model: Any, pks: set[int]) -> frozenset[int]:
    return frozenset(model.objects.filter(pk__in=pks).values_list("pk", flat=True))


def _facts(content: Content, entry: AtlasEntry, there: There) -> EntryFacts:
    town_id, hub_id = content["municipality_id"], content["hub_id"]
    if content["reach"] == Reach.PLACE and town_id not in there.towns:
        town_id = entry.municipality_id
    pin = (Decimal(content["latitude"]), Decimal(content["longitude"])) if content["pin_moved"] else None
    is_free = hub_id in there.hubs and there.hubs[hub_id] in (None, entry.pk)
    return EntryFacts(
        **{name: content[name] for name in WORDS},
        reach=content["reach"],
        region_id=content["region_id"],
        municipality_id=town_id,
        pin=pin,
        hub_id=hub_id if is_free else None,
        theme_ids=tuple(sorted(there.themes.intersection(content["themes"]))),
        partners=_partners(content["partners"], entry, there),
        things=tuple(ThingFacts(**row) for row in content["described"] if row["kind_id"] in there.kinds),
    )


def _partners(rows: list[dict[str, Any]], entry: AtlasEntry, there: There) -> tuple[PartnerFacts, ...]:
    """A partner that became part of another entry is that one now, once."""
    found: dict[object, PartnerFacts] = {}
    for row in rows:
        pk = there.partners.get(row["partner_id"])
        if (row["partner_id"] and pk is None) or pk == entry.pk:
            continue
        found.setdefault(pk or row["name"], PartnerFacts(**{**row, "partner_id": pk}))
    return tuple(found.values())
