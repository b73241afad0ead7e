from datetime import datetime

from hub.kit.transactions import verb
from members.models import User
from region.actions._noting import note_audited, note_held, put
from region.models import ContactNote
from region.rules.noting import NoteFacts


@verb
def change_contact(
    *, note_id: int, at_version: int, facts: NoteFacts, actor: User, now: datetime
) -> ContactNote:
    """Write a note anew, at any time: what is wrong about a person has to be put right. Another day to follow up is
    another thing to do.

    Raises Http404, `NoteChanged`.
    """
    note = note_held(note_id=note_id, actor=actor, at_version=at_version)
    if facts.follow_up_on != note.follow_up_on:
        note.followed_up_at = None
    put(note, facts)
    note.version += 1
    note.save()
    note_audited(what="changed", note=note, actor=actor, now=now)
    return note
