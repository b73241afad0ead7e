"""The atlas as everybody reads it: one question, and its answer as a list, as towns on a map and as data for a map."""

import json
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Avg, Count, Exists, Min, OuterRef, Q, QuerySet

from facilities.models import Facility, FacilityState, Kind
from hub.kit.sql import rows
from knowledgebase.models import Theme
from members.models import Municipality, Region
from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, EntryKind, Partner, Reach
from region.rules.mapping import Box, Spot


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of the atlas; everything, when nothing is said. `sector`: of one of its partners; `facility`:
    a kind of thing that is there, on this site or described; `words`: each of them somewhere in it."""

    kind: str = ""
    phase: str = ""
    sector: str = ""
    theme: Theme | None = None
    region: Region | None = None
    town: Municipality | None = None
    facility: Kind | None = None
    words: str = ""
    box: Box | None = None

    @property
    def is_filtered(self) -> bool:
        return any((self.kind, self.phase, self.sector, self.theme, self.facility, self.words))


def matching(asked: Asked) -> "QuerySet[AtlasEntry]":
    """What is public and fits. A town and a piece of the map hold only what is at a place."""
    found = AtlasEntry.objects.public()
    plain = {"kind": asked.kind, "phase": asked.phase}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.sector:
        found = found.filter(Exists(Partner.objects.filter(entry=OuterRef("pk"), sector=asked.sector)))
    if asked.theme:
        through = AtlasEntry.themes.through.objects.filter(atlasentry=OuterRef("pk"), theme=asked.theme)
        found = found.filter(Exists(through))
    if asked.region:
        found = found.filter(region=asked.region)
    if asked.town:
        found = found.filter(municipality=asked.town)
    if asked.facility:
        found = found.filter(_has(asked.facility))
    for word in asked.words.split():
        found = found.filter(_says(word))
    if asked.box:
        box = asked.box
        found = found.filter(
            longitude__range=(str(box.west), str(box.east)), latitude__range=(str(box.south), str(box.north))
        )
    return found


def placed(entries: "QuerySet[AtlasEntry]") -> "QuerySet[AtlasEntry]":
    return entries.filter(reach=Reach.PLACE)


def elsewhere(entries: "QuerySet[AtlasEntry]") -> "QuerySet[AtlasEntry]":
    """What is everywhere or nowhere in particular: national, or online."""
    return entries.exclude(reach=Reach.PLACE)


def listed(entries: "QuerySet[AtlasEntry]") -> "QuerySet[AtlasEntry]":
    """With what a line of the list says of each."""
    return entries.select_related("municipality").prefetch_related("themes").order_by("name", "pk")


def spots(entries: "QuerySet[AtlasEntry]") -> list[Spot]:
    """Towns with how many of these are there, in one statement; a town stands where its entries are on average."""
    found = (
        placed(entries)
        .order_by()
        .values_list("municipality__slug", "municipality__name")
        .annotate(Avg("longitude"), Avg("latitude"), Count("pk"), Min("slug"))
    )
    return [
        Spot(slug, name, float(longitude), float(latitude), count, first)
        for slug, name, longitude, latitude, count, first in found
    ]


def _has(kind: Kind) -> Q:
    on_site = Facility.objects.filter(hub=OuterRef("hub"), kind=kind, state=FacilityState.LIVE)
    return Q(Exists(DescribedFacility.objects.filter(entry=OuterRef("pk"), kind=kind))) | Q(Exists(on_site))


def _says(word: str) -> Q:
    partner = Partner.objects.filter(entry=OuterRef("pk"), name__icontains=word)
    return (
        Q(name__icontains=word)
        | Q(municipality__name__icontains=word)
        | Q(about_nl__icontains=word)
        | Q(about_en__icontains=word)
        | Q(Exists(partner))
    )


# What the answer rests on. A version is counted with each change of an entry and nothing is deleted, so the sum rises
# whatever order changes are committed in, as the latest time of a change would not.
MARK = """
SELECT md5(concat_ws('|',
    (SELECT concat(count(*), '.', sum(version)) FROM region_atlasentry),
    (SELECT string_agg(concat(id, slug, name_nl, name_en), ',' ORDER BY id) FROM knowledgebase_theme),
    (SELECT sum(hashtextextended(concat(id, slug, name, region_id, latitude, longitude), 0)) FROM members_municipality),
    (SELECT sum(hashtextextended(concat(id, slug, hub_id, kind_id, state, name), 0)) FROM facilities_facility
     WHERE hub_id IN (SELECT hub_id FROM region_atlasentry WHERE hub_id IS NOT NULL)),
    %s::text))
"""
# Each town once, each entry by its place in the list of towns and, where it is not at the centre, by how far from it:
# hundred thousandths of a degree. An address that is the name with dashes is not said again; the map makes it so, too.
# Texts are put together by hand: arrays of JSON take twice as long, and sorting by name longer than all else.
DATA = """
WITH found AS MATERIALIZED (
    SELECT id, slug, name, array_position(%s::text[], kind::text) - 1 AS kind, municipality_id, latitude, longitude
    FROM region_atlasentry WHERE reach = 'place' AND id IN ({chosen})),
towns AS MATERIALIZED (
    SELECT id, name, latitude, longitude, row_number() OVER (ORDER BY id) - 1 AS number
    FROM members_municipality WHERE id IN (SELECT municipality_id FROM found))
SELECT concat(
  '"towns":[', (
    SELECT string_agg(
        concat('[', to_json(name), ',', longitude::float8, ',', latitude::float8, ']'), ',' ORDER BY number)
    FROM towns),
  '],"entries":[', (
    SELECT string_agg(concat(
        '[', CASE WHEN f.slug = replace(lower(f.name), ' ', '-') THEN '0' ELSE concat('"', f.slug, '"') END, ',',
        to_json(f.name), ',', f.kind, ',', t.number,
        CASE WHEN f.latitude <> t.latitude OR f.longitude <> t.longitude
        THEN concat(',', ((f.longitude - t.longitude) * 100000)::int, ',', ((f.latitude - t.latitude) * 100000)::int)
        END, ']'), ',' ORDER BY t.number, f.id)
    FROM found f JOIN towns t ON t.id = f.municipality_id),
  ']')
"""
UNLESS_KNOWN = """
WITH mark AS ({mark})
SELECT mark.md5, CASE WHEN mark.md5 = ANY(%s) THEN NULL ELSE ({data}) END FROM mark
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """`mark` changes with whatever the data show; `data` is None for who has them already."""

    mark: str
    data: str | None


# What a process last put together, by what was asked: it is served again only as long as the database says the same
# mark, so it does not matter that each process has its own.
MOST_KEPT = 16
_kept: OrderedDict[str, Marked] = OrderedDict()
_keeping = Lock()


def marked(salt: str = "") -> str:
    """The mark alone. `salt`: what else an answer rests on."""
    return str(rows(MARK, [salt], prepared=False)[0][0])


def map_data(asked: Asked, known: Collection[str] = ()) -> Marked:
    """All that fits and is at a place, as JSON, in one statement; nothing is put together for who shows the mark, nor
    where this process has it still."""
    labels = [[value, str(label)] for value, label in EntryKind.choices]
    kinds = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
    chosen, values = matching(asked).order_by().values("pk").query.sql_with_params()
    key = f"{kinds}{chosen}{values}"
    with _keeping:
        kept = _kept.get(key)
    given: Sequence[Any] = [kinds, [*known, *([kept.mark] if kept else [])], EntryKind.values, *values]
    statement = UNLESS_KNOWN.format(mark=MARK, data=DATA.format(chosen=chosen))
    ((mark, data),) = rows(statement, given, prepared=False)
    if data is not None:
        return _keep(key, Marked(mark, f'{{"kinds":{kinds},{data}}}'))
    return kept if kept and kept.mark == mark and mark not in known else Marked(mark, None)


def _keep(key: str, found: Marked) -> Marked:
    with _keeping:
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
