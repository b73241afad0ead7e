from collections.abc import Mapping
from datetime import datetime

from bookings.models.imports import ImportState
from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._comparing import NEW, SKIP, UPDATE
from region.actions._filing import NotToBeTakenOver, SomethingElseByNow
from region.models import EntryFile
from region.permissions import maps


@verb
def ask_entry_file(
    *,
    found: EntryFile,
    seen: str,
    for_all: str = "",
    for_rows: Mapping[int, str] | None = None,
    actor: Person,
    now: datetime,
) -> EntryFile:
    """Say yes to a file's preview, whose digest was `seen`: a worker writes it, all or nothing. What is there already
    or twice in the file is skipped, updated or put beside it, as said for the row, for all, or proposed. Again
    changes nothing.

    For who looks after the region. Raises `Forbidden`, `NotToBeTakenOver`, `SomethingElseByNow`.
    """
    if not maps(actor, found.region_id):
        raise Forbidden()
    fresh = EntryFile.objects.select_for_update(no_key=True).get(pk=found.pk)
    if fresh.state in (ImportState.WRITING, ImportState.WRITTEN):
        return fresh
    if fresh.state != ImportState.READ:
        raise NotToBeTakenOver()
    if fresh.preview.get("digest") != seen:
        raise SomethingElseByNow()
    ways = (SKIP, UPDATE, NEW)
    rows = {str(row): way for row, way in (for_rows or {}).items() if way in ways}
    fresh.choices = {"all": for_all if for_all in ways else "", "rows": rows}
    fresh.state, fresh.asked_by_id, fresh.asked_at, fresh.attempts = ImportState.WRITING, actor.pk, now, 0
    fresh.save(update_fields=["choices", "state", "asked_by", "asked_at", "attempts"])
    key = f"entries.write:{fresh.uuid}:{now.isoformat()}"
    outbox.emit(kind="entries.write", about=fresh.ref, key=key, now=now)
    record(
        action="region.ask_entry_file",
        about=fresh.ref,
        actor=actor,
        now=now,
        facts={"region": fresh.region_id, "rows": fresh.rows},
    )
    return fresh
