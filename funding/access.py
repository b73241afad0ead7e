"""Who reaches a declaration, what it is proved by, and its reviews; and as whom.

A declaration is seen by its organisation's owners and by site administrators, its figures by the owners alone. What
proves it is read by the owners, by the one reviewer who has it in hand, and by a site administrator who broke the
glass. A review exists for the reviewers of the region and nobody else (404).
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.http import Http404

from funding.models import BandDeclaration, BrokenGlass, Evidence, Review
from funding.models.reviews import open_assignments
from funding.permissions import pays
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from members.models import Role
from members.permissions import Person, administers, holds, is_member, is_site_admin, powers_of

_WITH_DECLARATION = ("declaration__band", "declaration__organisation__municipality__region")


class Reader(StrEnum):
    """As whom somebody reads evidence."""

    OWNER = "owner"
    REVIEWER = "reviewer"
    GLASS = "glass"


def regions_reviewed_by(person: Person) -> list[int]:
    """The regions whose declarations somebody may look at; none for who is of a payer."""
    powers = powers_of(person)
    mine = [
        int(scope.id)
        for role, scope in powers.granted
        if role == Role.REVIEWER and scope.kind == "region" and powers.hold(role, scope)
    ]
    return mine if mine and not pays(person) else []


def reviews_for(person: Person, declaration: BandDeclaration) -> bool:
    """Whether somebody has the role of reviewer where the organisation has its seat now."""
    region = Ref("region", str(declaration.organisation.municipality.region_id))
    return holds(person, Role.REVIEWER, region)


def may_review(person: Person, declaration: BandDeclaration) -> bool:
    """A reviewer of the region who is of no payer and not of the organisation itself."""
    return (
        reviews_for(person, declaration)
        and not pays(person)
        and not is_member(person, declaration.organisation)
    )


def reader_of(person: Person, declaration: BandDeclaration, now: datetime) -> Reader | None:
    """As whom somebody may read the evidence of a declaration at this moment; None for who may not."""
    if not person.is_authenticated:
        return None
    if administers(person, declaration.organisation):
        return Reader.OWNER
    if open_assignments(declaration).filter(person_id=person.pk).exists() and may_review(person, declaration):
        return Reader.REVIEWER
    if is_site_admin(person) and not pays(person) and glass_of(person, declaration, now):
        return Reader.GLASS
    return None


def glass_of(person: Person, declaration: BandDeclaration, now: datetime) -> BrokenGlass | None:
    """The glass that somebody broke and that is still open."""
    mine = BrokenGlass.objects.filter(declaration=declaration, person_id=person.pk)
    return mine.filter(at__lte=now, until__gt=now).order_by("-until").first()


def declaration_for(person: Person, pk: int) -> BandDeclaration:
    """For an organisation's owners, and for site administrators, who see no figures; raises `Forbidden` for its other
    members, Http404 for anybody else."""
    found = (
        BandDeclaration.objects.select_related("band", "organisation__municipality__region")
        .filter(pk=pk)
        .first()
    )
    if found is None or not (is_member(person, found.organisation) or is_site_admin(person)):
        raise Http404
    if not (administers(person, found.organisation) or is_site_admin(person)):
        raise Forbidden
    return found


def own_declaration_for(person: Person, pk: int) -> BandDeclaration:
    """For an organisation's owners alone; a site administrator may look and not act (403)."""
    found = declaration_for(person, pk)
    if not administers(person, found.organisation):
        raise Forbidden
    return found


def review_for(person: Person, pk: int) -> Review:
    """For the reviewers of the region who may look at it; raises Http404 for anybody else."""
    found = Review.objects.select_related(*_WITH_DECLARATION).filter(pk=pk).first()
    if found is None or not may_review(person, found.declaration):
        raise Http404
    return found


def evidence_for(person: Person, uuid: UUID, now: datetime) -> Evidence:
    """A file that is still there. Raises `Forbidden` for who may know of the declaration and not read what proves it
    (a colleague, another reviewer, an administrator), Http404 for anybody else."""
    found = Evidence.objects.select_related(*_WITH_DECLARATION).filter(uuid=uuid, removed_at=None).first()
    if found is None:
        raise Http404
    declaration = found.declaration
    if reader_of(person, declaration, now) is None:
        knows = is_member(person, declaration.organisation) or is_site_admin(person)
        if knows or may_review(person, declaration):
            raise Forbidden
        raise Http404
    return found
