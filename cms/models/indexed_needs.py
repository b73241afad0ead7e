"""What stands in the index of a need: what everybody reads of it while it is open, in the language it is written in."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from cms.models.row_of import LANGUAGES, row_of
from cms.models.search import SearchRow, Sort
from hub.kit.refs import Ref
from region.models import Need, NeedState

# Behind the pilots.
NEEDS_THEN = -700_000
# A row's own number; everything else names a need by its uuid.
KIND = "need-row"


def public_needs() -> "QuerySet[Need]":
    """What anybody may answer. What was met or lapsed has a page still, and nobody looks for it; what is only for hubs
    is no way to be found."""
    return Need.objects.filter(state=NeedState.OPEN, only_hubs=False)


def needs(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    found = public_needs().filter(pk__in=pks)
    found = found.select_related("organisation", "kind", "municipality__region").prefetch_related("themes")
    for need in found:
        kind, themes = need.kind, list(need.themes.all())
        of_themes = [name for each in themes for name in (each.name_nl, each.name_en)]
        yield row_of(
            Ref(KIND, str(need.pk)),
            need.language,
            Sort.NEED,
            need.title,
            [need.words, need.project, need.organisation.name],
            [*([kind.name_nl, kind.name_en] if kind else []), *of_themes],
            address=f"/needs/{need.uuid}/",
            place=f"{need.municipality.name}, {need.municipality.region.name}",
            region_id=need.municipality.region_id,
            themes=sorted(each.pk for each in themes),
            position=NEEDS_THEN,
            **{f"for_{code}": True for code in LANGUAGES},
        )


def needs_beside(by_kind: Mapping[str, list[int]]) -> set[Ref]:
    """Needs of these organisations, near these towns, of these kinds of facilities: they say their names."""
    about = Q(pk__in=[])
    for kind in ("organisation", "municipality", "kind"):
        if pks := by_kind.get(kind):
            about |= Q(**{f"{kind}__in": pks})
    return {Ref(KIND, str(pk)) for pk in public_needs().filter(about).values_list("pk", flat=True)}


def all_needs() -> set[Ref]:
    return {Ref(KIND, str(pk)) for pk in public_needs().values_list("pk", flat=True)}
