from datetime import datetime

from facilities.actions._calendars import new_calendar
from facilities.actions._facts import FacilityFacts, apply, columns, free_slug
from facilities.actions._projection import lock_hubs, project
from facilities.models import Facility, FacilityState, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def add_facility(*, hub: Hub, facts: FacilityFacts, actor: Actor, now: datetime) -> Facility:
    """A draft, open when the hub is. It has no units yet: `add_units`, then `change_state` shows it to everybody.

    Raises `Forbidden`, `GridDoesNotFit`, `LengthsDoNotFit`, `HorizonTooFar`.
    """
    demand_manager(actor, hub)
    facts.check()
    lock_hubs([hub.pk], now)
    slug = free_slug(facts.name, Facility.objects.filter(hub=hub).values_list("slug", flat=True))
    facility = Facility(hub=hub, slug=slug, state=FacilityState.DRAFT)
    apply(facility, facts, columns(FacilityFacts))
    facility.calendar = new_calendar(f"{hub.name}: {facts.name}"[:200])
    facility.save()
    facility.features.set(facts.features)
    project(hub_ids=[hub.pk], now=now)
    record(
        action="facilities.add_facility",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"slug": slug, "kind": facts.kind.slug},
    )
    return facility
