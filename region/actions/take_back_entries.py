from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.models.imports import ImportState
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import step, verb
from members.models import User
from region.actions._filing import SomethingElseByNow
from region.actions._writing_many import Kept, change_each, take_off_each
from region.models import AtlasEntry, EntryFile, Why
from region.models.restoring import facts_of_each
from region.models.undoing import AS_LONG_AS, Undoing, brought, contents_before, undoing
from region.permissions import maps


class FileIsUndone(Refusal):
    code = "file_is_undone"
    message = _("That was undone before.")


class NotTakenOver(Refusal):
    code = "file_not_taken_over"
    message = _("Only a file that was taken over can be undone.")


class FileTooOld(Refusal):
    code = "file_too_old"
    message = _(
        "Taken over more than 30 days ago. Put back single entries from their history instead, or take them off."
    )


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    message = _("Nothing of this file is as it was brought in, so there is nothing left to undo.")


@verb
def take_back_entries(*, found: EntryFile, seen: str, actor: User, now: datetime) -> EntryFile:
    """Undo a file: what it changed says again what it said, what it made is taken off; each as a new version. What
    somebody has changed since, or uses, stays as it is (`region.models.undoing`). All of it or nothing, and only
    what was shown: `seen` is the digest of that.

    For who looks after the region. Raises `Forbidden`, `FileIsUndone`, `NotTakenOver`, `FileTooOld`,
    `SomethingElseByNow`, `NothingToUndo`.
    """
    if not maps(actor, found.region_id):
        raise Forbidden()
    file = _held(found, now)
    _hold_entries(file)
    plan = undoing(file)
    if plan.digest != seen:
        raise SomethingElseByNow()
    if not plan.put_back and not plan.take_off:
        raise NothingToUndo()
    _undo(plan, file, actor, now)
    counts = {"put_back": len(plan.put_back), "taken_off": len(plan.take_off), "stayed": len(plan.stays)}
    file.state, file.undone_at, file.made = ImportState.UNDONE, now, {**file.made, **counts}
    file.save(update_fields=["state", "undone_at", "made"])
    facts = {"region": file.region_id, **counts}
    record(action="region.take_back_entries", about=file.ref, actor=actor, now=now, facts=facts)
    return file


@step
def _held(found: EntryFile, now: datetime) -> EntryFile:
    """The file's row, which one at a time undoes."""
    rows = EntryFile.objects.select_for_update(no_key=True).defer("content", "preview")
    file = rows.get(pk=found.pk)
    if file.state == ImportState.UNDONE:
        raise FileIsUndone()
    if file.state != ImportState.WRITTEN or file.written_at is None:
        raise NotTakenOver()
    if now > file.written_at + AS_LONG_AS:
        raise FileTooOld()
    return file


@step
def _hold_entries(file: EntryFile) -> None:
    """In the order of their numbers, as a merge and the next file hold them. Nobody changes one from here on."""
    rows = AtlasEntry.objects.select_for_update(no_key=True).filter(pk__in=brought(file).values("entry"))
    list(rows.order_by("pk").values_list("pk", flat=True))


@step
def _undo(plan: Undoing, file: EntryFile, actor: User, now: datetime) -> None:
    before = contents_before(plan, plan.put_back)
    facts = facts_of_each([(entry, before[entry.pk]) for entry in plan.put_back])
    back = Kept(Why.PUT_BACK, file, actor, now, note=file.file_name)
    change_each(changes=list(zip(plan.put_back, facts, strict=True)), kept=back)
    take_off_each(entries=plan.take_off, kept=replace(back, why=Why.TAKEN_BACK))
