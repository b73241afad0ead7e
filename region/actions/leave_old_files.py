from datetime import datetime, timedelta

from bookings.models.imports import UNDER_WAY, UNFINISHED, ImportState
from hub.kit.transactions import verb
from region.models import EntryFile

KEPT = timedelta(days=30)


@verb
def leave_old_files(*, now: datetime) -> int:
    """Leave files of entries that nobody took over in thirty days, and forget what is in them; answers how many. What a
    worker has in hand stays. Nightly; again is no harm."""
    states = [state for state in UNFINISHED if state not in UNDER_WAY]
    old = EntryFile.objects.filter(state__in=states, created_at__lt=now - KEPT)
    return old.update(state=ImportState.DROPPED, content=b"", preview={}, choices={})
