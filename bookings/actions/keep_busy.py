from collections.abc import Sequence
from datetime import datetime

from bookings.actions._busy import Kept, keep
from bookings.models import CalendarSource
from hub.kit.periods import Period
from hub.kit.transactions import verb


@verb
def keep_busy(*, source_id: int, times: Sequence[Period], now: datetime) -> Kept:
    """Block what the calendar says, and free what it does not say any more; what is so already stays untouched. What
    somebody has booked is theirs, and is blocked from the moment they give it back.

    A step at a time: ask again until it is `whole`. Of a source that was removed nothing is kept.
    """
    rows = CalendarSource.objects.select_for_update(no_key=True, of=("self",)).defer("file")
    source = rows.filter(pk=source_id, removed_at=None).first()
    if source is None:
        return Kept(0, 0, whole=True)
    return keep(source=source, times=times, now=now)
