from datetime import datetime

from facilities.actions._holidays import load
from facilities.actions._projection import Projected, lock_hubs, project
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def load_holidays(*, hub: Hub, actor: Actor, now: datetime) -> Projected:
    """Close the hub on the coming public holidays of its country, but for those it opens on anyway.

    What comes into view later is loaded nightly (`project_openings`). Raises `Forbidden`.
    """
    demand_manager(actor, hub)
    lock_hubs([hub.pk], now)
    changed = load(hubs=[hub], now=now)
    if changed:
        record(
            action="facilities.load_holidays",
            about=hub.ref,
            actor=actor,
            now=now,
            hub_id=hub.pk,
            facts={"of": hub.holidays_of, "changed": changed},
        )
    return project(hub_ids=[hub.pk], now=now)
