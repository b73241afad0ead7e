"""Which entries of a region look like one, without those that somebody told apart."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from region.models.entries import AtlasEntry, Stage
from region.models.merging import NotTheSame
from region.rules.sameness import Because, Known, Pair, pairs

A_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Proposal:
    first: AtlasEntry
    second: AtlasEntry
    because: Because

    @property
    def both(self) -> tuple[AtlasEntry, AtlasEntry]:
        return self.first, self.second


def _compared(region_id: int) -> Q:
    """With what belongs to no region, of which one of the two may be the national half."""
    return (Q(region=region_id) | Q(region=None)) & Q(merged_into=None) & ~Q(stage=Stage.TAKEN_OFF)


def duplicate_pairs(region_id: int) -> list[Pair]:
    """Thought out once for as long as no entry changes: thousands of names take a second. Two or three statements."""
    rows = AtlasEntry.objects.filter(_compared(region_id))
    count, latest, versions = rows.aggregate(a=Count("pk"), b=Max("changed_at"), c=Max("version")).values()
    mark = f"{count}:{latest.isoformat() if latest else ''}:{versions}"
    key = f"atlas-duplicates:{region_id}"
    kept = cache.get(key)
    if kept is None or kept[0] != mark:
        kept = (mark, [(each.first, each.second, each.because.value) for each in pairs(_known(rows))])
        cache.set(key, kept, A_DAY)
    apart = set(NotTheSame.objects.values_list("first", "second"))
    return [
        Pair(first, second, Because(because))
        for first, second, because in kept[1]
        if (first, second) not in apart
    ]


def _known(rows: "QuerySet[AtlasEntry]") -> list[Known]:
    read = rows.values_list("pk", "name", "website", "latitude", "longitude").order_by("pk")
    return [
        Known(
            pk,
            name,
            website,
            (float(latitude), float(longitude)) if latitude is not None and longitude is not None else None,
        )
        for pk, name, website, latitude, longitude in read
    ]


def proposals(found: list[Pair]) -> list[Proposal]:
    """A page of pairs with their entries: one statement."""
    numbers = {pk for pair in found for pk in (pair.first, pair.second)}
    entries = AtlasEntry.objects.select_related("municipality", "region").in_bulk(numbers)
    return [
        Proposal(entries[pair.first], entries[pair.second], pair.because)
        for pair in found
        if pair.first in entries and pair.second in entries
    ]
