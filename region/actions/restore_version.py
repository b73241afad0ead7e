from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._entries import region_of, written
from region.actions._moving import mine
from region.models import AtlasEntry, EntryVersion, Why
from region.models.restoring import facts_of
from region.permissions import maps


class IsAsItIs(Refusal):
    code = "version_is_current"
    message = _("That is how it stands now.")


@verb
def restore_version(*, entry_id: int, number: int, at_version: int, actor: User, now: datetime) -> AtlasEntry:
    """Write what an entry was over what it is, as a new version: words, place, themes, partners and what is there. Its
    stage, its check and who claimed it stay; what is not on the site any more (a theme, a town, a hub that is another
    entry's) stays away.

    Raises Http404, `EntryChanged`, `IsAsItIs`, `Forbidden` for a place in a region of somebody else.
    """
    entry = mine(entry_id=entry_id, at_version=at_version, actor=actor)
    older = EntryVersion.objects.filter(entry=entry, number=number).first()
    if older is None:
        raise Http404
    if number == entry.version:
        raise IsAsItIs()
    facts = facts_of(older.content, entry)
    if not maps(actor, region_of(facts)):
        raise Forbidden()
    return written(facts=facts, entry=entry, actor=actor, now=now, why=Why.RESTORED, note=str(number))
