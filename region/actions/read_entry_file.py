from datetime import datetime
from uuid import UUID

from bookings.models.imports import ImportState
from hub.kit.transactions import demand_outside, verb
from region.actions._comparing import Plan, as_preview
from region.actions._filing import begin, parsed, planned
from region.models import EntryFile


def read_entry_file(*, uuid: UUID, now: datetime) -> EntryFile | None:
    """A worker's part: make the preview of a file. Safe to repeat; None when there is nothing to do."""
    demand_outside("reading a file")
    found = begin(uuid=uuid, state=ImportState.READING, now=now)
    if found is None:
        return None
    understood, encoding = parsed(found)
    return _keep(pk=found.pk, plan=planned(found, understood), encoding=encoding)


@verb
def _keep(*, pk: int, plan: Plan, encoding: str) -> EntryFile | None:
    found = EntryFile.objects.select_for_update(no_key=True).get(pk=pk)
    if found.state != ImportState.READING:
        return None
    found.preview = as_preview(plan, encoding)
    found.state = ImportState.REFUSED if plan.problems else ImportState.READ
    found.rows, found.attempts = len(plan.rows), 0
    found.save(update_fields=["preview", "state", "rows", "attempts"])
    return found
