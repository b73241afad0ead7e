"""What stands in the index of the region's own things, and what else says something of them. A sort that is new goes
into `FOUND`: nothing else asks for it here (docs/search.md says what more it needs)."""

from collections.abc import Callable, Iterator, Mapping

from django.db.models import Q
from django.utils.translation import override

from cms.models.indexed_needs import needs, needs_beside
from cms.models.indexed_pilots import pilots, pilots_beside
from cms.models.row_of import LANGUAGES, only_for, row_of
from cms.models.search import SearchRow, Sort
from facilities.models import Facility, FacilityState
from hub.kit.markdown import plain
from hub.kit.refs import Ref
from region.models import AtlasEntry

# Behind the hubs, before what was written.
ENTRIES_THEN = -900_000


def _entries(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    found = AtlasEntry.objects.public().filter(pk__in=pks).select_related("municipality__region", "region")
    live = Facility.objects.filter(hub__entry__in=pks, state=FacilityState.LIVE)
    booked_at = set(live.values_list("hub_id", flat=True))
    for entry in found.prefetch_related("themes", "partners__partner", "described__kind"):
        themes = list(entry.themes.all())
        partners = [each for each in entry.partners.all() if not each.partner or each.partner.is_public]
        things = list(entry.described.all())
        both = [name for each in themes for name in (each.name_nl, each.name_en)]
        both += [name for each in things for name in (each.kind.name_nl, each.kind.name_en)]
        for language in LANGUAGES:
            with override(language):
                yield row_of(
                    entry.ref,
                    language,
                    Sort.ENTRY,
                    entry.name,
                    [
                        plain(entry.about),
                        *(f"{each}: {each.role}" if each.role else str(each) for each in partners),
                        *(f"{each.name} {each.about}" for each in things),
                    ],
                    [entry.get_kind_display(), entry.get_sector_display(), *both],
                    address=f"/atlas/{entry.slug}/",
                    place=_place(entry),
                    region_id=entry.region_id,
                    hub_id=entry.hub_id,
                    themes=sorted(each.pk for each in themes),
                    bookable=entry.hub_id in booked_at,
                    position=ENTRIES_THEN,
                    on=entry.verified_on,
                    **only_for(language),
                )


def _place(entry: AtlasEntry) -> str:
    if entry.municipality:
        return f"{entry.municipality.name}, {entry.municipality.region.name}"
    return entry.region.name if entry.region else entry.get_reach_display()


# Kind of ref -> its rows, as they are now; none for what is not for everybody.
FOUND: dict[str, Callable[[list[int]], Iterator[SearchRow]]] = {
    "entry": _entries,
    "need-row": needs,
    "pilot-row": pilots,
}


def beside(by_kind: Mapping[str, list[int]]) -> set[Ref]:
    """Entries that say something of these things: of one that takes part, of their town, of a hub and what is booked
    there. Those of a theme or a region are found by their rows."""
    about = Q(pk__in=[])
    for kind, column in (
        ("entry", "partners__partner"),
        ("municipality", "municipality"),
        ("hub", "hub"),
        ("facility", "hub__facilities"),
        ("kind", "described__kind"),
    ):
        if pks := by_kind.get(kind):
            about |= Q(**{f"{column}__in": pks})
    entries = {Ref("entry", str(pk)) for pk in AtlasEntry.objects.filter(about).values_list("pk", flat=True)}
    return entries | needs_beside(by_kind) | pilots_beside(by_kind)
