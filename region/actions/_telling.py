"""Whoever an entry is of hears that somebody else changed it."""

from collections.abc import Sequence
from datetime import datetime

from hub.kit import outbox
from hub.kit.audit import Actor
from hub.kit.transactions import step
from members.models.reading import organisations_of_person
from region.models import AtlasEntry, Why

CHANGED = "entry.changed"
# Of a look that found all as it was, and of the desk's own stages, nobody is told.
TOLD = (Why.CHANGED, Why.IMPORTED, Why.SUGGESTED, Why.MERGED, Why.TAKEN_OFF, Why.PUT_BACK)


@step
def tell_owners(*, entries: Sequence[AtlasEntry], actor: Actor, now: datetime) -> None:
    """A message for each that belongs to an organisation, unless it is theirs who did it. Called with the version that
    was just kept."""
    owned = [entry for entry in entries if entry.organisation_id]
    if not owned:
        return
    ours = {each.pk for each in organisations_of_person(actor.pk)} if actor.pk else set()
    told = {
        f"{CHANGED}:{entry.pk}:{entry.version}": entry for entry in owned if entry.organisation_id not in ours
    }
    outbox.emit_about_each(
        kind=CHANGED,
        abouts={key: entry.ref for key, entry in told.items()},
        payloads={key: {"version": entry.version} for key, entry in told.items()},
        now=now,
    )
