"""What moving an entry along shares: reach it as one's own, and ask what everybody may see."""

from collections.abc import Iterable

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import step
from members.models import User
from region.actions._entries import demand_version, held
from region.models import AtlasEntry, Reach
from region.permissions import maps
from region.rules.readiness import Missing, missing

SAID = {
    Missing.NAME: _("a name"),
    Missing.KIND: _("a kind"),
    Missing.PLACE: _("a place"),
    Missing.WORDS: _("a source, or words about it"),
}


class NotReady(Refusal):
    code = "entry_not_ready"
    message = _("Before everybody sees it, it needs: %(missing)s. Add that, and try again.")


@step
def mine(*, entry_id: int, at_version: int, actor: User) -> AtlasEntry:
    """The entry, held, as the writer had it before them. Raises Http404 for one of a region that the actor does not
    look after and for one that was merged, `EntryChanged` when somebody was there first."""
    entry = held(entry_id)
    if not maps(actor, entry.region_id) or entry.merged_into_id:
        raise Http404
    demand_version(entry, at_version)
    return entry


def demand_ready(entry: AtlasEntry) -> None:
    """Raises `NotReady` for what everybody may not see yet."""
    lacks = missing_of(entry)
    if lacks:
        raise NotReady(missing=", ".join(said(lacks)))


def missing_of(entry: AtlasEntry) -> tuple[Missing, ...]:
    return missing(
        name=entry.name,
        kind=entry.kind,
        is_somewhere=entry.reach != Reach.PLACE or entry.municipality_id is not None,
        source=entry.source,
        about_nl=entry.about_nl,
        about_en=entry.about_en,
    )


def said(lacks: Iterable[Missing]) -> list[str]:
    return [str(SAID[each]) for each in lacks]
