from datetime import datetime

from bookings.models import CalendarSource
from bookings.models.reading import spent_out
from bookings.models.sources import LEASE
from hub.kit.transactions import verb


@verb
def claim_source(*, now: datetime) -> CalendarSource | None:
    """Take the source that waits longest, with its hub and facility, for the length of a lease: a worker that dies with
    it costs some minutes. Those of a hub that has had its part of this hour
    wait for the next one. None when none is due."""
    due = CalendarSource.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    due = due.filter(due_at__lte=now).exclude(hub__in=spent_out(now).values("hub"))
    source = due.select_related("hub", "facility").order_by("due_at", "pk").first()
    if source is not None:
        source.due_at = now + LEASE
        source.save(update_fields=["due_at"])
    return source
