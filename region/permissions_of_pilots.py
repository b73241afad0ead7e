"""Who sees and who changes a pilot.

Everybody reads one that its owner agreed to; until then it is there for its owner, and for the quartermaster who wrote
it down. Owners and bookers of the owner and the region's quartermaster change it. What bookings drew of its budget is
for who takes part, the quartermaster, the funder and who administers the site.
"""

from dataclasses import dataclass

from django.http import Http404

from funding.permissions import speaks_for
from hub.kit.errors import Forbidden
from members.models import Membership, Organisation, Post
from members.permissions import Person, is_site_admin, post_of, powers_of
from region.models import Pilot
from region.models.pilot_reads import takes_part_in
from region.permissions import is_quartermaster_of

WRITES = (Post.OWNER, Post.BOOKER)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may do on a pilot's page, beside reading it."""

    may_write: bool = False
    sees_money: bool = False
    is_funder: bool = False


def pilot_for(person: Person, slug: str) -> Pilot:
    """A pilot with what its page shows; raises Http404 for who may not know of it."""
    rows = Pilot.objects.select_related("region", "owner", "fund__agreement__funder", "experiment__locale")
    return seen(person, rows.filter(slug=slug).first())


def seen(person: Person, pilot: Pilot | None) -> Pilot:
    """The pilot itself, or Http404."""
    if pilot is None:
        raise Http404
    if pilot.owner_agreed_at is None and not (
        is_quartermaster_of(person, pilot.region_id)
        or post_of(person, pilot.owner_id)
        or is_site_admin(person)
    ):
        raise Http404
    return pilot


def demand_writer(person: Person, pilot: Pilot) -> None:
    """Raises `Forbidden` for a member of its owner who only reads along, Http404 for anybody else who may not."""
    if is_quartermaster_of(person, pilot.region_id):
        return
    post = post_of(person, pilot.owner_id)
    if post is None:
        raise Http404
    if post not in WRITES:
        raise Forbidden()


def pilot_written_by(person: Person, slug: str) -> Pilot:
    """The same, for who may change it."""
    pilot = pilot_for(person, slug)
    demand_writer(person, pilot)
    return pilot


def speaks_for_organisation(person: Person, organisation_id: int) -> None:
    """Raises `Forbidden` for a member who only reads along, Http404 for who is not of it."""
    post = post_of(person, organisation_id)
    if post is None:
        raise Http404
    if post not in WRITES:
        raise Forbidden()


def funds_it(person: Person, pilot: Pilot) -> bool:
    """Whether somebody speaks for the funder whose fund a pilot names."""
    return bool(pilot.fund and speaks_for(person, pilot.fund.agreement.funder))


def sight_of(person: Person, pilot: Pilot, mine: list[Organisation]) -> Sight:
    """`mine`: the organisations that the reader is a member of."""
    if not person.is_authenticated:
        return Sight()
    maps = is_quartermaster_of(person, pilot.region_id)
    may_write = maps or any(each.pk == pilot.owner_id for each in mine) and _writes(person, pilot)
    is_funder = funds_it(person, pilot)
    takes_part = takes_part_in(pilot, (each.pk for each in mine))
    return Sight(may_write, maps or is_funder or takes_part or bool(is_site_admin(person)), is_funder)


def _writes(person: Person, pilot: Pilot) -> bool:
    return post_of(person, pilot.owner_id) in WRITES


def hubs_worked_at(person: Person) -> list[int]:
    """Numbers of the hubs at whose desk somebody stands; no query for somebody without roles."""
    powers = powers_of(person)
    scopes = {scope for role, scope in powers.granted if scope.kind == "hub" and powers.hold(role, scope)}
    return sorted(int(scope.id) for scope in scopes)


def organisations_writing(person: Person) -> list[Organisation]:
    """Those in whose name somebody writes a pilot down, by name; one query."""
    if not person.is_authenticated:
        return []
    mine = Membership.objects.filter(person_id=person.pk, post__in=WRITES)
    return list(
        Organisation.objects.filter(pk__in=mine.values("organisation")).select_related("municipality")
    )
