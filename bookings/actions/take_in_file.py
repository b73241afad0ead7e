from datetime import datetime
from typing import Any
from uuid import UUID

from bookings.actions._importing import ImportIsUnderWay
from bookings.models import Import, ImportOf, ImportState
from bookings.models.imports import UNFINISHED
from facilities.actions._projection import lock_hubs
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit import outbox
from hub.kit.audit import Actor
from hub.kit.errors import Forbidden
from hub.kit.tables import MOST_BYTES, FileTooLarge
from hub.kit.transactions import verb


@verb
def take_in_file(
    *,
    uuid: UUID,
    hub: Hub,
    of: ImportOf | str,
    file_name: str,
    content: bytes,
    wishes: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Import:
    """Keep a hub's file for a worker to read; there is no audit row yet. What was chosen before and not written is
    left. The same `uuid` again changes nothing. For the hub's managers. Raises `Forbidden`, `FileTooLarge`,
    `ImportIsUnderWay`.
    """
    demand_manager(actor, hub)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    lock_hubs([hub.pk], now)
    there = Import.objects.filter(uuid=uuid).first()
    if there:
        if there.hub_id != hub.pk:
            raise Forbidden()
        return there
    unfinished = Import.objects.filter(hub=hub, state__in=UNFINISHED)
    if unfinished.filter(state=ImportState.WRITING).exists():
        raise ImportIsUnderWay()
    unfinished.update(state=ImportState.DROPPED, content=b"", preview={})
    made = Import.objects.create(
        uuid=uuid,
        hub=hub,
        of=ImportOf(of),
        file_name=file_name.replace("\x00", "")[:200],
        content=content,
        wishes=wishes or {},
        created_by_id=actor.pk,
        created_at=now,
    )
    outbox.emit(kind="import.read", about=made.ref, key=f"import.read:{made.uuid}", now=now)
    return made
