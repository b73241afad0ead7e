from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import keep_version
from region.actions._moving import demand_ready, mine
from region.models import AtlasEntry, Stage, Why

# To where one moves it; it is verified by checking it, and taken off with a reason.
BY_HAND = (Stage.HEARD_OF, Stage.CONTACTED, Stage.VISITED, Stage.MAPPED)


class NotThisWay(Refusal):
    code = "stage_not_by_hand"
    status = 400
    message = _(
        "Choose heard of, contacted, visited or mapped. Checking it and taking it off have their own forms."
    )


class IsThere(Refusal):
    code = "stage_is_there"
    message = _("It stands there already.")


@verb
def move_entry(
    *, entry_id: int, at_version: int, stage: str, actor: User, now: datetime, note: str = ""
) -> AtlasEntry:
    """Say how far one is with an entry; also back, and back onto the atlas. From mapped on everybody sees it.

    Raises Http404, `EntryChanged`, `NotThisWay`, `IsThere`, `NotReady`.
    """
    entry = mine(entry_id=entry_id, at_version=at_version, actor=actor)
    if stage not in BY_HAND:
        raise NotThisWay()
    if stage == entry.stage:
        raise IsThere()
    if stage == Stage.MAPPED:
        demand_ready(entry)
    entry.stage = Stage(stage)
    entry.save(update_fields=["stage"])
    keep_version(entry=entry, why=Why.MOVED_ON, actor=actor, now=now, note=note[:300])
    return entry
