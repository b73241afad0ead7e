from datetime import datetime
from uuid import UUID

from django.http import Http404

from hub.kit.transactions import verb
from members.models import User
from region.access import reads_contacts
from region.actions._entries import held
from region.actions._noting import note_audited, put
from region.models import ContactNote
from region.rules.noting import NoteFacts


@verb
def add_contact(
    *, entry_id: int, facts: NoteFacts, key: UUID | None = None, actor: User, now: datetime
) -> ContactNote:
    """Note a conversation; the same `key` again changes nothing.

    Raises Http404 for an entry whose contact log the actor does not read, and for one that
    became part of another."""
    entry = held(entry_id)
    if not reads_contacts(actor, entry) or entry.merged_into_id:
        raise Http404
    # The entry is held, so the same sent twice at once comes one after the other.
    if key and (there := ContactNote.objects.filter(key=key).first()):
        if there.entry_id != entry.pk:
            raise Http404
        return there
    note = ContactNote(key=key, entry=entry, by=actor, written_at=now)
    put(note, facts)
    note.save()
    note_audited(what="added", note=note, actor=actor, now=now)
    return note
