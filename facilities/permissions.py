"""Who may do what to a hub, and the only ways to reach a hub or facility for somebody.

A hub's own people reach it by its address: for a stranger there is nothing there (404); its staff look, close the hub,
take units in and out of service, and change nothing else (403). What is public is so for everybody: every hub, and its
facilities that are live.
"""

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from facilities.models import Facility, FacilityState, Hub
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.sql import row
from members.models import Role, User
from members.permissions import is_site_admin, manages, powers_of, works_at

Person = User | AnonymousUser
Row = TypeVar("Row", Hub, Facility)


def public_hubs() -> QuerySet[Hub]:
    """Every hub, with what a card or a heading shows of it."""
    return Hub.objects.select_related("municipality", "region", "operator")


def hub_for(slug: str) -> Hub:
    """A hub for anybody; raises Http404."""
    return _found(public_hubs().filter(slug=slug))


def hub_id_for(slug: str) -> int:
    """The id of a hub, for anybody; raises Http404."""
    found = row("SELECT hub.id FROM facilities_hub hub WHERE hub.slug = %(slug)s", {"slug": slug})
    if found is None:
        raise Http404
    return int(found[0])


def facility_for(hub_slug: str, slug: str) -> Facility:
    """A live facility for anybody; a draft, a retired and a missing one are the same Http404."""
    return _found(
        Facility.objects.filter(hub__slug=hub_slug, slug=slug, state=FacilityState.LIVE).select_related(
            "kind", "provided_by", "hub__municipality", "hub__region", "hub__operator"
        )
    )


def staffed_hub_for(person: Person, slug: str) -> Hub:
    """A hub for those who work there, its managers included; raises Http404 for anybody else."""
    hub = hub_for(slug)
    if not (works_at(person, hub) or is_site_admin(person)):
        raise Http404
    return hub


def managed_hub_for(person: Person, slug: str) -> Hub:
    """A hub for those who manage it; raises PermissionDenied for its staff, Http404 for anybody else."""
    hub = staffed_hub_for(person, slug)
    if not may_manage(person, hub):
        raise PermissionDenied
    return hub


def managed_facility_for(person: Person, hub_slug: str, slug: str) -> Facility:
    """A facility in any state, for those who manage its hub; refusals as `managed_hub_for`."""
    hub = managed_hub_for(person, hub_slug)
    facility = _found(hub.facilities.filter(slug=slug).select_related("kind", "provided_by"))
    facility.hub = hub
    return facility


def staffed_facility_for(person: Person, hub_slug: str, slug: str) -> Facility:
    """A facility in any state, for those who work at its hub; raises Http404 for anybody else."""
    hub = staffed_hub_for(person, hub_slug)
    facility = _found(hub.facilities.filter(slug=slug).select_related("kind", "provided_by"))
    facility.hub = hub
    return facility


def hubs_of(person: Person) -> QuerySet[Hub]:
    """The hubs that somebody works at or manages, in one query more than their roles."""
    return public_hubs() if is_site_admin(person) else public_hubs().filter(pk__in=_worked_at(person))


def desks_of(person: Person, most: int) -> list[Hub]:
    """The same if they are few, else none. Of most people, who work at no hub, nothing is asked."""
    if not (is_site_admin(person) or _worked_at(person)):
        return []
    hubs = list(hubs_of(person)[: most + 1])
    return hubs if len(hubs) <= most else []


def _worked_at(person: Person) -> list[int]:
    powers = powers_of(person)
    return [
        int(scope.id)
        for role, scope in powers.granted
        if scope.kind == "hub" and role in (Role.HUB_STAFF, Role.HUB_MANAGER) and powers.hold(role, scope)
    ]


def may_manage(actor: Any, hub: Hub) -> bool:
    """The hub's managers, site administrators, and the site itself."""
    return actor is SITE or bool(manages(actor, hub) or is_site_admin(actor))


def demand_manager(actor: Any, hub: Hub) -> None:
    """For verbs: raises `Forbidden` unless `may_manage`."""
    if not may_manage(actor, hub):
        raise Forbidden()


def demand_staff(actor: Any, hub: Hub) -> None:
    """For what the desk needs daily: raises `Forbidden` but for the hub's staff, and for those who `may_manage`."""
    if not (actor is not SITE and works_at(actor, hub)):
        demand_manager(actor, hub)


def demand_site_admin(actor: Any) -> None:
    """For verbs: raises `Forbidden` for anybody but a site administrator or the site itself."""
    if not (actor is SITE or is_site_admin(actor)):
        raise Forbidden()


def _found(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise Http404
    return found
