"""What stands around an entry on its page: who takes part in it, what it takes part in, what is there, what is known.
In a number of statements that does not depend on how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from facilities.models import Facility, FacilityState, KindFamily
from knowledgebase.models import HowTo, Result
from knowledgebase.models.articles import Gear
from knowledgebase.models.reading import experiments_at, in_language, latest_checked, with_latest_result
from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, Partner, Sector

ARTICLES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Member:
    """Who takes part: `entry` where they are on the atlas; `role` as one row of both languages; `beside`: with whom of
    the same network they work elsewhere too, as the atlas has it."""

    row: Partner
    name: str
    entry: AtlasEntry | None
    beside: tuple[str, ...] = ()

    @property
    def sector(self) -> str:
        return self.row.sector


@dataclass(frozen=True, slots=True)
class Network:
    """Those who take part by sector, in the order of the sectors; `ties`: places in `members` of pairs that also work
    together elsewhere."""

    members: tuple[Member, ...]
    ties: tuple[tuple[int, int], ...]

    @property
    def sectors(self) -> list[tuple[str, str, list[Member]]]:
        found = [
            (sector.value, str(sector.label), [each for each in self.members if each.sector == sector])
            for sector in Sector
        ]
        return [each for each in found if each[2]]


def network_of(entry: AtlasEntry) -> Network:
    """A partner that is on the atlas and not public is not told of; one that was merged is who it went into."""
    rows = list(
        entry.partners.filter(_told("partner"))
        .select_related("partner__merged_into")
        .order_by("sector", "pk")
    )
    people = [(row, _who(row.partner)) for row in rows]
    order = list(Sector.values)
    people.sort(key=lambda pair: (order.index(pair[0].sector), _name(*pair).casefold(), pair[0].pk))
    places = {who.pk: place for place, (_row, who) in enumerate(people) if who is not None}
    ties = _ties(entry, places)
    beside: dict[int, list[str]] = {}
    for one, other in ties:
        beside.setdefault(one, []).append(_name(*people[other]))
        beside.setdefault(other, []).append(_name(*people[one]))
    members = [
        Member(row, _name(row, who), who, tuple(sorted(beside.get(place, ()))))
        for place, (row, who) in enumerate(people)
    ]
    return Network(tuple(members), tuple(ties))


def takes_part_in(entry: AtlasEntry) -> list[Partner]:
    """Its own part in networks and labs that everybody sees, by their names."""
    rows = entry.takes_part_in.filter(entry__stage__in=PUBLIC, entry__merged_into=None)
    return list(rows.select_related("entry").order_by("entry__name", "pk"))


def things_on_site(entry: AtlasEntry) -> list[Facility]:
    """What can be booked here at the hub that it is; sessions have a page of their own."""
    if entry.hub_id is None:
        return []
    live = Facility.objects.filter(hub=entry.hub_id, state=FacilityState.LIVE)
    return list(
        live.exclude(kind__family=KindFamily.SESSION)
        .select_related("kind", "hub")
        .order_by("kind__position", "name", "pk")
    )


def things_described(entry: AtlasEntry) -> list[DescribedFacility]:
    return list(entry.described.select_related("kind").order_by("kind__position", "name", "pk"))


def how_tos_at(entry: AtlasEntry, language: str) -> list[HowTo]:
    """How-tos with something that stands at its hub, by when they were checked."""
    if entry.hub_id is None:
        return []
    gear = Gear.objects.filter(page=OuterRef("pk"), facility__hub=entry.hub_id)
    found = in_language(HowTo.objects.filter(Exists(gear)), language)
    return latest_checked(found, None, ARTICLES_SHOWN)[:ARTICLES_SHOWN]


def tried_at(entry: AtlasEntry, language: str) -> list[tuple[Any, Result | None]]:
    """What is being tried at its hub, each with what came out last."""
    if entry.hub is None:
        return []
    return with_latest_result(experiments_at(entry.hub, language, ARTICLES_SHOWN))


def merged_from(slug: str) -> "QuerySet[AtlasEntry]":
    """Who was merged into a public entry and stood at this address."""
    return AtlasEntry.objects.filter(slug=slug, merged_into__stage__in=PUBLIC, merged_into__merged_into=None)


def _told(path: str) -> Q:
    """A bare name, a public entry, or one that went into a public one."""
    merged = Q(**{f"{path}__merged_into__stage__in": PUBLIC, f"{path}__merged_into__merged_into": None})
    public = Q(**{f"{path}__stage__in": PUBLIC, f"{path}__merged_into": None})
    return Q(**{path: None}) | public | merged


def _who(partner: AtlasEntry | None) -> AtlasEntry | None:
    return partner.merged_into or partner if partner else None


def _name(row: Partner, who: AtlasEntry | None) -> str:
    return who.name if who else row.name


def _ties(entry: AtlasEntry, places: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs of members one of which is a partner of the other: one statement, or none for fewer than two."""
    if len(places) < 2:
        return []
    known: Iterable[int] = list(places)
    rows = Partner.objects.filter(entry__in=known, partner__in=known).exclude(entry=entry)
    found = {
        tuple(sorted((places[one], places[other]))) for one, other in rows.values_list("entry", "partner")
    }
    return sorted((one, other) for one, other in found)
