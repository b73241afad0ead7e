"""What has changed since it was indexed, and what else says something of it."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Model, Q
from wagtail.models import Page

from cms.models.indexed_needs import all_needs
from cms.models.indexed_pilots import all_pilots
from cms.models.indexed_region import beside
from cms.models.pages import HubPage
from cms.models.search import SearchMark, SearchRow
from facilities.models import Facility, FacilityState, Hub
from hub.kit.refs import Ref
from hub.kit.sql import rows
from knowledgebase.models import Experiment, Gear, Result
from region.models import AtlasEntry, Need, Pilot

MOST_TRIES = 5
# What is written anew is marked by each of its tables.
ALIKE = 10
# What is changed at this moment is left for later: nobody waits for the index, and the index waits for nobody.
UNTOUCHED = "SELECT id FROM {table} WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR SHARE SKIP LOCKED"
MODELS: dict[str, type[Model]] = {
    "page": Page,
    "facility": Facility,
    "entry": AtlasEntry,
    "need-row": Need,
    "pilot-row": Pilot,
}


def waiting(most: int, only: Collection[int] = ()) -> list[SearchMark]:
    """The oldest marks of so many things, or those of these numbers alone; each thing is written once for all that it
    was marked for."""
    marks = SearchMark.objects.filter(tries__lt=MOST_TRIES)
    found = list((marks.filter(pk__in=only) if only else marks).order_by("pk")[: most * ALIKE])
    refs = set(list(dict.fromkeys(mark.ref for mark in found))[:most])
    return [mark for mark in found if mark.ref in refs]


def at_rest(refs: Collection[Ref]) -> set[Ref]:
    """Those that nobody is changing, held as they are until the transaction ends; and those that are not there."""
    resting = {ref for ref in refs if ref.kind not in MODELS}
    for kind, model in MODELS.items():
        ids = [int(ref.id) for ref in refs if ref.kind == kind]
        if not ids:
            continue
        held = {
            row[0] for row in rows(UNTOUCHED.format(table=model._meta.db_table), {"ids": ids}, prepared=False)
        }
        there = set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
        resting |= {Ref(kind, str(id_)) for id_ in ids if id_ in held or id_ not in there}
    return resting


def touched_by(refs: Iterable[Ref]) -> set[Ref]:
    """What else is found by, or shown with, something that these things say."""
    by_kind: dict[str, list[int]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, []).append(int(ref.id))
    found = _of_facilities(by_kind.get("facility", [])) | _of_pages(by_kind.get("page", []))
    found |= beside(by_kind)
    hubs = [*by_kind.get("hub", [])]
    if towns := by_kind.get("municipality"):
        hubs += Hub.objects.filter(municipality__in=towns).values_list("pk", flat=True)
        found |= {Ref("hub", str(pk)) for pk in hubs}
    if hubs:
        found |= {
            Ref("facility", str(pk))
            for pk in Facility.objects.filter(hub__in=hubs).values_list("pk", flat=True)
        }
        found |= _indexed(hub__in=hubs)
    if themes := by_kind.get("theme"):
        found |= _indexed(themes__overlap=themes)
    if regions := by_kind.get("region"):
        found |= _indexed(region__in=regions)
    if kinds := by_kind.get("kind"):
        of_kinds = _indexed(kind__in=kinds)
        found |= of_kinds | _of_facilities([int(ref.id) for ref in of_kinds])
    if features := by_kind.get("feature"):
        having = Facility.objects.filter(features__in=features).values_list("pk", flat=True)
        found |= {Ref("facility", str(pk)) for pk in having}
    return found


def _of_facilities(pks: list[int]) -> set[Ref]:
    """The hubs whose they are, and the articles that name them."""
    if not pks:
        return set()
    hubs = Facility.objects.filter(pk__in=pks).values_list("hub_id", flat=True)
    # One that is gone left its row with the hub it was at.
    refs = [Ref("facility", str(pk)) for pk in pks]
    left = SearchRow.objects.filter(ref__in=refs, hub__isnull=False).values_list("hub_id", flat=True)
    pages = Gear.objects.filter(facility__in=pks).values_list("page_id", flat=True)
    return {Ref("hub", str(pk)) for pk in {*hubs, *left}} | {Ref("page", str(pk)) for pk in pages}


def _of_pages(pks: list[int]) -> set[Ref]:
    """What says the same in another language, results below an experiment, and the hub that a page tells of."""
    if not pks:
        return set()
    refs = [Ref("page", str(pk)) for pk in pks]
    pages = Page.objects.filter(pk__in=pks)
    keys = {*pages.values_list("translation_key", flat=True)}
    keys |= {*SearchRow.objects.filter(ref__in=refs, same__isnull=False).values_list("same", flat=True)}
    same = Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    found = {Ref("page", str(pk)) for pk in same}
    experiments = Q(pk__in=[])
    for path in Experiment.objects.filter(pk__in=pks).values_list("path", flat=True):
        experiments |= Q(path__startswith=path)
    found |= {Ref("page", str(pk)) for pk in Result.objects.filter(experiments).values_list("pk", flat=True)}
    hubs = HubPage.objects.filter(pk__in=pks, hub__isnull=False).values_list("hub_id", flat=True)
    return (found | {Ref("hub", str(pk)) for pk in hubs}) - set(refs)


def _indexed(**about: object) -> set[Ref]:
    return set(SearchRow.objects.filter(**about).values_list("ref", flat=True))


def words_in(refs: Collection[Ref]) -> Counter[str]:
    """Each word of the rows of these things, with how many of the rows have it."""
    found = SearchRow.objects.filter(ref__in=refs).values_list("title_words", "text_words")
    return counted(found)


def counted(texts: Iterable[tuple[str, str]]) -> Counter[str]:
    words: Counter[str] = Counter()
    for title, text in texts:
        words.update({*title.split(), *text.split()})
    return words


def everything() -> set[Ref]:
    """Each thing that is for everybody, and each that has a row."""
    live = Page.objects.filter(live=True).values_list("pk", flat=True)
    facilities = Facility.objects.filter(state=FacilityState.LIVE).values_list("pk", flat=True)
    return (
        {Ref("page", str(pk)) for pk in live}
        | {Ref("facility", str(pk)) for pk in facilities}
        | {Ref("hub", str(pk)) for pk in Hub.objects.values_list("pk", flat=True)}
        | {Ref("entry", str(pk)) for pk in AtlasEntry.objects.public().values_list("pk", flat=True)}
        | all_needs()
        | all_pilots()
        | set(SearchRow.objects.values_list("ref", flat=True))
    )


def words_of_all() -> Counter[str]:
    """Each word of the index with how many rows have it."""
    return counted(SearchRow.objects.values_list("title_words", "text_words").iterator(chunk_size=1_000))
