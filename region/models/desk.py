"""What a quartermaster's desk shows: how far one is with what, and what waits today. Each read is a fixed number of
statements, however many entries there are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from members.models import Grant, Region, Role
from region.models.contact import ContactNote, ContactNotes
from region.models.entries import AtlasEntry, EntryKind, Reach, Stage

ROLE_OVER_REGION = "region:"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a list. `quiet_since`: nobody was spoken to on that day or after; `elsewhere`: national and
    virtual entries instead of the region's own."""

    stage: str = ""
    kind: str = ""
    words: str = ""
    quiet_since: date | None = None
    elsewhere: bool = False


def own_entries(region_id: int) -> QuerySet[AtlasEntry]:
    """What is in a region and was not merged into something else."""
    return AtlasEntry.objects.filter(region=region_id, merged_into=None)


def entries_elsewhere() -> QuerySet[AtlasEntry]:
    """What is at no place and of no region: every quartermaster's."""
    return AtlasEntry.objects.filter(region=None, merged_into=None).exclude(reach=Reach.PLACE)


def stage_counts(region_id: int) -> list[tuple[Stage, int]]:
    """Every stage in its order, with how many entries of the region are at it."""
    counted = dict(own_entries(region_id).order_by().values_list("stage").annotate(count=Count("pk")))
    return [(stage, counted.get(stage.value, 0)) for stage in Stage]


def listed(region_id: int, asked: Asked) -> QuerySet[AtlasEntry]:
    """The entries that are asked for, by name, with the day of the last conversation (`spoken_on`); what was taken off
    only where it is asked for."""
    rows = entries_elsewhere() if asked.elsewhere else own_entries(region_id)
    rows = rows.filter(stage=asked.stage) if asked.stage else rows.exclude(stage=Stage.TAKEN_OFF)
    if asked.kind in EntryKind.values:
        rows = rows.filter(kind=asked.kind)
    for word in asked.words.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(address__icontains=word) | Q(municipality__name__icontains=word)
        )
    if asked.quiet_since:
        spoken = ContactNote.objects.filter(at__gte=asked.quiet_since).values("entry")
        rows = rows.exclude(pk__in=spoken)
    return (
        rows.select_related("municipality", "region")
        .annotate(spoken_on=Max("contact_notes__at"))
        .order_by("name", "pk")
    )


def to_check(region_id: int, most: int) -> list[AtlasEntry]:
    """What was checked longer than a year ago, the oldest check first."""
    rows = own_entries(region_id).filter(stage=Stage.STALE).select_related("municipality")
    return list(rows.order_by(Coalesce("verified_on", date.min), "name", "pk")[:most])


def to_follow_up(region_id: int, today: date) -> ContactNotes:
    """What one was to come back to by today, in the region or at what belongs to none, the longest due first."""
    where = Q(entry__region=region_id) | Q(entry__region=None)
    rows = ContactNote.objects.due(today).filter(where).exclude(entry__stage=Stage.TAKEN_OFF)
    return rows.select_related("entry").order_by("follow_up_on", "pk")


def quartermasters_with_old_entries() -> list[int]:
    """Numbers of people in whose regions something is to be checked again."""
    old = AtlasEntry.objects.filter(stage=Stage.STALE, merged_into=None).exclude(region=None)
    scopes = [f"{ROLE_OVER_REGION}{pk}" for pk in old.order_by().values_list("region", flat=True).distinct()]
    held = Grant.objects.filter(
        role=Role.QUARTERMASTER, revoked_at=None, scope__in=scopes, person__is_active=True
    )
    return sorted(set(held.values_list("person", flat=True)))


def named_like(words: str, where: Q, most: int) -> list[AtlasEntry]:
    """Entries whose name has these words: public ones, and those that the reader looks after (`where`)."""
    rows = AtlasEntry.objects.filter(merged_into=None).exclude(stage=Stage.TAKEN_OFF)
    for word in words.split()[:6]:
        rows = rows.filter(name__icontains=word)
    public = Q(stage__in=(Stage.MAPPED, Stage.VERIFIED, Stage.STALE))
    return list(rows.filter(public | where).select_related("municipality").order_by("name", "pk")[:most])


@dataclass(frozen=True, slots=True)
class Waits:
    """What is to be checked again in a region: the oldest checks, and how many there are."""

    region: Region
    entries: list[AtlasEntry]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


def what_waits(regions: list[int], most: int) -> list[Waits]:
    """Of the regions where anything is. Two statements for each region."""
    found = []
    for region in Region.objects.filter(pk__in=regions).order_by("name"):
        count = own_entries(region.pk).filter(stage=Stage.STALE).count()
        if count:
            found.append(Waits(region, to_check(region.pk, most), count))
    return found
