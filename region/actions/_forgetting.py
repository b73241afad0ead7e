from region.models import ContactNote
from region.models.contact import ContactNotes
from region.rules.noting import without


def forgotten_in(found: ContactNotes, wanted: str) -> int:
    """Take somebody out of these notes: name, role, address and number, also from the text; what was said stays.
    `wanted`: their whole name or their e-mail address. Answers how many notes named them."""
    notes = list(found.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for note in notes:
        _forget(note, wanted)
    return len(notes)


def _forget(note: ContactNote, wanted: str) -> None:
    if wanted.casefold() in (note.with_name.casefold(), note.with_email.casefold()):
        note.text = without(note.text, note.with_name, note.with_email, note.with_phone)
        note.with_name = note.with_role = note.with_email = note.with_phone = ""
    # A text that was nothing but the name still says that somebody was spoken to.
    note.text = without(note.text, wanted) or "…"
    note.version += 1
    note.save()
