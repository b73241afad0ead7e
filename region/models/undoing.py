"""What undoing a file of entries would put back and take off, and what stays since somebody has touched it since."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from bookings.models.imports import ImportState
from hub.kit.sql import rows
from region.models.entries import AtlasEntry, Partner, Stage
from region.models.files import EntryFile
from region.models.pointing import pointing
from region.models.versions import UNDOING, EntryVersion, Why

# As long as a merge can be undone.
AS_LONG_AS = timedelta(days=30)


# By its key for each pair: right after a file the database's own figures of this table say nothing yet.
CONTENTS = """
SELECT v.entry_id, v.content::text
FROM unnest(%(entries)s::bigint[], %(numbers)s::int[]) AS wanted (entry_id, number)
JOIN region_entryversion v ON v.entry_id = wanted.entry_id AND v.number = wanted.number
"""


class Since(StrEnum):
    """What became of an entry since the file was taken over."""

    CHANGED = "changed"
    NAMED = "named"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Stays:
    """An entry that is not touched, and why; the last change where it was `changed`."""

    entry: AtlasEntry
    since: Since
    last: EntryVersion | None = None


@dataclass(slots=True)
class Undoing:
    """`put_back`: was there before the file. `take_off`: came with it, for the first time or again. `numbers`: entry,
    and the version that the file made of it."""

    numbers: Mapping[int, int]
    put_back: list[AtlasEntry] = field(default_factory=list)
    take_off: list[AtlasEntry] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Other entries, or others that stay, and it is another: then it is shown anew."""
        stands_on = (
            [each.pk for each in self.put_back],
            [each.pk for each in self.take_off],
            [(each.entry.pk, each.since.value, each.last and each.last.number) for each in self.stays],
        )
        return hashlib.sha256(repr(stands_on).encode()).hexdigest()[:32]


def may_be_undone(file: EntryFile, now: datetime) -> bool:
    return (
        file.state == ImportState.WRITTEN
        and file.written_at is not None
        and now <= file.written_at + AS_LONG_AS
    )


def brought(file: EntryFile) -> QuerySet[EntryVersion]:
    """The versions that a file made, one of each entry."""
    return EntryVersion.objects.filter(file=file, why=Why.IMPORTED)


def undoing(file: EntryFile) -> Undoing:
    """By name; a fixed number of statements, however long the file. An entry that was taken back already is not
    spoken of."""
    numbers = dict(brought(file).values_list("entry_id", "number"))
    there = AtlasEntry.objects.filter(pk__in=numbers).select_related("municipality")
    back = EntryVersion.objects.filter(file=file, why__in=UNDOING).values("entry")
    entries = list(there.exclude(pk__in=back).order_by("name", "pk"))
    last = _changed_since(entries, numbers)
    came = _came(entries, numbers)
    new = [pk for pk in came if pk not in last]
    named, used = _named(new), _used(new)
    found = Undoing(numbers)
    for entry in entries:
        if entry.pk in last:
            found.stays.append(Stays(entry, Since.CHANGED, last[entry.pk]))
        elif entry.pk in named:
            found.stays.append(Stays(entry, Since.NAMED))
        elif entry.pk in used:
            found.stays.append(Stays(entry, Since.USED))
        else:
            (found.take_off if entry.pk in came else found.put_back).append(entry)
    return found


def _came(entries: Collection[AtlasEntry], numbers: Mapping[int, int]) -> set[int]:
    """Those that were not there before: new, or off the atlas since an earlier file was undone. What a file changed
    that stayed off did not come with it."""
    pks = [each.pk for each in entries if each.stage != Stage.TAKEN_OFF]
    off = EntryVersion.objects.filter(entry__in=pks, content__stage=Stage.TAKEN_OFF)
    back = {pk for pk, number in off.values_list("entry_id", "number") if number == numbers[pk] - 1}
    return back.union(pk for pk in pks if numbers[pk] == 1)


def _changed_since(entries: Collection[AtlasEntry], numbers: Mapping[int, int]) -> dict[int, EntryVersion]:
    """The last change of each that somebody changed. That a year went by since its check is nobody's change, and a
    later file that was undone left it as it was."""
    moved = [each.pk for each in entries if each.version != numbers[each.pk]]
    back = EntryVersion.objects.filter(file=OuterRef("file"), entry=OuterRef("entry"), why__in=UNDOING)
    versions = EntryVersion.objects.filter(~Exists(back), entry__in=moved).exclude(why=Why.STALE)
    named = versions.select_related("made_by").defer("content").order_by("number")
    return {each.entry_id: each for each in named if each.number > numbers[each.entry_id]}


def _named(new: Collection[int]) -> set[int]:
    """Those that another entry names as a partner by now: it would be poorer without."""
    return set(Partner.objects.filter(partner__in=new).values_list("partner_id", flat=True))


def _used(new: Collection[int]) -> set[int]:
    """Those of which something else speaks by now: a claim, a suggestion, a pilot, a conversation."""
    return {
        pk
        for model, column in pointing()
        for pk in model._default_manager.filter(**{f"{column}__in": new}).values_list(column, flat=True)
    }


def contents_before(plan: Undoing, entries: Collection[AtlasEntry]) -> dict[int, dict[str, Any]]:
    """What these said before the file changed them, by number; one statement."""
    pks = [each.pk for each in entries]
    values = {"entries": pks, "numbers": [plan.numbers[pk] - 1 for pk in pks]}
    return {pk: json.loads(content) for pk, content in rows(CONTENTS, values, prepared=False)}
