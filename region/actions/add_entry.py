from datetime import datetime
from uuid import UUID

from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import region_of, written
from region.models import AtlasEntry, Stage, Why
from region.permissions import maps
from region.rules.facts import EntryFacts


@verb
def add_entry(
    *,
    facts: EntryFacts,
    stage: Stage = Stage.HEARD_OF,
    key: UUID | None = None,
    actor: User,
    now: datetime,
) -> AtlasEntry:
    """Put something on the atlas, in a region that the actor looks after. It is checked later (`verify_entry`), so it
    begins at most as mapped. The same `key` again changes nothing, and answers what was made of it.

    Raises `Forbidden` for another region.
    """
    if not maps(actor, region_of(facts)):
        raise Forbidden()
    if key and (there := AtlasEntry.objects.filter(key=key).first()):
        if not maps(actor, there.region_id):
            raise Forbidden()
        return there
    begins = (
        stage if stage in (Stage.HEARD_OF, Stage.CONTACTED, Stage.VISITED, Stage.MAPPED) else Stage.MAPPED
    )
    return written(facts=facts, actor=actor, now=now, why=Why.CREATED, stage=begins, key=key)
