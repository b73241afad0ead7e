"""The atlas of the demonstration: what the advice names, as it says it. Real places, and nothing here is made up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from facilities.models import Hub
from hub.demo.people import town
from hub.demo.reading import SOURCE, places, toml
from hub.kit.audit import SITE
from hub.kit.transactions import step
from knowledgebase.models import Theme
from region.actions._entries import written
from region.models import AtlasEntry, EntryKind, Reach, Sector, Why
from region.rules.facts import EntryFacts, PartnerFacts

# The advice is of that month. Nobody checked since: that is what the quartermasters are for.
CHECKED_ON = date(2022, 9, 1)
KINDS = {
    "venue": EntryKind.VENUE,
    "museum": EntryKind.MUSEUM,
    "lab": EntryKind.LAB,
    "living lab": EntryKind.LIVING_LAB,
    "knowledge institution": EntryKind.KNOWLEDGE,
    "network": EntryKind.NETWORK,
}
KNOWING = (EntryKind.KNOWLEDGE, EntryKind.AI_HUB)


@step
def make_atlas(*, hubs: Mapping[str, Hub], since: datetime) -> dict[str, AtlasEntry]:
    """By name, each joined to the hub that it is, verified as of its source and by no person. Expects the themes that
    every site begins with."""
    plan = toml("atlas")
    themes = _themes(plan)
    rows, made = places(), dict[str, AtlasEntry]()
    # Who takes part in another is there before it.
    for name in sorted(rows, key=lambda each: _joined(plan, each, rows)):
        facts = _facts(name, rows[name], plan, themes, hubs)
        partners = tuple(_partner(row, made) for row in plan["partners"].get(name, []))
        made[name] = written(
            facts=replace(facts, partners=partners),
            actor=SITE,
            now=since,
            why=Why.CREATED,
            verified_on=CHECKED_ON,
        )
    return made


def _joined(plan: Mapping[str, Any], name: str, rows: Mapping[str, Any]) -> int:
    """How many others of the atlas take part in it."""
    return sum(row[0] in rows for row in plan["partners"].get(name, []))


def _themes(plan: Mapping[str, Any]) -> dict[str, int]:
    last = Theme.objects.count()
    Theme.objects.bulk_create(
        [
            Theme(slug=slug, name_nl=nl, name_en=en, position=number)
            for number, (slug, (nl, en)) in enumerate(plan["more_themes"].items(), start=last + 1)
        ]
    )
    return dict(Theme.objects.values_list("slug", "pk"))


def _facts(
    name: str,
    row: Mapping[str, str],
    plan: Mapping[str, Any],
    themes: Mapping[str, int],
    hubs: Mapping[str, Hub],
) -> EntryFacts:
    kind = EntryKind.AI_HUB if name.startswith("AI-hub") else KINDS[row["kind"]]
    hub = hubs.get(name)
    says = toml("hubs")["hubs"][name]["says"] if hub else plan["says"][name]
    slugs = {slug for theme in row["themes"].split(";") for slug in plan["themes"].get(theme, [])}
    at = town(row["town"]) if row["town"] else None
    return EntryFacts(
        name=name,
        kind=kind,
        sector=Sector.KNOWLEDGE if kind in KNOWING else Sector.CULTURE,
        reach=Reach.PLACE if at else Reach.NATIONAL,
        municipality_id=at.pk if at else None,
        # Where the site shows the hub, so that it is not at two places at once.
        pin=(hub.latitude, hub.longitude) if hub else None,
        about_nl=f"Het advies van de Raad voor Cultuur noemt {name}: {says[0]}.",
        about_en=f"The advice of the Council for Culture names {name}: {says[1]}.",
        hub_id=hub.pk if hub else None,
        source=SOURCE,
        theme_ids=tuple(sorted(themes[slug] for slug in slugs)),
    )


def _partner(row: tuple[str, str, str, str], made: Mapping[str, AtlasEntry]) -> PartnerFacts:
    name, sector, nl, en = row
    entry = made.get(name)
    return PartnerFacts(
        sector=sector,
        partner_id=entry.pk if entry else None,
        name="" if entry else name,
        role_nl=nl,
        role_en=en,
        source=SOURCE,
    )
