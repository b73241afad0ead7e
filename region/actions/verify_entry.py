from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import keep_version
from region.actions._moving import demand_ready, mine
from region.models import AtlasEntry, CheckedBy, EntryCheck, Stage, Why


class HowUnknown(Refusal):
    code = "check_how_unknown"
    status = 400
    message = _("Say how you checked it: visited, called, or read what they publish.")


@verb
def verify_entry(
    *, entry_id: int, at_version: int, how: str, actor: User, now: datetime, note: str = ""
) -> AtlasEntry:
    """It is right as it stands: checked today, on the site's clock, by the actor. Good for a year.

    Raises Http404, `EntryChanged`, `HowUnknown`, `NotReady`.
    """
    entry = mine(entry_id=entry_id, at_version=at_version, actor=actor)
    if how not in CheckedBy.values:
        raise HowUnknown()
    demand_ready(entry)
    entry.stage = Stage.VERIFIED
    entry.verified_on = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    entry.verified_by = actor
    entry.save(update_fields=["stage", "verified_on", "verified_by"])
    kept = keep_version(entry=entry, why=Why.VERIFIED, actor=actor, now=now, note=note[:300])
    EntryCheck.objects.create(entry=entry, number=kept.number, how=how)
    return entry
