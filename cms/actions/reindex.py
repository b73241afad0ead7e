from cms.actions._indexing import one_at_a_time
from cms.actions.index_changes import index_changes
from cms.models import SearchMark, SearchWord
from cms.models.marks import everything, words_of_all
from hub.kit.transactions import verb


def reindex() -> int:
    """Write the whole index anew while it is searched, and count its words again; returns how many things there are.

    Idempotent: where index and things agree nothing is found that was not found before.
    """
    _forget_failures()
    marked = _mark_all()
    index_changes(most=2 * marked + 1)
    _count_again()
    return marked


@verb
def _forget_failures() -> None:
    SearchMark.objects.update(tries=0)


@verb
def _mark_all() -> int:
    return len(
        SearchMark.objects.bulk_create([SearchMark(ref=ref, alone=True) for ref in sorted(everything())])
    )


@verb
def _count_again() -> None:
    one_at_a_time(wait=True)
    counts = words_of_all()
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, rows=rows) for word, rows in counts.items()], batch_size=5_000
    )
