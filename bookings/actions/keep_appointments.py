from datetime import datetime

from bookings.actions._import_blocks import calendar_preview
from bookings.models import Import, ImportState
from bookings.rules.appointments import Appointments
from hub.kit.transactions import verb


@verb
def keep_appointments(*, found: Import, read: Appointments | str, now: datetime) -> Import | None:
    """A worker's part: the preview of a calendar that was read, or the code of why it could not be. None when somebody
    left it meanwhile."""
    fresh = Import.objects.select_for_update(of=("self",), no_key=True).select_related("hub").get(pk=found.pk)
    if fresh.state != ImportState.READING:
        return None
    if isinstance(read, str):
        fresh.preview = {"problems": [[0, "", read, {}]], "problem_count": 1, "digest": ""}
    else:
        fresh.preview = calendar_preview(fresh, read, now)
        fresh.rows = fresh.rows_done = len(read.of)
    fresh.state = ImportState.REFUSED if fresh.preview["problems"] else ImportState.READ
    fresh.attempts = 0
    fresh.save(update_fields=["preview", "rows", "rows_done", "state", "attempts"])
    return fresh
