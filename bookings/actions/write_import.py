from datetime import datetime
from uuid import UUID

from bookings.actions._import_changes import as_preview
from bookings.actions._import_writing import write_changes
from bookings.actions._importing import begin, changes_at, parsed
from bookings.models import Import, ImportState
from bookings.models.importing import Lists, lists
from bookings.rules.importing.rows import Understood
from facilities.actions._projection import lock_hubs
from facilities.permissions import demand_manager
from funding.rules.time import local_day
from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.transactions import demand_outside, verb


def write_import(*, uuid: UUID, now: datetime) -> Import | None:
    """A worker's part: write what a manager said yes to, in one transaction; a worker that dies in it leaves nothing,
    and the next one begins anew. When it would change something else by now, nothing is written and the new preview
    is shown instead. Safe to repeat; None when there is nothing to do. Raises `Forbidden` when who said yes may not
    any more.
    """
    demand_outside("reading a file")
    found = begin(uuid=uuid, state=ImportState.WRITING, now=now)
    if found is None:
        return None
    known = lists()
    return _write(pk=found.pk, understood=parsed(found, known), known=known, now=now)


@verb
def _write(*, pk: int, understood: Understood, known: Lists, now: datetime) -> Import | None:
    found = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hub__municipality", "asked_by")
        .get(pk=pk)
    )
    if found.state != ImportState.WRITING:
        return None
    hub, actor = found.hub, found.asked_by
    assert actor is not None
    demand_manager(actor, hub)
    lock_hubs([hub.pk], now)
    changes = changes_at(hub, understood, known, now)
    if changes.problems or changes.digest != found.preview["digest"]:
        found.preview = as_preview(changes)
        found.state = ImportState.REFUSED if changes.problems else ImportState.READ
        found.save(update_fields=["preview", "state"])
        return found
    of = [each for each in changes.of if not each.is_nothing]
    found.made = write_changes(of, hub=hub, today=local_day(now, hub.zone), actor=actor, now=now)
    found.state, found.written_at, found.content = ImportState.WRITTEN, now, b""
    found.save(update_fields=["made", "state", "written_at", "content"])
    # Openings take longer than all of the rest, so they follow; what is a draft needs none yet.
    outbox.emit(kind="hub.project", about=hub.ref, key=f"hub.project:{found.uuid}", now=now)
    counts = {name: len(ids) for name, ids in found.made.items() if isinstance(ids, list)}
    record(action="bookings.write_import", about=found.ref, actor=actor, now=now, hub_id=hub.pk, facts=counts)
    return found
