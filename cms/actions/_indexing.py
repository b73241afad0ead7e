"""Writing the index: rows, and the words that occur in them, always together."""

from collections import Counter
from collections.abc import Collection

from cms.models import SearchMark, SearchRow, SearchWord
from cms.models.indexed import FOUND, rows_of
from cms.models.marks import at_rest, counted, touched_by, waiting, words_in
from hub.kit.locks import LockKind, lock, lock_unless_taken
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import step

THE_INDEX = (LockKind.SEARCH, 1)
GENERATED = {"title_vector", "vector"}
WRITTEN = [
    field.name
    for field in SearchRow._meta.concrete_fields
    if not field.primary_key and field.name not in GENERATED
]
ADDED = """
INSERT INTO cms_searchword (word, rows)
SELECT word, rows FROM unnest(%(words)s::text[], %(counts)s::bigint[]) AS more (word, rows) WHERE rows > 0
ON CONFLICT (word) DO UPDATE SET rows = cms_searchword.rows + excluded.rows
RETURNING 1
"""
TAKEN = """
UPDATE cms_searchword AS known SET rows = greatest(known.rows + less.rows, 0)
FROM unnest(%(words)s::text[], %(counts)s::bigint[]) AS less (word, rows)
WHERE known.word = less.word AND less.rows < 0
RETURNING 1
"""


@step
def one_at_a_time(*, wait: bool = False) -> bool:
    """One writes the index, so that words are counted once; false when somebody else does already."""
    if wait:
        lock([THE_INDEX])
        return True
    return lock_unless_taken([THE_INDEX])


@step
def index_marked(*, most: int, only: Collection[int] = ()) -> int:
    """Write anew what is marked, and mark what else says something of it. Returns how many marks were worked off."""
    marks = waiting(most, only)
    refs = {mark.ref for mark in marks}
    ready = at_rest(refs)
    done = [mark for mark in marks if mark.ref in ready]
    _mark_others({mark.ref for mark in done if not mark.alone}, but=refs)
    _write({ref for ref in ready if ref.kind in FOUND})
    SearchMark.objects.filter(pk__in=[mark.pk for mark in done]).delete()
    return len(done)


def _mark_others(refs: set[Ref], *, but: set[Ref]) -> None:
    touched = sorted(touched_by(refs) - but) if refs else []
    SearchMark.objects.bulk_create([SearchMark(ref=ref, alone=True) for ref in touched])


def _write(refs: set[Ref]) -> None:
    before = words_in(refs)
    new = rows_of(refs)
    kept = {(each.ref, each.language) for each in new}
    gone = [
        pk
        for pk, ref, language in SearchRow.objects.filter(ref__in=refs).values_list("pk", "ref", "language")
        if (ref, language) not in kept
    ]
    SearchRow.objects.filter(pk__in=gone).delete()
    SearchRow.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["ref", "language"], update_fields=WRITTEN
    )
    change_words(before, counted((each.title_words, each.text_words) for each in new))


def change_words(before: Counter[str], after: Counter[str]) -> None:
    changed = {word: after[word] - before[word] for word in {*before, *after} if after[word] != before[word]}
    if not changed:
        return
    values = {"words": list(changed), "counts": list(changed.values())}
    rows(ADDED, values, prepared=False)
    rows(TAKEN, values, prepared=False)
    SearchWord.objects.filter(rows=0, word__in=[word for word in changed if changed[word] < 0]).delete()
