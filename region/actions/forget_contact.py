from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from members.permissions import is_site_admin
from region.models import ContactNote
from region.permissions import regions_mapped_by
from region.rules.noting import without

SHORTEST = 4


class TooShort(Refusal):
    code = "name_too_short"
    status = 400
    message = _("Give a whole name or e-mail address, of at least %(least)d characters.")


@verb
def forget_contact(*, words: str, actor: User, now: datetime) -> int:
    """Somebody who was spoken to wants to be forgotten: their name, role, address and number go from every note that
    names them, also from its text; what was said stays. `words`: their whole name or their e-mail address. For a
    quartermaster in their regions, for who administers the site everywhere: they act on a request, and read nothing.

    Answers how many notes named them; may be repeated. Raises `Forbidden`, `TooShort`.
    """
    wanted = " ".join(words.split())
    regions = regions_mapped_by(actor)
    if not regions and not is_site_admin(actor):
        raise Forbidden()
    if len(wanted) < SHORTEST:
        raise TooShort(least=SHORTEST)
    found = (
        ContactNote.objects.about_person(wanted).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    if not is_site_admin(actor):
        found = found.filter(Q(entry__region__in=regions) | Q(entry__region=None))
    notes = list(found)
    for note in notes:
        _forget(note, wanted)
    record(
        action="region.contact.forgotten",
        about=Ref("person", str(actor.pk)),
        actor=actor,
        now=now,
        facts={"notes": len(notes)},
    )
    return len(notes)


def _forget(note: ContactNote, wanted: str) -> None:
    if wanted.casefold() in (note.with_name.casefold(), note.with_email.casefold()):
        note.text = without(note.text, note.with_name, note.with_email, note.with_phone)
        note.with_name = note.with_role = note.with_email = note.with_phone = ""
    # A text that was nothing but the name still says that somebody was spoken to.
    note.text = without(note.text, wanted) or "…"
    note.version += 1
    note.save()
