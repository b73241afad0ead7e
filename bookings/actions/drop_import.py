from datetime import datetime

from bookings.actions._importing import ImportIsUnderWay
from bookings.models import Import, ImportState
from bookings.models.imports import UNFINISHED
from facilities.permissions import demand_manager
from hub.kit.audit import Actor
from hub.kit.transactions import verb


@verb
def drop_import(*, found: Import, actor: Actor, now: datetime) -> Import:
    """Leave a file that was not written, and forget what is in it; nothing was changed by it, so there is no audit
    row. Again changes nothing.

    For the hub's managers. Raises `Forbidden`, `ImportIsUnderWay`.
    """
    demand_manager(actor, found.hub)
    fresh = Import.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    if fresh.state == ImportState.WRITING:
        raise ImportIsUnderWay()
    if fresh.state in UNFINISHED:
        fresh.state, fresh.content, fresh.preview = ImportState.DROPPED, b"", {}
        fresh.save(update_fields=["state", "content", "preview"])
    return fresh
