from datetime import datetime

from facilities.actions._facts import FacilityFacts, apply, changed_columns
from facilities.models import Facility
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def change_facility(*, facility: Facility, facts: FacilityFacts, actor: Actor, now: datetime) -> Facility:
    """Make the facility what the facts say; its address in the site stays, and so do the bookings there are.

    Raises `Forbidden`, `GridDoesNotFit`, `LengthsDoNotFit`, `HorizonTooFar`.
    """
    demand_manager(actor, facility.hub)
    facts.check()
    fresh = (
        Facility.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hub")
        .get(pk=facility.pk)
    )
    changed = changed_columns(fresh, facts)
    if {feature.pk for feature in fresh.features.all()} != {feature.pk for feature in facts.features}:
        fresh.features.set(facts.features)
        changed.append("features")
    if not changed:
        return fresh
    apply(fresh, facts, [name for name in changed if name != "features"])
    fresh.save()
    record(
        action="facilities.change_facility",
        about=fresh.ref,
        actor=actor,
        now=now,
        hub_id=fresh.hub_id,
        facts={"changed": changed},
    )
    return fresh
