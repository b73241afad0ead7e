from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from members.permissions import is_site_admin
from region.actions._forgetting import taken_out
from region.models import ContactNote
from region.permissions import regions_mapped_by

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
    notes = ContactNote.objects.all()
    if not is_site_admin(actor):
        notes = notes.filter(Q(entry__region__in=regions) | Q(entry__region=None))
    count = taken_out(notes, wanted)
    record(
        action="region.contact.forgotten",
        about=Ref("person", str(actor.pk)),
        actor=actor,
        now=now,
        facts={"notes": count},
    )
    return count
