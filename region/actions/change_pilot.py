from datetime import datetime

from django.http import Http404

from hub.kit.transactions import verb
from members.models import User
from members.permissions import post_of
from region.actions._pilots import PilotChanged, PilotIsOver, held_to_write, noted_of, write_facts
from region.models import Pilot
from region.permissions import is_quartermaster_of
from region.rules.pilots import PilotFacts

__all__ = ["PilotChanged", "PilotIsOver", "change_pilot"]


@verb
def change_pilot(*, slug: str, at_version: int, facts: PilotFacts, actor: User, now: datetime) -> Pilot:
    """Write what is now known of a pilot over what was. `at_version` is what the writer saw.

    Raises `PilotChanged` when somebody was there first, `PilotIsOver`; `Forbidden` for a member of its owner who only
    reads along, Http404 for a stranger, and for a quartermaster who would move it to another's region.
    """
    pilot = held_to_write(slug, actor)
    if pilot.version != at_version:
        raise PilotChanged()
    if post_of(actor, pilot.owner_id) is None and not is_quartermaster_of(actor, facts.region_id):
        raise Http404
    pilot.version += 1
    write_facts(pilot, facts, now)
    noted_of(pilot, "change", actor, now, version=pilot.version, state=pilot.state)
    return pilot
