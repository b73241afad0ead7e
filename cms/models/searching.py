"""The search itself: what matches, how it is counted by what one may narrow it to, and what comes first.

Order: what has all the words in its title, then what has them in its text, then what has words that begin so; among
equals what can be booked, then hubs, then what was checked last. Pages go on by key, so each costs the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from cms.models.asked import Word, all_of, meant_by, quoted, taken
from cms.models.compounds import with_compounds
from cms.models.search import Sort
from cms.rules.excerpts import Looked
from cms.rules.words import asked_words
from hub.kit.sql import rows

RESULTS_A_PAGE = 20
# With fewer, what has words that only begin like those that were asked for, or like their stems, is found as well.
FEW = 3
MOST_SUGGESTED = 7
FACETS = ("sort", "theme", "region", "hub", "language", "bookable")
Key = tuple[int, int, int]


class Way(StrEnum):
    """How the words were taken."""

    WHOLE = "whole"
    BEGINNING = "beginning"
    MEANT = "meant"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Filters:
    """What one narrows the results to; ids of themes, regions and hubs."""

    sort: str = ""
    theme: int | None = None
    region: int | None = None
    hub: int | None = None
    language: str = ""
    bookable: bool = False

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) or None for name in FACETS}


@dataclass(frozen=True, slots=True)
class Hit:
    key: Key
    id: int
    ref: str
    language: str
    sort: str
    address: str
    title: str
    place: str
    text: str
    # Of a facility: what it is, by its address and in the reader's language.
    kind: str
    kind_name: str
    bookable: bool
    on: date | None

    def at(self, reader: str) -> str:
        """At the reader's own address, but for what is served in its own language alone."""
        return self.address if self.sort in (Sort.NEWS, Sort.PAGE) else f"/{reader}{self.address}"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, and the name of what they have in common where it has one of its own."""

    count: int
    name: str = ""


@dataclass(frozen=True)
class Found:
    """One page of what was found. `matching` counts before narrowing, `total` after it; `next` is where the next page
    begins, None on the last one. `counts`: by facet and the slug of each of its values how many that would leave."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    matching: int = 0
    counts: dict[str, dict[str, Counted]] = field(default_factory=dict)
    next: Key | None = None
    way: Way = Way.WHOLE
    # The words as they were taken, where that is not how they were typed.
    meant: str = ""
    looked: Looked | None = None


# Everything about one question in one statement. A facet's own choice does not narrow the counts of its others.
SEARCH = """
WITH matched AS MATERIALIZED (
    SELECT r.id, r.sort, r.themes, r.region_id, r.hub_id, r.language, r.bookable, r.position, {tier} AS tier,
        (%(sort)s::text IS NOT NULL AND r.sort <> %(sort)s)::int AS no_sort,
        (%(theme)s::bigint IS NOT NULL AND NOT r.themes @> ARRAY[%(theme)s::bigint])::int AS no_theme,
        (%(region)s::bigint IS NOT NULL AND r.region_id IS DISTINCT FROM %(region)s)::int AS no_region,
        (%(hub)s::bigint IS NOT NULL AND r.hub_id IS DISTINCT FROM %(hub)s)::int AS no_hub,
        (%(language)s::text IS NOT NULL AND r.language <> %(language)s)::int AS no_language,
        (%(bookable)s::boolean IS NOT NULL AND NOT r.bookable)::int AS no_bookable
    FROM cms_search_ids(%({words})s::tsquery) AS found (id) JOIN cms_searchrow r ON r.id = found.id
    WHERE r.for_{reader} AND NOT r.hidden
), judged AS MATERIALIZED (
    SELECT *, no_sort + no_theme + no_region + no_hub + no_language + no_bookable AS misses FROM matched
), counted AS (
    SELECT grouping(sort, region_id, hub_id, language, bookable) AS by,
        sort, region_id, hub_id, language, bookable,
        count(*) FILTER (WHERE misses = no_sort) AS of_sort,
        count(*) FILTER (WHERE misses = no_region) AS of_region,
        count(*) FILTER (WHERE misses = no_hub) AS of_hub,
        count(*) FILTER (WHERE misses = no_language) AS of_language,
        count(*) FILTER (WHERE misses = no_bookable) AS of_bookable,
        count(*) FILTER (WHERE misses = 0) AS total, count(*) AS matching
    FROM judged GROUP BY GROUPING SETS ((sort), (region_id), (hub_id), (language), (bookable), ())
), page AS (
    SELECT id, tier, position FROM judged
    WHERE misses = 0 AND (
        %(tier)s::bigint IS NULL OR (tier, position, id) > (%(tier)s, %(position)s::bigint, %(id)s::bigint)
    )
    ORDER BY tier, position, id LIMIT %(most)s
)
SELECT 'sort', sort, of_sort, NULL::bigint, '' FROM counted WHERE by = 15
UNION ALL SELECT 'region', region.slug, of_region, NULL, region.name
    FROM counted JOIN members_region region ON region.id = region_id WHERE by = 23
UNION ALL SELECT 'hub', hub.slug, of_hub, NULL, hub.name
    FROM counted JOIN facilities_hub hub ON hub.id = hub_id WHERE by = 27
UNION ALL SELECT 'language', language, of_language, NULL, '' FROM counted WHERE by = 29
UNION ALL SELECT 'bookable', 'yes', of_bookable, NULL, '' FROM counted WHERE by = 30 AND bookable
UNION ALL SELECT 'all', '', total, matching, '' FROM counted WHERE by = 31
UNION ALL SELECT 'theme', theme.slug, sum(rows)::bigint, NULL, theme.name_{reader}
    FROM (SELECT themes, count(*) AS rows FROM judged WHERE misses = no_theme GROUP BY themes) AS alike,
        unnest(themes) AS each (id) JOIN knowledgebase_theme theme ON theme.id = each.id
    GROUP BY theme.id
UNION ALL SELECT 'hit', tier::text, position, id, '' FROM page
"""
SHOWN = """
SELECT r.id, r.ref, r.language, r.sort, r.address, r.title, r.place, left(r.text, 6000),
    coalesce(kind.slug, ''), coalesce(kind.name_{reader}, ''), r.bookable, r."on"
FROM cms_searchrow r LEFT JOIN facilities_kind kind ON kind.id = r.kind_id
WHERE r.id = ANY(%(ids)s::bigint[])
"""
SUGGESTED = """
WITH found AS MATERIALIZED (
    SELECT id, ref, language, sort, address, title, place, kind_id, bookable, "on", position
    FROM cms_searchrow WHERE title_vector @@ %(words)s::tsquery AND for_{reader} AND NOT hidden
)
SELECT r.id, r.ref, r.language, r.sort, r.address, r.title, r.place, '',
    coalesce(kind.slug, ''), coalesce(kind.name_{reader}, ''), r.bookable, r."on"
FROM found r LEFT JOIN facilities_kind kind ON kind.id = r.kind_id
ORDER BY r.position, r.id LIMIT %(most)s
"""


def search(text: str, *, reader: str, filters: Filters, after: Key | None = None) -> Found:
    """What has all the words of a question; where hardly anything has, what has words that begin so; where nothing has,
    what has the words that were probably meant; and where nothing has those, what has some of them."""
    words = with_compounds(taken(asked_words(text)))
    if not words:
        return Found()
    found = _found(words, reader, filters, after)
    if found.matching:
        return found
    typed = [each.text for each in words]
    meant = meant_by(typed, reader=_reader(reader))
    if meant != typed:
        found = _found(with_compounds(taken(meant)), reader, filters, after)
        if found.matching:
            return replace(found, way=Way.MEANT, meant=" ".join(meant))
    if len(words) > 1:
        return _some(words, reader, filters, after)
    return found


def suggested(text: str, *, reader: str) -> list[Hit]:
    """Things whose title has words that begin as what was typed so far."""
    words = taken(asked_words(text))
    if not words or max(len(each.text) for each in words) < 2:
        return []
    values = {
        "words": all_of([f"{each.whole()} | {quoted(each.text)}:*" for each in words]),
        "most": MOST_SUGGESTED,
    }
    found = rows(SUGGESTED.format(reader=_reader(reader)), values)
    return [Hit((0, 0, row[0]), *row) for row in found]


def _found(words: list[Word], reader: str, filters: Filters, after: Key | None) -> Found:
    whole = all_of([each.whole() for each in words])
    tier = "CASE WHEN r.title_vector @@ %(whole)s::tsquery THEN 0 ELSE 1 END"
    found = _ask("whole", tier, {"whole": whole}, reader, filters, after)
    looked = _looked(words)
    if found.matching >= FEW:
        return replace(found, looked=looked)
    # The few that have the words themselves stay in front.
    tier = f"CASE WHEN r.id IN (SELECT cms_search_ids(%(whole)s::tsquery)) THEN {tier} ELSE 2 END"
    values = {"whole": whole, "begun": all_of([each.beginning() for each in words])}
    more = _ask("begun", tier, values, reader, filters, after)
    if more.matching == found.matching:
        return replace(found, looked=looked)
    begun = [beginning for each in words for beginning in each.beginnings()]
    return replace(more, way=Way.BEGINNING, looked=replace(looked, beginnings=begun))


def _some(words: list[Word], reader: str, filters: Filters, after: Key | None) -> Found:
    """The more of the words, the sooner."""
    values = {f"word{number}": each.whole() for number, each in enumerate(words)}
    tier = " + ".join(f"(r.id NOT IN (SELECT cms_search_ids(%({name})s::tsquery)))::int" for name in values)
    values["any"] = " | ".join(each.whole() for each in words)
    found = _ask("any", tier, values, reader, filters, after)
    return replace(found, way=Way.SOME, looked=_looked(words))


def _looked(words: Iterable[Word]) -> Looked:
    return Looked(
        exact={form for each in words for form in each.lexemes},
        stems={stem for each in words for stem in each.stems},
    )


def _ask(
    words: str, tier: str, values: dict[str, Any], reader: str, filters: Filters, after: Key | None
) -> Found:
    statement = SEARCH.format(words=words, tier=tier, reader=_reader(reader))
    begins = dict(zip(("tier", "position", "id"), after or (None, None, None), strict=True))
    asked = {**values, **filters.values(), **begins, "most": RESULTS_A_PAGE + 1}
    counts: dict[str, dict[str, Counted]] = {name: {} for name in FACETS}
    keys: list[Key] = []
    total = matching = 0
    for about, value, count, more, label in rows(statement, asked, prepared=len(values) < 3):
        if about == "hit":
            keys.append((int(value), count, more))
        elif about == "all":
            total, matching = count, more
        elif count:
            counts[about][value] = Counted(count, label)
    shown = sorted(keys)[:RESULTS_A_PAGE]
    return Found(
        hits=_hits(shown, reader),
        total=total,
        matching=matching,
        counts=counts,
        next=shown[-1] if len(keys) > RESULTS_A_PAGE else None,
    )


def _hits(keys: list[Key], reader: str) -> list[Hit]:
    if not keys:
        return []
    by_id = {
        row[0]: row for row in rows(SHOWN.format(reader=_reader(reader)), {"ids": [key[2] for key in keys]})
    }
    return [Hit(key, *by_id[key[2]]) for key in keys if key[2] in by_id]


def _reader(language: str) -> str:
    return "en" if language == "en" else "nl"
