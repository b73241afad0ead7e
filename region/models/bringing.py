"""What the atlas has already of what a file speaks of, and what this site knows; a handful of queries however long the
file."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import override

from bookings.rules.import_columns import folded
from facilities.models import Kind
from knowledgebase.models import Theme
from members.models import Municipality, Region
from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.versions import EntryVersion, Why
from region.rules.facts import EntryFacts, PartnerFacts, ThingFacts
from region.rules.file_cells import Names, Town

PLAIN = "name kind sector phase reach address about_nl about_en website since hub_id source".split()
PARTNER = "partner_id name sector role_nl role_en since source".split()
THING = "kind_id name about_nl about_en website".split()


def names() -> Names:
    """Kinds and stages by their values and their names in both languages, themes and towns by theirs."""
    return Names(
        kinds=_choices(EntryKind),
        sectors=_choices(Sector),
        phases=_choices(Phase),
        reaches=_choices(Reach),
        stages=_choices(Stage),
        themes=_by_name(Theme.objects.all()),
        things=_by_name(Kind.objects.all()),
        towns=_towns(),
    )


def _choices(of: Any) -> dict[str, str]:
    found = {folded(value): value for value in of.values}
    for language in ("nl", "en"):
        with override(language):
            found |= {folded(str(label)): value for value, label in of.choices}
    return found


def _by_name(rows: Iterable[Theme | Kind]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for name in (row.slug, row.slug.replace("-", " "), row.name_nl, row.name_en):
            found.setdefault(folded(name), row.pk)
    return found


def _towns() -> dict[str, tuple[Town, ...]]:
    found: dict[str, tuple[Town, ...]] = {}
    columns = ("pk", "name", "region_id", "latitude", "longitude", "slug")
    for *facts, slug in Municipality.objects.order_by("pk").values_list(*columns):
        town = Town(*facts)
        for name in {folded(town.name), folded(slug), folded(slug.replace("-", " "))}:
            found[name] = (*found.get(name, ()), town)
    return found


def whole(entries: Any) -> list[AtlasEntry]:
    """With everything that is said of each; four statements."""
    partners = Prefetch("partners", Partner.objects.select_related("partner").order_by("pk"))
    things = Prefetch("described", DescribedFacility.objects.select_related("kind").order_by("pk"))
    rows = entries.select_related("municipality__region", "region", "hub")
    return list(rows.prefetch_related("themes", partners, things))


def entries_of(region: Region) -> list[AtlasEntry]:
    """All of a region at every stage, but for what was merged."""
    return whole(AtlasEntry.objects.filter(region=region, merged_into=None).order_by("pk"))


def entries_meant_in(region: Region) -> list[AtlasEntry]:
    """The same, those that were taken off last: a row means what is on the atlas before what was, since that would be
    there a second time."""
    return sorted(entries_of(region), key=lambda each: each.stage == Stage.TAKEN_OFF)


def taken_back_in(region: Region) -> set[int]:
    """Numbers of entries that are off the atlas since the file that brought them was undone: brought again, they are
    there again."""
    off = EntryVersion.objects.filter(entry__region=region, entry__stage=Stage.TAKEN_OFF)
    last = (
        off.filter(why__in=(Why.TAKEN_OFF, Why.TAKEN_BACK))
        .order_by("entry_id", "-number")
        .distinct("entry_id")
    )
    return {pk for pk, why in last.values_list("entry_id", "why") if why == Why.TAKEN_BACK}


def told_of(entry: AtlasEntry) -> EntryFacts:
    """What is said of an entry now, as facts that can be written again."""
    pin = (
        (entry.latitude, entry.longitude)
        if entry.latitude is not None and entry.longitude is not None
        else None
    )
    return EntryFacts(
        **{name: getattr(entry, name) for name in PLAIN},
        region_id=entry.region_id,
        municipality_id=entry.municipality_id,
        pin=pin if entry.pin_moved else None,
        theme_ids=tuple(sorted(each.pk for each in entry.themes.all())),
        partners=tuple(
            PartnerFacts(**{name: getattr(each, name) for name in PARTNER}) for each in entry.partners.all()
        ),
        things=tuple(
            ThingFacts(**{name: getattr(each, name) for name in THING}) for each in entry.described.all()
        ),
    )


def slugs() -> dict[str, tuple[int, int | None, int | None]]:
    """Address -> number, region and what it was merged into, of every entry of the atlas."""
    rows = AtlasEntry.objects.values_list("slug", "pk", "region_id", "merged_into_id")
    return {slug: (pk, region_id, merged) for slug, pk, region_id, merged in rows}
