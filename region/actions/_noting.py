"""Steps of the contact log. The audit trail hears that something was noted, never what or about whom."""

from dataclasses import asdict
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import User
from region.access import reads_contacts
from region.models import ContactNote
from region.rules.noting import NoteFacts


class NoteChanged(Refusal):
    code = "contact_note_changed"
    message = _("Somebody else changed this note while you wrote. Look at what it says now, and try again.")


@step
def note_held(*, note_id: int, actor: User, at_version: int | None = None) -> ContactNote:
    """The note, held. Raises Http404 for one that the actor does not read, `NoteChanged` for another version."""
    found = (
        ContactNote.objects.select_for_update(of=("self",), no_key=True)
        .select_related("entry")
        .filter(pk=note_id)
        .first()
    )
    if found is None or not reads_contacts(actor, found.entry):
        raise Http404
    if at_version is not None and found.version != at_version:
        raise NoteChanged()
    return found


def put(note: ContactNote, facts: NoteFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(note, name, value)


@step
def note_audited(*, what: str, note: ContactNote, actor: Actor, now: datetime) -> None:
    record(
        action=f"region.contact.{what}",
        about=Ref("contact", str(note.pk)),
        actor=actor,
        now=now,
        facts={"entry": note.entry_id},
    )
