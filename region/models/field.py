"""What a region's labs and networks are made of: sides, themes, and the use of their hubs. Public entries only, so that
what is said here can be said to everybody."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from hub.kit.sql import rows
from knowledgebase.models import Theme
from members.models import Region
from region.models.entries import PUBLIC, AtlasEntry, EntryKind
from region.rules.balance import SIDES, Balance

TOGETHER = (
    EntryKind.LAB,
    EntryKind.LIVING_LAB,
    EntryKind.PRACTICE_NETWORK,
    EntryKind.NETWORK,
    EntryKind.AI_HUB,
)
# What everybody reads on its page: a bare name, or an entry that is public.
SEEN = Q(partners__partner=None) | Q(partners__partner__stage__in=PUBLIC, partners__partner__merged_into=None)
NETWORKS = """
SELECT e.name, e.slug, array_remove(array_agg(DISTINCT e.hub_id) || array_agg(DISTINCT p.hub_id), NULL),
    (count(DISTINCT part.id) FILTER (WHERE part.partner_id IS NULL OR p.id IS NOT NULL))::int,
    (count(DISTINCT p.id) FILTER (WHERE p.organisation_id IS NOT NULL))::int
FROM region_atlasentry e
LEFT JOIN region_partner part ON part.entry_id = e.id
LEFT JOIN region_atlasentry p ON p.id = part.partner_id AND p.stage IN ('mapped', 'verified', 'stale')
    AND p.merged_into_id IS NULL
WHERE e.region_id = %(region)s::bigint AND e.kind IN ('network', 'practice_network')
    AND e.stage IN ('mapped', 'verified', 'stale') AND e.merged_into_id IS NULL
GROUP BY e.id
ORDER BY e.name, e.id
"""


@dataclass(frozen=True, slots=True)
class Helix:
    name: str
    slug: str
    kind: str
    balance: Balance


@dataclass(frozen=True, slots=True)
class Network:
    """`hubs` are its own and its partners'. Of the `partners` some are looked after by an organisation of this site
    (`members`), as their pages say. Nothing here is made of who books: who a partner is somebody chooses, and the
    number of two choices would tell of whoever they differ by (docs/decisions/0111)."""

    name: str
    slug: str
    hubs: tuple[int, ...]
    partners: int
    members: int


@dataclass(frozen=True, slots=True)
class ThemeHere:
    """Entries that name a theme, here and everywhere; `most` is the region with the most of them, ties by name."""

    name: str
    slug: str
    here: int
    everywhere: int
    most: str
    by_region: dict[int, int]


@dataclass(frozen=True, slots=True)
class Themes:
    """`entries` here and `all_entries` everywhere are those whose themes were counted: public, with or without one."""

    themes: tuple[ThemeHere, ...]
    entries: int
    all_entries: int
    regions: tuple[Region, ...]


def balances(region_id: int) -> list[Helix]:
    """The public labs and networks of a region, those with the most sides missing first. One statement."""
    counted = {f"n_{side}": Count("partners", filter=SEEN & Q(partners__sector=side)) for side in SIDES}
    found = (
        AtlasEntry.objects.public()
        .filter(region=region_id, kind__in=TOGETHER)
        .annotate(**counted)
        .order_by("name", "pk")
        .values_list("name", "slug", "kind", "sector", *counted)
    )
    out = [
        Helix(
            name,
            slug,
            kind,
            Balance(tuple(number + (side == sector) for side, number in zip(SIDES, numbers, strict=True))),
        )
        for name, slug, kind, sector, *numbers in found
    ]
    return sorted(out, key=lambda each: -len(each.balance.missing))


def networks(region_id: int) -> list[Network]:
    """One statement."""
    return [
        Network(name, slug, tuple(sorted(hubs)), *numbers)
        for name, slug, hubs, *numbers in rows(NETWORKS, {"region": region_id}, prepared=False)
    ]


def themes(region_id: int) -> Themes:
    """Four statements."""
    public = AtlasEntry.objects.public()
    regions = {each.pk: each for each in Region.objects.all()}
    totals = dict(public.order_by().values_list("region").annotate(n=Count("pk")))
    counted: dict[int, dict[int | None, int]] = defaultdict(dict)
    pairs = public.exclude(themes=None).order_by().values_list("themes", "region").annotate(n=Count("pk"))
    for theme, region, number in pairs:
        counted[theme][region] = number
    found = tuple(
        _theme(theme, counted[theme.pk], region_id, regions)
        for theme in Theme.objects.all()
        if counted[theme.pk]
    )
    return Themes(
        tuple(sorted(found, key=lambda each: (-each.here, -each.everywhere, each.name))),
        totals.get(region_id, 0),
        sum(totals.values()),
        tuple(sorted(regions.values(), key=lambda each: each.name)),
    )


def _theme(
    theme: Theme, counted: dict[int | None, int], region_id: int, regions: dict[int, Region]
) -> ThemeHere:
    placed = {region: number for region, number in counted.items() if region is not None}
    most = min(placed, key=lambda region: (-placed[region], regions[region].name), default=None)
    return ThemeHere(
        theme.name,
        theme.slug,
        placed.get(region_id, 0),
        sum(counted.values()),
        regions[most].name if most is not None else "",
        placed,
    )
