"""One article and all that stands around it: what everybody reads, in statements that the server keeps prepared."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from wagtail.models import Locale

from facilities.models import Facility, Hub, Kind
from hub.kit.reading import columns, take, take_json
from hub.kit.sql import row
from knowledgebase.models.articles import Article, Author, Gear, address_of
from knowledgebase.models.pictures import Picture
from knowledgebase.models.themes import Theme
from members.models import Municipality, Organisation

A = TypeVar("A", bound=Article)

ARTICLE = """
SELECT {columns}
FROM {table} article
JOIN wagtailcore_page page ON page.id = article.page_ptr_id
JOIN wagtailcore_locale locale ON locale.id = page.locale_id
LEFT JOIN facilities_hub hub ON hub.id = article.hub_id
LEFT JOIN members_municipality town ON town.id = hub.municipality_id
LEFT JOIN knowledgebase_picture cover ON cover.id = article.cover_id
WHERE page.slug = %(slug)s::text AND page.live
ORDER BY locale.language_code <> %(language)s::text, page.id
LIMIT 1
"""


def live_article(kind: type[A], slug: str, language: str) -> A | None:
    """The one with this address, of two the one in `language`; with its locale, cover, hub and the hub's town."""
    found = row(_statement(kind._meta.label), {"slug": slug, "language": language})
    return _article(kind, iter(found)) if found else None


@cache
def _statement(label: str) -> str:
    kind = apps.get_model(label)
    named = (
        columns(kind, "article", above="page"),
        columns(Locale, "locale"),
        columns(Hub, "hub"),
        columns(Municipality, "town"),
        columns(Picture, "cover"),
    )
    return ARTICLE.format(columns=", ".join(named), table=kind._meta.db_table)


def _article(kind: type[A], left: Iterator[object]) -> A:
    article = take(kind, left)
    article.locale, hub, town, cover = (take(each, left) for each in (Locale, Hub, Municipality, Picture))
    if article.hub_id:
        hub.municipality, article.hub = town, hub
    if article.cover_id:
        article.cover = cover
    return article


# So much of what others are is shown beside an article, and no more of it is read.
OF_ORGANISATION = ("id", "name")
OF_FACILITY = ("id", "hub_id", "kind_id", "slug", "name", "state")
OF_HUB = ("id", "slug", "name")

# A row of JSON: what the page holds, each in its order.
AROUND = f"""
SELECT
    (SELECT json_agg(json_build_array(
        {columns(Author, "author")}, {columns(Organisation, "organisation", *OF_ORGANISATION)}
    ) ORDER BY author.sort_order, author.id)
    FROM knowledgebase_author author
    LEFT JOIN members_organisation organisation ON organisation.id = author.organisation_id
    WHERE author.page_id = %(page)s::bigint),
    (SELECT json_agg(json_build_array(
        {columns(Gear, "gear")}, {columns(Kind, "kind")},
        {columns(Facility, "facility", *OF_FACILITY)}, {columns(Hub, "hub", *OF_HUB)}, {columns(Kind, "its_kind")}
    ) ORDER BY gear.sort_order, gear.id)
    FROM knowledgebase_gear gear
    LEFT JOIN facilities_kind kind ON kind.id = gear.kind_id
    LEFT JOIN facilities_facility facility ON facility.id = gear.facility_id
    LEFT JOIN facilities_hub hub ON hub.id = facility.hub_id
    LEFT JOIN facilities_kind its_kind ON its_kind.id = facility.kind_id
    WHERE gear.page_id = %(page)s::bigint),
    (SELECT json_agg(json_build_array({columns(Theme, "theme")}) ORDER BY theme.position, theme.slug)
    FROM {{themes}} link JOIN knowledgebase_theme theme ON theme.id = link.theme_id
    WHERE link.{{about}} = %(page)s::bigint),
    (SELECT json_agg(json_build_array(locale.language_code, other.title, other.url_path) ORDER BY other.id)
    FROM wagtailcore_page other JOIN wagtailcore_locale locale ON locale.id = other.locale_id
    WHERE other.translation_key = %(says)s::uuid AND other.live AND other.id <> %(page)s::bigint)
"""


@dataclass(frozen=True, slots=True)
class Translation:
    """A live page that says the same in another language."""

    language: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Around:
    """What is read beside an article."""

    authors: list[Author]
    gear: list[Gear]
    themes: list[Theme]
    translations: list[Translation]


def around(article: Article) -> Around:
    """As it is published; one statement. Of an organisation, a facility and its hub no more than a page shows."""
    values = {"page": article.pk, "says": article.translation_key}
    found: Any = row(_statement_around(article._meta.label), values)
    authors, gear, themes, translations = (each or [] for each in found)
    return Around(
        authors=[_author(iter(each)) for each in authors],
        gear=[_gear(iter(each)) for each in gear],
        themes=[take_json(Theme, iter(each)) for each in themes],
        translations=[
            Translation(language, title, address_of(language, url_path))
            for language, title, url_path in translations
        ],
    )


@cache
def _statement_around(label: str) -> str:
    themes: Any = apps.get_model(label)._meta.get_field("themes")
    return AROUND.format(themes=themes.m2m_db_table(), about=themes.m2m_column_name())


def _author(left: Iterator[object]) -> Author:
    author = take_json(Author, left)
    if author.organisation_id:
        author.organisation = take_json(Organisation, left, *OF_ORGANISATION)
    return author


def _gear(left: Iterator[object]) -> Gear:
    gear, kind = take_json(Gear, left), take_json(Kind, left)
    if gear.kind_id:
        gear.kind = kind
    if gear.facility_id:
        gear.facility = take_json(Facility, left, *OF_FACILITY)
        gear.facility.hub = take_json(Hub, left, *OF_HUB)
        gear.facility.kind = take_json(Kind, left)
    return gear
