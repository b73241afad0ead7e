from datetime import datetime

from bookings.actions._seconds import end_second, hold_first, leave_first
from bookings.models import SecondOption, SecondState
from hub.kit.audit import SITE
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def expire_seconds(*, now: datetime, most: int = 500) -> int:
    """End the second options whose own day is over, but those who have asked the first to decide; returns how many.
    Each in a transaction of its own."""
    due = SecondOption.objects.filter(state=SecondState.WAITING, challenged_at=None, until__lte=now)
    ids = list(due.order_by("until", "pk").values_list("pk", flat=True)[:most])
    return each_alone("expire_seconds", lambda pk: _expire(second_id=pk, now=now), ids)


@verb
def _expire(*, second_id: int, now: datetime) -> bool:
    """False when it has changed since: it became the first, was let go or has challenged."""
    second = SecondOption.objects.get(pk=second_id)
    second.behind = hold_first(second.behind_id)
    second.refresh_from_db(fields=["state", "challenged_at"])
    if second.state != SecondState.WAITING or second.challenged_at:
        return False
    leave_first(second.behind)
    end_second(second=second, state=SecondState.OVER, actor=SITE, now=now)
    return True
