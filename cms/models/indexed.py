"""What stands in the index of a thing: read from the pages, facilities and hubs that everybody may see, in a number of
statements that does not depend on how many there are."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from cms.models.indexed_region import FOUND as IN_THE_REGION
from cms.models.news import NewsItem
from cms.models.pages import HubPage, PlainPage
from cms.models.row_of import LANGUAGES, only_for, row_of, without_language
from cms.models.search import SearchRow, Sort
from facilities.models import Facility, FacilityState, Hub
from hub.kit.markdown import plain
from hub.kit.refs import Ref
from knowledgebase.models import Experiment, Gear, HowTo, Result, Theme, Toolbox

FACILITIES_FIRST, HUBS_THEN = -2_000_000, -1_000_000
OTHER = {"nl": "en", "en": "nl"}
ARTICLES: dict[type[Page], Sort] = {
    HowTo: Sort.HOW_TO,
    Experiment: Sort.EXPERIMENT,
    Result: Sort.RESULT,
    Toolbox: Sort.TOOLBOX,
}
WRITTEN: dict[type[Page], Sort] = {NewsItem: Sort.NEWS, PlainPage: Sort.PAGE}


def rows_of(refs: Collection[Ref]) -> list[SearchRow]:
    """The rows that these things have as they are now; none for what is not for everybody, or no such thing."""
    by_kind: dict[str, list[int]] = {kind: [] for kind in FOUND}
    for ref in refs:
        by_kind.get(ref.kind, []).append(int(ref.id))
    found = [row for kind, rows in FOUND.items() for row in rows(by_kind[kind])]
    return [each for each in found if each.title_words]


def _pages(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    gear: dict[int, list[Gear]] = {}
    for line in Gear.objects.filter(page__in=pks).select_related("facility"):
        gear.setdefault(line.page_id, []).append(line)
    found = [page for model in ARTICLES for page in _articles(model, pks)]
    written = [page for model in WRITTEN for page in _live(model, pks)]
    readers = _readers([*found, *written])
    for page in found:
        yield _article(page, gear.get(page.pk, []), readers[page.pk])
    for page in written:
        yield _written(page, readers[page.pk])


def _live(model: Any, pks: list[int]) -> Any:
    return model.objects.filter(pk__in=pks, live=True).select_related("locale")


def _articles(model: Any, pks: list[int]) -> list[Any]:
    found = list(
        _live(model, pks).select_related("hub__municipality", "hub__region").prefetch_related("themes")
    )
    if model is not Result:
        return found
    # Nobody gets to a result past its experiment.
    above = {each.path[: -Page.steplen] for each in found}
    there = set(Experiment.objects.filter(path__in=above, live=True).values_list("path", flat=True))
    return [each for each in found if each.path[: -Page.steplen] in there]


def _readers(pages: list[Any]) -> dict[int, dict[str, bool]]:
    """Whose readers find each page: those of its language, and of the other one where nothing there says the same."""
    keys = {each.translation_key for each in pages}
    live = Page.objects.filter(translation_key__in=keys, live=True)
    there = set(live.values_list("translation_key", "locale__language_code"))
    return {
        each.pk: {
            f"for_{code}": code == each.locale.language_code or (each.translation_key, code) not in there
            for code in LANGUAGES
        }
        for each in pages
    }


def _article(page: Any, gear: list[Gear], readers: dict[str, bool]) -> SearchRow:
    themes: list[Theme] = list(page.themes.all())
    hub: Hub | None = page.hub
    return row_of(
        Ref("page", str(page.pk)),
        page.language,
        ARTICLES[type(page)],
        page.title,
        [page.summary, *_words_of_article(page), *(f"{each.name} {each.note}" for each in gear)],
        [name for each in themes for name in (each.name_nl, each.name_en)]
        + ([hub.region.name] if hub else []),
        address="/" + page.url_path.split("/", 2)[2],
        place=_place(hub),
        region_id=hub.region_id if hub else None,
        hub_id=hub.pk if hub else None,
        themes=sorted(each.pk for each in themes),
        bookable=any(each.facility and each.facility.state == FacilityState.LIVE for each in gear),
        position=-page.last_checked_on.toordinal(),
        on=page.last_checked_on,
        same=page.translation_key,
        **readers,
    )


def _words_of_article(page: Any) -> Iterator[str]:
    if isinstance(page, HowTo):
        for step in page.steps:
            value = step.value
            yield from (value["title"], plain(value.get("text") or ""), plain(value.get("warning") or ""))
            yield from (value.get("seen") or "", value.get("code") or "")
    if isinstance(page, Experiment):
        yield from (page.question, plain(page.method), ", ".join(page.with_whom))
    if isinstance(page, Result):
        yield from (plain(page.worked), plain(page.did_not_work), plain(page.next_step))
    if isinstance(page, Toolbox):
        yield plain(page.introduction)


def _written(page: Any, readers: dict[str, bool]) -> SearchRow:
    on: date | None = page.on if isinstance(page, NewsItem) else None
    checked = on or (page.last_published_at.date() if page.last_published_at else date(2020, 1, 1))
    language = page.locale.language_code
    return row_of(
        Ref("page", str(page.pk)),
        language,
        WRITTEN[type(page)],
        page.title,
        [getattr(page, "summary", ""), *_words_of_body(page.body)],
        [],
        # Wagtail serves it in its own language alone.
        address=f"/{language}/" + page.url_path.split("/", 2)[2],
        position=-checked.toordinal(),
        on=on,
        same=page.translation_key,
        **readers,
    )


def _words_of_body(body: Any) -> Iterator[str]:
    for block in body:
        if block.block_type == "text":
            yield plain(block.value)
        elif block.block_type == "heading":
            yield block.value
        else:
            yield from (str(block.value.get(name) or "") for name in ("seen", "caption", "words", "speaker"))


def _facilities(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    found = Facility.objects.filter(pk__in=pks, state=FacilityState.LIVE)
    for each in found.select_related("kind", "hub__municipality", "hub__region").prefetch_related("features"):
        things: list[Any] = [each.kind, *each.features.all()]
        names = [name for thing in things for name in (thing.name_nl, thing.name_en)]
        for language in LANGUAGES:
            with override(language):
                yield row_of(
                    each.ref,
                    language,
                    Sort.FACILITY,
                    each.name,
                    [each.about, " · ".join(feature.name for feature in each.features.all())],
                    [*names, each.hub.region.name],
                    address=without_language(reverse("cms:facility", args=[each.hub.slug, each.slug])),
                    place=_place(each.hub),
                    region_id=each.hub.region_id,
                    hub_id=each.hub_id,
                    kind_id=each.kind_id,
                    bookable=True,
                    position=FACILITIES_FIRST,
                    **only_for(language),
                )


def _hubs(pks: list[int]) -> Iterator[SearchRow]:
    if not pks:
        return
    live = Facility.objects.filter(hub__in=pks, state=FacilityState.LIVE).select_related("kind")
    kinds: dict[int, dict[str, str]] = {}
    for facility in live:
        kinds.setdefault(facility.hub_id, {})[facility.kind.name_nl] = facility.kind.name_en
    written = {
        (each.hub_id, each.locale.language_code): each
        for each in HubPage.objects.filter(hub__in=pks, live=True).select_related("locale").order_by("-pk")
    }
    for hub in Hub.objects.filter(pk__in=pks).select_related("municipality", "region"):
        having = kinds.get(hub.pk, {})
        for language in LANGUAGES:
            page = written.get((hub.pk, language)) or written.get((hub.pk, OTHER[language]))
            with override(language):
                yield row_of(
                    hub.ref,
                    language,
                    Sort.HUB,
                    hub.name,
                    [hub.about, *(_words_of_body(page.body) if page else ()), hub.accessibility],
                    [hub.get_kind_display(), *having, *having.values()],
                    address=without_language(reverse("cms:hub", args=[hub.slug])),
                    place=f"{hub.municipality.name}, {hub.region.name}",
                    region_id=hub.region_id,
                    hub_id=hub.pk,
                    bookable=bool(having),
                    position=HUBS_THEN,
                    **only_for(language),
                )


def _place(hub: Hub | None) -> str:
    return f"{hub.name}, {hub.municipality.name}" if hub else ""


# Kind of ref -> its rows, as they are now; none for what is not for everybody.
FOUND: dict[str, Callable[[list[int]], Iterator[SearchRow]]] = {
    "page": _pages,
    "facility": _facilities,
    "hub": _hubs,
    **IN_THE_REGION,
}
