from datetime import datetime
from uuid import UUID

from bookings.models.imports import ImportState
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import demand_outside, verb
from region.actions._comparing import NEW, UPDATE, Plan, Planned, as_preview
from region.actions._filing import begin, parsed, planned
from region.actions._writing_many import Kept, add_each, change_each
from region.models import AtlasEntry, EntryFile, Why
from region.permissions import maps
from region.rules.file_rows import Understood


def write_entry_file(*, uuid: UUID, now: datetime) -> EntryFile | None:
    """A worker's part: write what a quartermaster said yes to, in one transaction; a worker that dies in it leaves
    nothing, and the next one begins anew. When it would change something else by now, nothing is written and the new
    preview is shown instead. Safe to repeat; None when there is nothing to do. Raises `Forbidden` when who said yes may
    not any more.
    """
    demand_outside("reading a file")
    found = begin(uuid=uuid, state=ImportState.WRITING, now=now)
    if found is None:
        return None
    understood, encoding = parsed(found)
    return _write(pk=found.pk, understood=understood, encoding=encoding, now=now)


@verb
def _write(*, pk: int, understood: Understood, encoding: str, now: datetime) -> EntryFile | None:
    rows = EntryFile.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("region", "asked_by").get(pk=pk)
    if found.state != ImportState.WRITING:
        return None
    if found.asked_by is None or not maps(found.asked_by, found.region_id):
        raise Forbidden()
    of_region = AtlasEntry.objects.select_for_update(no_key=True).filter(region=found.region_id)
    list(of_region.order_by("pk").values_list("pk", flat=True))
    plan = planned(found, understood)
    preview = as_preview(plan, encoding)
    if plan.problems or preview["digest"] != found.preview["digest"]:
        found.preview = preview
        found.state = ImportState.REFUSED if plan.problems else ImportState.READ
        found.save(update_fields=["preview", "state"])
        return found
    return _written(found, plan, now)


def _written(found: EntryFile, plan: Plan, now: datetime) -> EntryFile:
    assert found.asked_by is not None
    done: dict[str, list[Planned]] = {NEW: [], UPDATE: []}
    for each in plan.rows:
        done.setdefault(each.decided(found.choices), []).append(each)
    kept = Kept(Why.IMPORTED, found, found.asked_by, now)
    add_each(facts=[(each.new, each.stage) for each in done[NEW]], kept=kept)
    for each in done[UPDATE]:
        if each.entry and "stage" in each.changed:
            each.entry.stage = each.stage
    changes = [(each.entry, each.over) for each in done[UPDATE] if each.entry and each.over]
    change_each(changes=changes, kept=kept)
    made, changed = len(done[NEW]), len(changes)
    found.made = {"made": made, "changed": changed, "left": len(plan.rows) - made - changed}
    found.state, found.written_at, found.content = ImportState.WRITTEN, now, b""
    found.save(update_fields=["made", "state", "written_at", "content"])
    record(
        action="region.write_entry_file",
        about=found.ref,
        actor=found.asked_by,
        now=now,
        facts={"region": found.region_id, **found.made},
    )
    return found
