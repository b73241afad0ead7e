from datetime import datetime

from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def note_export(*, hub: Hub, kind: str, ending: str, actor: Actor, now: datetime) -> None:
    """Write down that somebody takes along what a hub owns, before they get it. For the hub's managers. Raises
    `Forbidden`."""
    demand_manager(actor, hub)
    record(
        action="bookings.note_export",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"kind": kind, "format": ending},
    )
