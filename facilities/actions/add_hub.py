from datetime import datetime

from facilities.actions._calendars import new_calendar
from facilities.actions._facts import HubFacts, apply, columns, free_slug
from facilities.actions._holidays import load
from facilities.models import Hub
from facilities.permissions import demand_site_admin
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def add_hub(*, facts: HubFacts, actor: Actor, now: datetime) -> Hub:
    """A new hub, with an empty calendar but for the public holidays; its address in the site follows from its name.

    Only who runs the site adds hubs. Raises `Forbidden`, `NoSuchZone`, `NoPlaceOnEarth`, `NoSuchHolidays`.
    """
    demand_site_admin(actor)
    facts.check()
    slug = free_slug(facts.name, Hub.objects.values_list("slug", flat=True))
    hub = Hub(slug=slug, region_id=facts.municipality.region_id)
    apply(hub, facts, columns(HubFacts))
    hub.calendar = new_calendar(facts.name)
    hub.save()
    load(hubs=[hub], now=now)
    record(
        action="facilities.add_hub",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        organisation_id=facts.operator.pk,
        facts={"slug": hub.slug},
    )
    return hub
