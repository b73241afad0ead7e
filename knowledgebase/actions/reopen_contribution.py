from datetime import datetime
from uuid import UUID

from hub.kit.transactions import verb
from knowledgebase.actions._writing import NotBeingWritten, held_by_writer, note
from knowledgebase.models import Contribution, Stand
from members.models import User

AGAIN = (Stand.SUBMITTED, Stand.PUBLISHED, Stand.WITHDRAWN)


@verb
def reopen_contribution(*, uuid: UUID, actor: User, now: datetime) -> Contribution:
    """Write on: take back what waits, begin a change of what is published (which is read as it was meanwhile), or what
    was withdrawn once more. A draft stays what it is.

    Raises `NotBeingWritten` for what has no such state, Http404 for who does not write it.
    """
    found = held_by_writer(uuid, actor)
    if found.is_writable:
        return found
    if found.state not in AGAIN:
        raise NotBeingWritten()
    before, found.state = found.state, Stand.DRAFT
    found.save(update_fields=["state"])
    note(found, "reopen_contribution", actor=actor, now=now, before=str(before))
    return found
