from datetime import datetime
from uuid import UUID

from bookings.actions._import_changes import Changes, as_preview
from bookings.actions._importing import begin, changes_at, parsed
from bookings.models import Import, ImportState
from bookings.models.importing import lists
from hub.kit.transactions import demand_outside, verb


def read_import(*, uuid: UUID, now: datetime) -> Import | None:
    """A worker's part: make the preview of a table. Safe to repeat; None when there is nothing to do."""
    demand_outside("reading a file")
    found = begin(uuid=uuid, state=ImportState.READING, now=now)
    if found is None:
        return None
    known = lists()
    understood = parsed(found, known, lambda done, whole: _note_progress(pk=found.pk, done=done, whole=whole))
    return _keep(pk=found.pk, changes=changes_at(found.hub, understood, known, now))


@verb
def _note_progress(*, pk: int, done: int, whole: int) -> None:
    Import.objects.filter(pk=pk).update(rows_done=done, rows=whole)


@verb
def _keep(*, pk: int, changes: Changes) -> Import | None:
    found = Import.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if found.state != ImportState.READING:
        return None
    found.preview = as_preview(changes)
    found.state = ImportState.REFUSED if changes.problems else ImportState.READ
    found.attempts = 0
    found.save(update_fields=["preview", "state", "attempts"])
    return found
