"""Entries from a file, and a file undone, thousands at once: the same rows that `written` leaves, in a number of
statements that does not depend on how many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from hub.kit.audit import Actor, noted, write
from hub.kit.transactions import step
from members.models import Municipality
from region.actions._entries import PLAIN, free_of, partners_of, put, things_of
from region.actions._telling import tell_owners
from region.models import (
    AtlasEntry,
    DescribedFacility,
    EntryFile,
    EntryVersion,
    Partner,
    Reach,
    Stage,
    Why,
)
from region.models.snapshots import snapshots
from region.rules.facts import EntryFacts

AT_ONCE = 1_000
COLUMNS = [name.removesuffix("_id") for name in PLAIN]
PLACE = ["region", "municipality", "latitude", "longitude", "pin_moved", "version", "changed_at"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the history says of each."""

    why: Why
    file: EntryFile
    actor: Actor
    now: datetime
    note: str = ""


@step
def add_each(*, facts: Sequence[tuple[EntryFacts, Stage]], kept: Kept) -> list[AtlasEntry]:
    """Each as a new entry at its stage, in this order."""
    if not facts:
        return []
    towns = _towns(each for each, _stage in facts)
    taken = set(AtlasEntry.objects.values_list("slug", flat=True))
    made = []
    for each, stage in facts:
        entry = AtlasEntry(slug=free_of(each.name, taken), created_at=kept.now, stage=stage)
        _put(entry, each, towns, kept.now)
        made.append(entry)
    AtlasEntry.objects.bulk_create(made, batch_size=AT_ONCE)
    _beside([(entry, each) for entry, (each, _stage) in zip(made, facts, strict=True)])
    _keep(made, kept)
    return made


@step
def change_each(*, changes: Sequence[tuple[AtlasEntry, EntryFacts]], kept: Kept) -> None:
    """Each written over an entry whose row is locked, with the stage that it has here. Their owners are told."""
    if not changes:
        return
    towns = _towns(facts for _entry, facts in changes)
    entries = [entry for entry, _facts in changes]
    for entry, facts in changes:
        _put(entry, facts, towns, kept.now)
    # As an insertion that meets what is there: a CASE for each of twenty columns takes ten times as long.
    AtlasEntry.objects.bulk_create(
        entries,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*COLUMNS, *PLACE, "stage"],
    )
    AtlasEntry.themes.through.objects.filter(atlasentry__in=entries).delete()
    Partner.objects.filter(entry__in=entries).delete()
    DescribedFacility.objects.filter(entry__in=entries).delete()
    _beside(changes)
    _keep(entries, kept)
    tell_owners(entries=entries, actor=kept.actor, now=kept.now)


@step
def take_off_each(*, entries: Sequence[AtlasEntry], kept: Kept) -> None:
    """Each off the atlas, of entries whose rows are locked and that nobody has claimed."""
    if not entries:
        return
    for entry in entries:
        entry.stage, entry.version, entry.changed_at = Stage.TAKEN_OFF, entry.version + 1, kept.now
    AtlasEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        stage=Stage.TAKEN_OFF, version=F("version") + 1, changed_at=kept.now
    )
    _keep(entries, kept)


def _put(entry: AtlasEntry, facts: EntryFacts, towns: Mapping[int, Municipality], now: datetime) -> None:
    put(entry, facts, towns[facts.municipality_id or 0] if facts.reach == Reach.PLACE else None)
    entry.version += 1
    entry.changed_at = now


def _towns(facts: Iterable[EntryFacts]) -> dict[int, Municipality]:
    return Municipality.objects.in_bulk({each.municipality_id for each in facts if each.municipality_id})


def _beside(rows: Sequence[tuple[AtlasEntry, EntryFacts]]) -> None:
    """Themes, who takes part, and what is there."""
    through = AtlasEntry.themes.through
    through.objects.bulk_create(
        [through(atlasentry=entry, theme_id=pk) for entry, facts in rows for pk in facts.theme_ids],
        batch_size=AT_ONCE,
    )
    Partner.objects.bulk_create(
        [each for entry, facts in rows for each in partners_of(entry, facts)], batch_size=AT_ONCE
    )
    DescribedFacility.objects.bulk_create(
        [each for entry, facts in rows for each in things_of(entry, facts)], batch_size=AT_ONCE
    )


def _keep(entries: Sequence[AtlasEntry], kept: Kept) -> None:
    """The version of each as it now stands, and its audit row."""
    contents = snapshots(entries)
    EntryVersion.objects.bulk_create(
        [
            EntryVersion(
                entry=entry,
                number=entry.version,
                why=kept.why,
                content=contents[entry.pk],
                note=kept.note,
                made_by_id=kept.actor.pk,
                made_at=kept.now,
                file=kept.file,
            )
            for entry in entries
        ],
        batch_size=AT_ONCE,
    )
    notes = [
        noted(
            action=f"region.entry.{kept.why.value}",
            about=entry.ref,
            actor=kept.actor,
            now=kept.now,
            facts={"version": entry.version, "stage": entry.stage},
        )
        for entry in entries
    ]
    for start in range(0, len(notes), AT_ONCE):
        write(notes[start : start + AT_ONCE])
