import logging
from collections.abc import Collection

from django.db.models import F

from cms.actions._indexing import index_marked, one_at_a_time
from cms.models import SearchMark
from cms.models.marks import waiting
from hub.kit.errors import Busy
from hub.kit.transactions import verb

log = logging.getLogger(__name__)

BATCH = 100


def index_changes(*, most: int = 20_000) -> int:
    """Bring the index up to what has changed, a batch in each transaction; returns how many marks were worked off.

    May run twice at once (the second does nothing) and be killed at any time: what was not written is still marked. A
    thing that cannot be indexed holds up no other; after five failures it is set aside.
    """
    done = 0
    while done < most:
        try:
            count = _batch()
        except Busy:
            break
        except Exception:  # whatever one thing fails with, the others are indexed
            log.exception("a batch could not be indexed; now one by one")
            count = sum(_alone(mark.pk) for mark in waiting(BATCH))
        if not count:
            break
        done += count
    return done


def _alone(pk: int) -> int:
    try:
        return _batch(only=[pk])
    except Exception:  # see above
        log.exception("mark %d could not be indexed", pk)
        _set_back(pk=pk)
        return 1


@verb
def _batch(*, only: Collection[int] = ()) -> int:
    return index_marked(most=BATCH, only=only) if one_at_a_time() else 0


@verb
def _set_back(*, pk: int) -> None:
    SearchMark.objects.filter(pk=pk).update(tries=F("tries") + 1)
