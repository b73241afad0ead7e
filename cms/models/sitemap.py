"""What there is for everybody, in parts of five thousand: only what anybody may read, in each language that it has.

A part asks two statements at most, however many there are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from cms.models.indexed_needs import public_needs
from cms.models.news import NewsItem
from cms.models.pages import PlainPage
from facilities.models import Facility, FacilityState, Hub
from knowledgebase.models import Experiment, HowTo, Result, Theme, Toolbox
from knowledgebase.models.articles import address_of
from knowledgebase.models.reading import reachable
from members.models import Region
from region.models import AtlasEntry, Pilot

PART = 5_000
# Pages that are always there, by their names.
FIXED = (
    "cms:home",
    "cms:about",
    "cms:for_hubs",
    "cms:accessibility",
    "cms:privacy",
    "cms:places",
    "bookings:search",
    "funding:funds",
    "knowledgebase:knowledge",
    "knowledgebase:how_tos",
    "knowledgebase:experiments",
    "knowledgebase:toolboxes",
    "region:atlas",
    "region:needs",
    "region:pilots",
)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Place:
    """`path` on this site; `languages`: where the same stands, itself included, by language; none where it stands in
    one alone."""

    path: str
    changed_at: datetime | None = None
    languages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    rows: Callable[[], "QuerySet[Any]"]
    places: Callable[[Iterable[Any]], Iterable[Place]]
    # Whether its rows know when they changed.
    is_dated: bool = False

    def parts(self) -> int:
        return -(-self.rows().count() // PART)

    def part(self, number: int) -> list[Place]:
        """`number` counts from one."""
        return list(self.places(self.rows()[(number - 1) * PART : number * PART]))

    def changed_at(self) -> datetime | None:
        if not self.is_dated:
            return None
        found: datetime | None = self.rows().aggregate(at=Max("last_published_at"))["at"]
        return found


def fixed() -> list[Place]:
    return [place for name in FIXED for place in _in_each_language(name)]


def _in_each_language(name: str, *args: str) -> list[Place]:
    """The same page in every language, at addresses that differ in their first part alone."""
    paths = {}
    for code in LANGUAGES:
        with override(code):
            paths[code] = reverse(name, args=args)
    return [Place(path, languages=paths) for path in paths.values()]


def _hubs() -> "QuerySet[Any]":
    return Hub.objects.filter(**_true("")).order_by("pk")


def _facilities() -> "QuerySet[Any]":
    live = Facility.objects.filter(state=FacilityState.LIVE, **_true("hub__"))
    return live.order_by("pk").values_list("hub__slug", "slug")


def _entries() -> "QuerySet[Any]":
    return AtlasEntry.objects.public().filter(**_true("")).order_by("pk").values_list("slug", "changed_at")


def _at_entries(rows: Iterable[Any]) -> Iterable[Place]:
    for slug, changed_at in rows:
        for place in _in_each_language("region:entry", slug):
            yield replace(place, changed_at=changed_at)


def _pilots() -> "QuerySet[Any]":
    return Pilot.objects.public().filter(**_true("")).order_by("pk").values_list("slug", "changed_at")


def _at_pilots(rows: Iterable[Any]) -> Iterable[Place]:
    for slug, changed_at in rows:
        for place in _in_each_language("region:pilot", slug):
            yield replace(place, changed_at=changed_at)


def _needs() -> "QuerySet[Any]":
    return public_needs().filter(**_true("")).order_by("pk").values_list("uuid", "changed_at")


def _at_needs(rows: Iterable[Any]) -> Iterable[Place]:
    for uuid, changed_at in rows:
        for place in _in_each_language("region:need", str(uuid)):
            yield replace(place, changed_at=changed_at)


def _true(prefix: str) -> dict[str, bool]:
    """What a hub of the demonstration asks is made up: a site that is none shows it to nobody elsewhere."""
    return {} if settings.DEMONSTRATION else {f"{prefix}is_demo": False}


def _pages(*kinds: type[Page]) -> Callable[[], "QuerySet[Any]"]:
    def rows() -> "QuerySet[Any]":
        found = reachable(Page.objects.filter(live=True).type(*kinds)).order_by("pk")
        return found.only("pk", "url_path", "translation_key", "last_published_at", "locale").select_related(
            "locale"
        )

    return rows


def _where(pages: Iterable[Any]) -> Iterable[Place]:
    """Each at its own address, with those that say the same in another language."""
    listed = list(pages)
    same: dict[Any, dict[str, str]] = {}
    keys = [page.translation_key for page in listed]
    found = Page.objects.filter(translation_key__in=keys, live=True)
    for key, language, url_path in found.values_list("translation_key", "locale__language_code", "url_path"):
        same.setdefault(key, {})[language] = address_of(language, url_path)
    for page in listed:
        others = same[page.translation_key]
        path = address_of(page.locale.language_code, page.url_path)
        yield Place(path, page.last_published_at, others if len(others) > 1 else {})


SECTIONS: dict[str, Section] = {
    "hubs": Section(
        _hubs, lambda rows: (each for hub in rows for each in _in_each_language("cms:hub", hub.slug))
    ),
    "facilities": Section(
        _facilities,
        lambda rows: (each for slugs in rows for each in _in_each_language("cms:facility", *slugs)),
    ),
    "regions": Section(
        lambda: Region.objects.filter(hubs__isnull=False).distinct().order_by("pk"),
        lambda rows: (each for row in rows for each in _in_each_language("cms:region", row.slug)),
    ),
    "themes": Section(
        lambda: Theme.objects.order_by("pk"),
        lambda rows: (each for row in rows for each in _in_each_language("knowledgebase:theme", row.slug)),
    ),
    "atlas": Section(_entries, _at_entries),
    "needs": Section(_needs, _at_needs),
    "pilots": Section(_pilots, _at_pilots),
    "how-tos": Section(_pages(HowTo), _where, is_dated=True),
    "experiments": Section(_pages(Experiment, Result), _where, is_dated=True),
    "toolboxes": Section(_pages(Toolbox), _where, is_dated=True),
    "pages": Section(_pages(NewsItem, PlainPage), _where, is_dated=True),
}
