"""Who reads a need and its offers, and who answers, accepts or takes off.

What is public is for everybody while it is open and once it was met or lapsed; what is only for hubs is for who works
at one. What was withdrawn or taken off is its organisation's, and its quartermaster's; what was met before it was
taken off also that of the hub that is booked for it.
"""

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from facilities.models import Hub
from hub.kit.errors import Forbidden
from members.models import Post, Role
from members.permissions import Person, is_site_admin, post_of, powers_of
from region.models import Need, NeedState, Offer, OfferState
from region.models.needs import READ_BY_ALL
from region.permissions import is_quartermaster_of, regions_mapped_by


def demand_member(person: Person, organisation_id: int) -> str:
    """What somebody is for an organisation; raises Http404 for who is nothing there."""
    post = post_of(person, organisation_id)
    if post is None:
        raise Http404
    return post


def demand_booker(person: Person, organisation_id: int) -> None:
    """Who may spend for it; raises Http404 for a stranger, `Forbidden` for who reads along."""
    if demand_member(person, organisation_id) not in (Post.OWNER, Post.BOOKER):
        raise Forbidden()


def hubs_worked_at(person: Person) -> set[int]:
    """Numbers of the hubs where somebody's role counts, which a manager's does with a second factor."""
    powers = powers_of(person)
    return {
        int(scope.id)
        for role, scope in powers.granted
        if scope.kind == "hub" and role in (Role.HUB_STAFF, Role.HUB_MANAGER) and powers.hold(role, scope)
    }


def works_at_a_hub(person: Person) -> bool:
    return bool(hubs_worked_at(person))


def moderates_need(person: Person, need: Need) -> bool:
    return is_quartermaster_of(person, need.municipality.region_id)


def readable_by(person: Person) -> Q:
    """Which needs somebody may read in lists, as a condition; their own organisations' they find under their own."""
    seen = Q(state__in=READ_BY_ALL, hidden_at=None)
    if is_site_admin(person) or works_at_a_hub(person):
        return seen
    open_to_all = seen & Q(only_hubs=False)
    regions = regions_mapped_by(person)
    return open_to_all | seen & Q(municipality__region__in=regions) if regions else open_to_all


def may_read_need(person: Person, need: Need) -> None:
    """Raises Http404 for who may not."""
    is_shown = need.state in READ_BY_ALL and not need.is_taken_off
    if is_shown and (not need.only_hubs or works_at_a_hub(person)):
        return
    if is_site_admin(person) or moderates_need(person, need) or post_of(person, need.organisation_id):
        return
    if not is_shown and _answered(person, need):
        return
    raise Http404


def _answered(person: Person, need: Need) -> bool:
    """Whose hub answered it reads what became of it; of what was taken off only who is booked for it."""
    hubs = hubs_worked_at(person)
    if need.state == NeedState.TAKEN_OFF or not hubs:
        return False
    answers = need.offers.filter(hub__in=hubs)
    return answers.filter(state=OfferState.ACCEPTED).exists() if need.hidden_at else answers.exists()


def need_for(person: Person, uuid: UUID) -> Need:
    """A need, for who may read it; raises Http404."""
    found = (
        Need.objects.select_related("organisation", "kind", "municipality__region", "posted_by")
        .prefetch_related("themes")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    may_read_need(person, found)
    return found


def need_of_mine(person: Person, uuid: UUID) -> Need:
    """The same for members of its organisation; Http404 for anybody else."""
    found = need_for(person, uuid)
    demand_member(person, found.organisation_id)
    return found


def offer_to_us(person: Person, uuid: UUID) -> Offer:
    """An offer, for members of the organisation that it is made to; Http404 for anybody else."""
    found = (
        Offer.objects.select_related(
            "need__organisation", "need__municipality", "hub__municipality", "booking"
        )
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    demand_member(person, found.need.organisation_id)
    return found


def offer_of_hub(person: Person, uuid: UUID, hubs: list[Hub]) -> Offer:
    """An offer of one of these hubs; Http404 for any other."""
    found = Offer.objects.select_related("need", "hub").filter(uuid=uuid, hub__in=hubs).first()
    if found is None:
        raise Http404
    return found
