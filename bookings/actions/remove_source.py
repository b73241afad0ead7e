from datetime import datetime
from uuid import UUID

from bookings.actions._sources import held_source, lift_all
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def remove_source(*, hub: Hub, uuid: UUID, actor: Actor, now: datetime) -> int:
    """The other calendar is read no more, its link forgotten, and what it blocked is free; returns how many times that
    were. Raises `Forbidden`; Http404 for one that the hub does not have."""
    demand_manager(actor, hub)
    source = held_source(hub=hub, uuid=uuid)
    lifted = lift_all(source=source, now=now)
    source.removed_at, source.due_at, source.sealed_link, source.file, source.etag = now, None, "", None, ""
    source.save(update_fields=["removed_at", "due_at", "sealed_link", "file", "etag"])
    record(
        action="bookings.remove_source",
        about=source.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"lifted": lifted},
    )
    return lifted
