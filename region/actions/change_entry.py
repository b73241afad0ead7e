from datetime import datetime

from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import demand_version, held, region_of, written
from region.models import AtlasEntry, Why
from region.permissions import maps
from region.rules.facts import EntryFacts


@verb
def change_entry(
    *, entry_id: int, at_version: int, facts: EntryFacts, actor: User, now: datetime
) -> AtlasEntry:
    """Write what is now known of an entry over what was. `at_version` is what the writer saw.

    Raises `EntryChanged` when somebody was there first, Http404 for an entry of a region that the actor does not look
    after, `Forbidden` for moving it into one.
    """
    entry = held(entry_id)
    if not maps(actor, entry.region_id) or entry.merged_into_id:
        raise Http404
    demand_version(entry, at_version)
    if not maps(actor, region_of(facts)):
        raise Forbidden()
    return written(facts=facts, entry=entry, actor=actor, now=now, why=Why.CHANGED)
