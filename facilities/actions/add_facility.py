from datetime import datetime

from facilities.actions._adding import NewFacility, write_facilities
from facilities.actions._facts import FacilityFacts
from facilities.actions._projection import lock_hubs, project
from facilities.models import Facility, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor
from hub.kit.transactions import verb


@verb
def add_facility(*, hub: Hub, facts: FacilityFacts, actor: Actor, now: datetime) -> Facility:
    """A draft, open when the hub is. It has no units yet: `add_units`, then `change_state` shows it to everybody.

    Raises `Forbidden`, `GridDoesNotFit`, `LengthsDoNotFit`, `HorizonTooFar`.
    """
    demand_manager(actor, hub)
    facts.check()
    lock_hubs([hub.pk], now)
    (facility,) = write_facilities(hub=hub, wanted=[NewFacility(facts)], actor=actor, now=now)
    project(hub_ids=[hub.pk], now=now)
    return facility
