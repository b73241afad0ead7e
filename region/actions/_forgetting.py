"""How somebody is taken out of the contact logs: by who acts on their request, and when their account is erased."""

from datetime import datetime

from hub.kit.audit import Actor
from hub.kit.transactions import step
from members.models import User
from region.models import ContactNote, Reminder
from region.models.contact import ContactNotes
from region.models.told_of_contacts import names_of
from region.rules.noting import without


@step
def taken_out(notes: ContactNotes, wanted: str) -> int:
    """Their name, role, address and number go from these notes, also from their text; what was said stays. Answers how
    many notes named them."""
    found = list(notes.about_person(wanted).select_for_update(of=("self",), no_key=True).order_by("pk"))
    for note in found:
        if wanted.casefold() in (note.with_name.casefold(), note.with_email.casefold()):
            note.text = without(note.text, note.with_name, note.with_email, note.with_phone)
            note.with_name = note.with_role = note.with_email = note.with_phone = ""
        # A text that was nothing but the name still says that somebody was spoken to.
        note.text = without(note.text, wanted) or "…"
        note.version += 1
        note.save()
    return len(found)


@step
def forget_in_contacts(*, person: User, actor: Actor, now: datetime) -> None:
    """Somebody's account goes: they go from the conversations that others noted. What they noted themselves, as a
    quartermaster, stays under their number, and so do their checks and merges."""
    for name in names_of(person):
        taken_out(ContactNote.objects.all(), name)
    Reminder.objects.filter(person=person).delete()
