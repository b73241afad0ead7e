from datetime import datetime

from bookings.actions._importing import NotToBeWritten, SomethingElseNow
from bookings.models import Import, ImportState
from facilities.permissions import demand_manager
from hub.kit import outbox
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def ask_import(*, found: Import, seen: str, actor: Actor, now: datetime) -> Import:
    """Say yes to a file's preview, whose digest was `seen`: a worker writes it, all or nothing. Again changes nothing.

    For the hub's managers. Raises `Forbidden`, `NotToBeWritten`, `SomethingElseNow`.
    """
    demand_manager(actor, found.hub)
    fresh = Import.objects.select_for_update(of=("self",), no_key=True).select_related("hub").get(pk=found.pk)
    if fresh.state in (ImportState.WRITING, ImportState.WRITTEN):
        return fresh
    if fresh.state != ImportState.READ:
        raise NotToBeWritten()
    if fresh.preview.get("digest") != seen:
        raise SomethingElseNow()
    fresh.state, fresh.asked_by_id, fresh.asked_at, fresh.attempts = ImportState.WRITING, actor.pk, now, 0
    fresh.save(update_fields=["state", "asked_by", "asked_at", "attempts"])
    key = f"import.write:{fresh.uuid}:{now.isoformat()}"
    outbox.emit(kind="import.write", about=fresh.ref, key=key, now=now)
    record(action="bookings.ask_import", about=fresh.ref, actor=actor, now=now, hub_id=fresh.hub_id)
    return fresh
