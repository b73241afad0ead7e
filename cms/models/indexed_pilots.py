"""What stands in the index of a pilot: what everybody reads of it, in both languages."""

from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.utils.translation import override

from cms.models.row_of import LANGUAGES, only_for, row_of
from cms.models.search import SearchRow, Sort
from hub.kit.markdown import plain
from hub.kit.refs import Ref
from region.models import Pilot
from region.models.pilot_reads import public_partners

PILOTS_THEN = -800_000
# A row's own number; what a booking is part of names a pilot by its uuid.
KIND = "pilot-row"


def pilots(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    found = Pilot.objects.public().filter(pk__in=pks).select_related("region", "owner")
    for pilot in found.prefetch_related("themes", "entries", "partners__organisation", "partners__entry"):
        themes = list(pilot.themes.all())
        partners = public_partners(pilot.partners.all())
        labs = [each.name for each in pilot.entries.all() if each.is_public]
        both = [name for each in themes for name in (each.name_nl, each.name_en)]
        for language in LANGUAGES:
            with override(language):
                yield row_of(
                    Ref(KIND, str(pilot.pk)),
                    language,
                    Sort.PILOT,
                    pilot.title,
                    [plain(pilot.aim), plain(pilot.outcome), pilot.owner.name, *map(str, partners), *labs],
                    [pilot.get_state_display(), *both],
                    address=f"/pilots/{pilot.slug}/",
                    place=pilot.region.name,
                    region_id=pilot.region_id,
                    themes=sorted(each.pk for each in themes),
                    position=PILOTS_THEN,
                    on=pilot.ended_on,
                    **only_for(language),
                )


def pilots_beside(by_kind: Mapping[str, list[int]]) -> set[Ref]:
    """Pilots at these entries of the atlas, or with them or these organisations as partners: they say their names."""
    entries, organisations = by_kind.get("entry"), by_kind.get("organisation")
    there = Q(pk__in=[])
    if entries:
        there |= Q(entries__in=entries) | Q(partners__entry__in=entries)
    if organisations:
        there |= Q(owner__in=organisations) | Q(partners__organisation__in=organisations)
    if not (entries or organisations):
        return set()
    return {Ref(KIND, str(pk)) for pk in Pilot.objects.filter(there).values_list("pk", flat=True)}


def all_pilots() -> set[Ref]:
    return {Ref(KIND, str(pk)) for pk in Pilot.objects.public().values_list("pk", flat=True)}
