"""Ten thousand how-tos, with words as common as words are: loaded by COPY, indexed as the worker does."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale

from cms.actions.reindex import reindex
from cms.models import SearchMark
from facilities.models import Facility, Hub
from hub.kit import clock
from knowledgebase.models import HowTo, HowTos, Theme
from tests import databases

SEED = 7
WORDS, STEPS, WORDS_A_STEP = 4_000, 8, 45
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa ze ca me no".split()
# The first stands in a few of a hundred articles, the second in nearly all of them.
FEW_HAVE, ALL_HAVE = 300, 0
PAGE = (
    "id, path, depth, numchild, title, draft_title, slug, live, has_unpublished_changes, url_path, seo_title, "
    "show_in_menus, search_description, expired, content_type_id, locked, translation_key, locale_id, "
    "first_published_at, last_published_at"
)
HOW_TO = (
    "page_ptr_id, summary, licence, cover_alt, last_checked_on, steps, minutes, people, difficulty, hub_id"
)
GEAR = "sort_order, name, quantity, note, optional, facility_id, kind_id, page_id"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def word(number: int) -> str:
    """The commonest have the lowest numbers."""
    first, rest = divmod(number, 20)
    middle, second = divmod(first, 20)
    return SYLLABLES[rest] + SYLLABLES[second] + SYLLABLES[middle % 20] + "k"


def words(random: Random, count: int) -> list[str]:
    """As in any text: some words in every other sentence, most of them hardly ever."""
    return [word(int(WORDS ** random.random()) - 1) for _number in range(count)]


def fill(name: str, count: int) -> None:
    """So many how-tos in Dutch, with steps, gear and themes, in the index as they are on their pages."""
    for number in range(10):
        Theme.objects.create(slug=f"theme-{number}", name_nl=f"Thema {number}", name_en=f"Theme {number}")
    address = databases.url(name, owner=True).replace("postgres://", "postgresql://")
    with psycopg.connect(address) as connection:
        _copy(connection, f"wagtailcore_page ({PAGE})", _pages(count))
        _copy(connection, f"knowledgebase_howto ({HOW_TO})", _how_tos(count))
        _copy(connection, f"knowledgebase_gear ({GEAR})", _gear(count))
        themes = list(Theme.objects.values_list("pk", flat=True))
        links = ((pk, themes[pk % len(themes)]) for pk in _ids(count))
        _copy(connection, "knowledgebase_howto_themes (howto_id, theme_id)", links)
        _copy(
            connection, "knowledgebase_author (page_id, name)", ((pk, "Bo Voorbeeld") for pk in _ids(count))
        )
        connection.execute("UPDATE wagtailcore_page SET numchild = %s WHERE id = %s", [count, _shelf().pk])
    # Each table has marked it: that it is written once is enough here.
    SearchMark.objects.all().delete()
    reindex()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _copy(connection: "psycopg.Connection[Any]", into: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _ids(count: int) -> range:
    return range(1_000_000, 1_000_000 + count)


def _shelf() -> HowTos:
    return HowTos.objects.get(locale__language_code="nl")


def _pages(count: int) -> Iterator[tuple[Any, ...]]:
    random, shelf, now = Random(SEED), _shelf(), clock.now()
    kind = ContentType.objects.get_for_model(HowTo).pk
    locale = Locale.objects.get(language_code="nl").pk
    for number, pk in enumerate(_ids(count)):
        title = " ".join(words(random, 5)).capitalize()
        slug = f"how-to-{number}"
        path = shelf.path + _base36(number + 1)
        key = UUID(int=pk)
        yield (
            pk, path, 4, 0, title, title, slug, True, False, f"{shelf.url_path}{slug}/", "", False, "", False, kind,
            False, key, locale, now, now,
        )  # fmt: skip


def _base36(number: int) -> str:
    text = ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text


def _how_tos(count: int) -> Iterator[tuple[Any, ...]]:
    random = Random(SEED + 1)
    hubs = list(Hub.objects.order_by("pk").values_list("pk", flat=True))
    today = clock.now().date()
    for number, pk in enumerate(_ids(count)):
        steps = [
            {"type": "step", "id": str(UUID(int=pk * 100 + at)), "value": _step(random)}
            for at in range(STEPS)
        ]
        summary = " ".join(words(random, 20)).capitalize() + "."
        checked = today - timedelta(days=number % 700)
        hub = hubs[number % len(hubs)]
        yield (pk, summary, "CC-BY-4.0", "", checked, json.dumps(steps), 60, 2, "first", hub)


def _step(random: Random) -> dict[str, str]:
    title = " ".join(words(random, 4)).capitalize()
    return {"title": title, "text": " ".join(words(random, WORDS_A_STEP)).capitalize() + "."}


def _gear(count: int) -> Iterator[tuple[Any, ...]]:
    things = list(Facility.objects.order_by("pk").values_list("pk", "name", "kind_id")[:200])
    for number, pk in enumerate(_ids(count)):
        for at in range(3):
            facility, name, kind = things[(number * 3 + at) % len(things)]
            yield (at, name, 1, "", False, facility, kind, pk)
