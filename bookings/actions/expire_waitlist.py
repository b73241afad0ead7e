from datetime import datetime

from bookings.actions._waitlist import end_waiting
from bookings.models import WaitlistEntry, WaitState
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def expire_waitlist(*, now: datetime, most: int = 500) -> int:
    """End what has no chance any more: its time is too near or over, or it was to wait no longer; returns how many.
    Each in a transaction of its own, and its people read it."""
    due = WaitlistEntry.objects.filter(state=WaitState.WAITING, until__lte=now)
    ids = list(due.order_by("until", "pk").values_list("pk", flat=True)[:most])
    return each_alone("expire_waitlist", lambda pk: _expire(entry_id=pk, now=now), ids)


@verb
def _expire(*, entry_id: int, now: datetime) -> bool:
    rows = WaitlistEntry.objects.select_for_update(no_key=True, skip_locked=True)
    entry = rows.filter(pk=entry_id, state=WaitState.WAITING, until__lte=now).first()
    if entry is None:
        return False
    end_waiting(entry=entry, state=WaitState.OVER, actor=SITE, now=now)
    return True
