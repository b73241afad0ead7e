"""Who on the atlas could meet a need, with why. The number of statements does not grow with entries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hub.kit.sql import rows
from region.models.needs import Need, NeedSort
from region.models.needs_reading import KM

# So many are shown.
ENTRIES = 6
# What of the atlas everybody sees.
IS_PUBLIC = "entry.stage IN ('mapped', 'verified', 'stale') AND entry.merged_into_id IS NULL"
NEAR_BY = f"""
WITH near AS (
SELECT entry.slug, entry.name, entry.kind, town.name AS town, {KM.format(a="entry", b="here")} AS km,
    (SELECT min(thing.name) FROM region_describedfacility thing
     WHERE thing.entry_id = entry.id AND thing.kind_id = %(kind)s::bigint) AS thing,
    ARRAY(SELECT about.theme_id FROM region_atlasentry_themes about
          WHERE about.atlasentry_id = entry.id AND about.theme_id = ANY(%(themes)s::bigint[])) AS themes
FROM region_atlasentry entry
JOIN members_municipality town ON town.id = entry.municipality_id
JOIN members_municipality here ON here.id = %(town)s::bigint
WHERE {IS_PUBLIC} AND entry.reach = 'place'
    AND {KM.format(a="entry", b="here")} <= %(km)s::float8
    AND (entry.kind = ANY(%(kinds)s::text[]) OR EXISTS (
        SELECT FROM region_describedfacility thing
        WHERE thing.entry_id = entry.id AND thing.kind_id = %(kind)s::bigint)
        OR %(by_theme)s::boolean AND EXISTS (
        SELECT FROM region_atlasentry_themes about
        WHERE about.atlasentry_id = entry.id AND about.theme_id = ANY(%(themes)s::bigint[])))
)
SELECT slug, name, kind, town, km, thing, themes FROM near
ORDER BY (thing IS NOT NULL) DESC, cardinality(themes) DESC, km, name
LIMIT %(most)s::int
"""
# Whom one asks for what is no facility.
LABS = ("lab", "living_lab", "ai_hub", "practice_network", "knowledge")
ASKED_OF_ENTRIES = {
    NeedSort.PARTNER: LABS,
    NeedSort.PLACEMENT: (*LABS, "museum", "venue", "company"),
    NeedSort.EXPERT: ("lab", "living_lab", "ai_hub", "knowledge"),
}


@dataclass(frozen=True, slots=True)
class EntryNear:
    """An entry of the atlas; `thing`: what of the wanted kind is described there; `themes`: which of the wished ones
    it works on."""

    slug: str
    name: str
    kind: str
    town: str
    km: float
    thing: str | None
    themes: tuple[str, ...] = ()


def wished_by(need: Need) -> dict[int, str]:
    """Names of its themes by number, in their order."""
    return {each.pk: each.name for each in need.themes.all()}


def named_of(themes: Collection[int], wished: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(name for pk, name in wished.items() if pk in themes)


def entries_near(need: Need) -> list[EntryNear]:
    """Of the atlas: who has such a thing, which is asked for there and not here, and whom one asks for what is no
    facility; who works on a wished theme comes first, then the nearest; as a partner whatever its kind. One
    statement."""
    kinds = ASKED_OF_ENTRIES.get(NeedSort(need.sort), ())
    if need.kind_id is None and not kinds:
        return []
    wished = wished_by(need)
    values = {
        "themes": list(wished),
        "town": need.municipality_id,
        "km": need.radius_km,
        "kind": need.kind_id,
        "kinds": list(kinds),
        # A partner may be any house that works on it: a museum, a stage.
        "by_theme": NeedSort(need.sort) == NeedSort.PARTNER,
        "most": ENTRIES,
    }
    return [
        EntryNear(slug, name, kind, town, km, thing, named_of(themes, wished))
        for slug, name, kind, town, km, thing, themes in rows(NEAR_BY, values)
    ]
