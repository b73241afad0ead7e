from datetime import datetime
from typing import Any
from uuid import UUID

from bookings.actions._import_blocks import again, calendar_preview, hold_all, write_blocks
from bookings.actions._import_changes import as_preview
from bookings.actions._import_writing import write_changes
from bookings.actions._importing import begin, changes_at, parsed
from bookings.models import Import, ImportOf, ImportState
from bookings.models.importing import Lists, lists
from bookings.rules.import_rows import Understood
from facilities.actions._projection import lock_hubs
from facilities.permissions import demand_manager
from funding.rules.time import local_day
from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.transactions import demand_outside, step, verb


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
    if found.of == ImportOf.CALENDAR:
        return _write_calendar(asked=found, now=now)
    known = lists()
    return _write(asked=found, understood=parsed(found, known), known=known, now=now)


@verb
def _write_calendar(*, asked: Import, now: datetime) -> Import | None:
    """Keys of facilities before the row of the file, as everywhere (docs/locking.md)."""
    hold_all(asked, now)
    found = _held(asked.pk)
    if found is None:
        return None
    preview = calendar_preview(found, again(found), now)
    if preview["problems"] or preview["digest"] != found.preview["digest"]:
        return _shown_again(found, preview)
    return _written(found, write_blocks(found, now), now)


@verb
def _write(*, asked: Import, understood: Understood, known: Lists, now: datetime) -> Import | None:
    lock_hubs([asked.hub_id], now)
    found = _held(asked.pk)
    if found is None:
        return None
    hub = found.hub
    changes = changes_at(hub, understood, known, now)
    if changes.problems or changes.digest != found.preview["digest"]:
        return _shown_again(found, as_preview(changes))
    of = [each for each in changes.of if not each.is_nothing]
    assert found.asked_by is not None
    made = write_changes(of, hub=hub, today=local_day(now, hub.zone), actor=found.asked_by, now=now)
    # Openings take longer than all of the rest, so they follow; what is a draft needs none yet.
    outbox.emit(kind="hub.project", about=hub.ref, key=f"hub.project:{found.uuid}", now=now)
    return _written(found, made, now)


@step
def _held(pk: int) -> Import | None:
    """The import with its row held, if it is still to be written."""
    rows = Import.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("hub__municipality", "asked_by").get(pk=pk)
    if found.state != ImportState.WRITING:
        return None
    demand_manager(found.asked_by, found.hub)
    return found


@step
def _shown_again(found: Import, preview: dict[str, Any]) -> Import:
    """Nothing is written: somebody looks again."""
    found.preview = preview
    found.state = ImportState.REFUSED if preview["problems"] else ImportState.READ
    found.save(update_fields=["preview", "state"])
    return found


@step
def _written(found: Import, made: dict[str, Any], now: datetime) -> Import:
    found.made, found.state, found.written_at, found.content = made, ImportState.WRITTEN, now, b""
    # What somebody's appointments are is the blocks' to say, for as long as they are there.
    found.preview = {**found.preview, **({"appointments": []} if found.of == ImportOf.CALENDAR else {})}
    found.save(update_fields=["made", "state", "written_at", "content", "preview"])
    assert found.asked_by is not None
    record(
        action="bookings.write_import",
        about=found.ref,
        actor=found.asked_by,
        now=now,
        hub_id=found.hub_id,
        facts={name: len(ids) for name, ids in made.items() if isinstance(ids, list)},
    )
    return found
