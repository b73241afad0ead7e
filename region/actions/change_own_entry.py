from datetime import datetime

from django.http import Http404

from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._entries import demand_version, held, written
from region.models import AtlasEntry, Why
from region.models.bringing import told_of
from region.permissions import speaks_for
from region.rules.owned import OwnFacts, facts_of_owner


@verb
def change_own_entry(
    *, entry_id: int, at_version: int, own: OwnFacts, actor: Person, now: datetime
) -> AtlasEntry:
    """What an organisation says of the entry that it claimed, or a hub of its own. Its name, place, stage and who
    checked it when stay as the quartermaster has them. `at_version` is what the writer saw.

    For the organisation's owners and the hub's staff. Raises Http404 for anybody else, `EntryChanged` when somebody was
    there first.
    """
    entry = held(entry_id)
    if entry.merged_into_id or not speaks_for(actor, entry):
        raise Http404
    demand_version(entry, at_version)
    facts = facts_of_owner(told_of(entry), own)
    return written(facts=facts, entry=entry, actor=actor, now=now, why=Why.CHANGED)
