from datetime import datetime

from hub.kit.transactions import verb
from members.models import User
from region.actions._noting import note_audited, note_held


@verb
def delete_contact(*, note_id: int, actor: User, now: datetime) -> None:
    """It is gone, with whom it named; that there was one stays in the audit trail. Raises Http404."""
    note = note_held(note_id=note_id, actor=actor)
    note_audited(what="deleted", note=note, actor=actor, now=now)
    note.delete()
