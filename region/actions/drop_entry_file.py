from datetime import datetime

from bookings.models.imports import UNFINISHED, ImportState
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._filing import FileIsUnderWay
from region.models import EntryFile
from region.permissions import maps


@verb
def drop_entry_file(*, found: EntryFile, actor: Person, now: datetime) -> EntryFile:
    """Leave a file that was not written, and forget what is in it; nothing was changed by it, so there is no audit row.
    Again changes nothing.

    For who looks after the region. Raises `Forbidden`, `FileIsUnderWay`.
    """
    if not maps(actor, found.region_id):
        raise Forbidden()
    fresh = EntryFile.objects.select_for_update(no_key=True).get(pk=found.pk)
    if fresh.state == ImportState.WRITING:
        raise FileIsUnderWay()
    if fresh.state in UNFINISHED:
        fresh.state, fresh.content, fresh.preview = ImportState.DROPPED, b"", {}
        fresh.save(update_fields=["state", "content", "preview"])
    return fresh
