"""Who reaches which contribution, and as whom: who writes it, and who looks at it for its hub or region.

To anybody else there is none (404). What is published is everybody's: `knowledgebase.permissions`.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from wagtail.models import Page

from facilities.models import Hub
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from knowledgebase.models import Article, Attachment, Contribution, Experiment, Report, Stand
from knowledgebase.models.reading import reachable
from knowledgebase.models.writing import article_by, contribution_by, experiments_for, report_by
from members.models import Organisation, Post, Role, User
from members.permissions import administers, is_site_admin, organisations_of, post_of, powers_of, works_at


def may_write(person: Any, contribution: Contribution) -> bool:
    """Its author, and who owns the organisation that it is written for."""
    mine = contribution.author_id is not None and contribution.author_id == person.pk
    return bool(mine or administers(person, contribution.organisation))


def written_for(person: Any, uuid: UUID) -> Contribution:
    """A contribution for those who write it; raises Http404 for anybody else."""
    found = contribution_by(uuid)
    if found is None or not may_write(person, found):
        raise Http404
    return found


def attachment_of_picture(name: str) -> Attachment | None:
    """What a member's picture came with, by its name in the storage; None for what editors put there."""
    found = Attachment.objects.filter(Q(picture__file=name) | Q(picture__small=name))
    return found.select_related("contribution__hub", "contribution__organisation").first()


def may_see(person: Any, attachment: Attachment) -> bool:
    """A member's picture goes with their article when that is withdrawn or taken off; who writes or looks at it keeps
    it in sight. A draft's lies at an address that cannot be guessed."""
    about = attachment.contribution
    if about.published_version is None:
        return True
    if reachable(Page.objects.filter(pk=about.page_id, live=True)).exists():
        return True
    return bool(person.is_authenticated) and (may_write(person, about) or reviews(person, about.hub))


def owned_by(person: User) -> list[Organisation]:
    """The organisations whose contributions somebody may change."""
    return [each for each in organisations_of(person) if post_of(person, each.pk) == Post.OWNER]


def reviews(person: Any, hub: Hub | None) -> bool:
    """Whether somebody looks at what is written for a hub: its staff, its region's quartermaster, who runs the site.
    For what no hub stands for it is the last alone."""
    if is_site_admin(person):
        return True
    if hub is None:
        return False
    return bool(works_at(person, hub)) or powers_of(person).hold(
        Role.QUARTERMASTER, Ref("region", str(hub.region_id))
    )


def hubs_reviewed_by(person: Any) -> Q | None:
    """The condition on `hub` for what somebody looks at; None for who looks at nothing. Asks only after their roles."""
    if is_site_admin(person):
        return Q()
    hubs, regions = _scopes(person)
    return Q(hub__in=hubs) | Q(hub__region__in=regions) if hubs or regions else None


def _scopes(person: Any) -> tuple[list[int], list[int]]:
    powers = powers_of(person)
    held = [(role, scope) for role, scope in powers.granted if powers.hold(role, scope)]
    hubs = [int(scope.id) for role, scope in held if role in (Role.HUB_STAFF, Role.HUB_MANAGER)]
    return hubs, [int(scope.id) for role, scope in held if role == Role.QUARTERMASTER]


def demand_reviewer(person: Any) -> Q:
    """Raises `Forbidden` for who looks at nothing."""
    found = hubs_reviewed_by(person)
    if found is None:
        raise Forbidden()
    return found


def reviewed_for(person: Any, uuid: UUID) -> Contribution:
    """A contribution that was sent in, for those who look at it; raises Http404 for anybody else."""
    found = contribution_by(uuid)
    if found is None or not reviews(person, found.hub) or not found.versions.exists():
        raise Http404
    return found


def report_for(person: Any, uuid: UUID) -> Report:
    """A report, for those who answer it; raises Http404 for anybody else."""
    found = report_by(uuid)
    if found is None or not reviews(person, found.hub):
        raise Http404
    return found


def article_for(pk: int) -> Article:
    """A live article of any kind that can be read; raises Http404."""
    found = article_by(pk)
    if found is None or not reachable(Page.objects.filter(pk=pk)).exists():
        raise Http404
    return found


def article_reviewed_for(person: Any, pk: int) -> Article:
    """A live article that somebody may take off; raises Http404 for anybody else."""
    found = article_by(pk)
    if found is None or not reviews(person, found.hub):
        raise Http404
    return found


def attachment_for(person: Any, uuid: UUID, file: UUID) -> Attachment:
    """A file of a contribution, for those who write or look at it; raises Http404 for anybody else."""
    contribution = contribution_by(uuid)
    if contribution is None:
        raise Http404
    looks = contribution.state != Stand.DRAFT and reviews(person, contribution.hub)
    found = contribution.attachments.filter(uuid=file, picture=None).first()
    if found is None or not (may_write(person, contribution) or looks):
        raise Http404
    return found


def experiments_of(person: User) -> list[Experiment]:
    """Those that somebody may add results to."""
    hubs, _regions = _scopes(person)
    return experiments_for(person, organisations_of(person), hubs)
