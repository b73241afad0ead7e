from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import keep_version
from region.actions._moving import mine
from region.models import AtlasEntry, Stage, Why


class NoReason(Refusal):
    code = "taking_off_needs_a_reason"
    status = 400
    message = _("Say why: the next quartermaster wants to know.")


class IsOff(Refusal):
    code = "entry_is_off"
    message = _("It was taken off before.")


@verb
def take_off_entry(*, entry_id: int, at_version: int, reason: str, actor: User, now: datetime) -> AtlasEntry:
    """It is not there any more, or never was. Nothing is deleted: moving it to a stage puts it back.

    Raises Http404, `EntryChanged`, `NoReason`, `IsOff`.
    """
    entry = mine(entry_id=entry_id, at_version=at_version, actor=actor)
    if not reason.strip():
        raise NoReason()
    if entry.stage == Stage.TAKEN_OFF:
        raise IsOff()
    entry.stage = Stage.TAKEN_OFF
    entry.save(update_fields=["stage"])
    keep_version(entry=entry, why=Why.TAKEN_OFF, actor=actor, now=now, note=reason.strip()[:300])
    return entry
