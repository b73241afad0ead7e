from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._facts import HubFacts, apply, changed_columns
from facilities.actions._holidays import load
from facilities.actions._projection import lock_hubs, project
from facilities.actions._promises import keeping_promises
from facilities.models import CalendarEntry, EntryMeaning, Hub
from facilities.permissions import demand_manager, demand_site_admin
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class ZoneIsFixed(Refusal):
    code = "zone_is_fixed"
    message = _(
        "The time zone stays as it is once there are opening hours: they would all mean another time."
    )


# Who runs a hub, and whether it is a demonstration, is not its manager's to say.
FOR_THE_SITE = frozenset({"operator", "is_demo"})


@verb
def change_hub(
    *, hub: Hub, facts: HubFacts, knowing: Collection[str] = (), actor: Actor, now: datetime
) -> Hub:
    """Make the hub what the facts say; its address in the site stays. Public holidays follow `holidays_of`.

    Raises `Forbidden` (a new operator needs a site administrator), `NoSuchZone`, `NoPlaceOnEarth`, `NoSuchHolidays`,
    `ZoneIsFixed`; `BookingsAreHit` when other holidays close it over bookings that are not among `knowing`.
    """
    demand_manager(actor, hub)
    facts.check()
    with keeping_promises(hub=hub, knowing=knowing, now=now):
        return _changed(hub, facts, actor, now)


def _changed(hub: Hub, facts: HubFacts, actor: Actor, now: datetime) -> Hub:
    lock_hubs([hub.pk], now)
    fresh = Hub.objects.get(pk=hub.pk)
    changed = changed_columns(fresh, facts)
    if FOR_THE_SITE & set(changed):
        demand_site_admin(actor)
    if "zone_name" in changed and _has_hours(fresh):
        raise ZoneIsFixed()
    if not changed:
        return fresh
    apply(fresh, facts, changed)
    fresh.region_id = facts.municipality.region_id
    fresh.save(update_fields=[*changed, "region"])
    if {"holidays_of", "zone_name"} & set(changed):
        load(hubs=[fresh], now=now)
        project(hub_ids=[fresh.pk], now=now)
    record(
        action="facilities.change_hub",
        about=fresh.ref,
        actor=actor,
        now=now,
        hub_id=fresh.pk,
        facts={"changed": changed},
    )
    return fresh


def _has_hours(hub: Hub) -> bool:
    return CalendarEntry.objects.of_hub(hub).exclude(meaning=EntryMeaning.HOLIDAY).exists()
