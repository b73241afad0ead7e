"""Who may do what on the atlas. What is public is for everybody; what is being mapped is for the quartermaster of its
region, and what belongs to no region for every quartermaster."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from hub.kit.refs import Ref
from members.models import Region, Role
from members.permissions import Person, administers, holds, is_site_admin, powers_of, works_at
from region.models import AtlasEntry, Suggestion


def regions_mapped_by(person: Person) -> list[int]:
    """Numbers of the regions whose quartermaster somebody is; no query more than their roles."""
    powers = powers_of(person)
    return sorted(
        int(scope.id)
        for role, scope in powers.granted
        if role == Role.QUARTERMASTER and scope.kind == "region" and powers.hold(role, scope)
    )


def maps(person: Person, region_id: int | None) -> bool:
    """Whether somebody looks after what is in this region (None: what belongs to none): its quartermaster, and who
    administers the site."""
    if region_id is None:
        return bool(regions_mapped_by(person)) or is_site_admin(person)
    return holds(person, Role.QUARTERMASTER, Ref("region", str(region_id))) or is_site_admin(person)


def is_quartermaster_of(person: Person, region_id: int | None) -> bool:
    """The same without the administrator: for what only quartermasters read, as the contact log."""
    if region_id is None:
        return bool(regions_mapped_by(person))
    return holds(person, Role.QUARTERMASTER, Ref("region", str(region_id)))


def entry_for(slug: str) -> AtlasEntry:
    """A public entry, for anybody; raises Http404. One that was merged is not public: see `merged_for`."""
    # The one of a suggestion is what somebody typed: PostgreSQL takes no NUL.
    found = (
        AtlasEntry.objects.public()
        .select_related("municipality__region", "region", "hub")
        .filter(slug=slug.replace("\0", "/"))
        .first()
    )
    if found is None:
        raise Http404
    return found


def entry_mapped_for(person: Person, slug: str) -> AtlasEntry:
    """An entry at whatever stage, for who looks after it; raises Http404 for anybody else."""
    found = (
        AtlasEntry.objects.select_related("municipality__region", "region", "hub", "merged_into")
        .filter(slug=slug)
        .first()
    )
    if found is None or not maps(person, found.region_id):
        raise Http404
    return found


def region_mapped_for(person: Person, slug: str) -> Region:
    """A region, for its quartermaster and for who administers the site; raises Http404 for anybody else."""
    found = Region.objects.filter(slug=slug).first()
    if found is None or not maps(person, found.pk):
        raise Http404
    return found


def entries_mapped_by(person: Person) -> Q:
    """Which entries somebody looks after, as a condition: for lists of a desk."""
    if is_site_admin(person):
        return Q()
    regions = regions_mapped_by(person)
    return Q(region__in=regions) | Q(region=None) if regions else Q(pk__in=[])


def suggestion_for(person: Person, region: Region, uuid: UUID) -> Suggestion:
    """What somebody told, for who looks after it: of their region, or of none; raises Http404 otherwise."""
    rows = Suggestion.objects.select_related("entry__municipality", "municipality", "became")
    found = rows.filter(Q(region=region) | Q(region=None), uuid=uuid).first()
    if found is None or not maps(person, found.region_id):
        raise Http404
    return found


def speaks_for(person: Person, entry: AtlasEntry) -> bool:
    """Whether somebody says what an entry tells of itself: owners of the organisation that claimed it, and who works at
    the hub that it is, once everybody sees it."""
    if administers(person, entry.organisation):
        return True
    return entry.hub is not None and entry.is_public and works_at(person, entry.hub)


def owned_entry_for(person: Person, slug: str) -> AtlasEntry:
    """An entry that somebody's organisation claimed, or of the hub they work at; raises Http404 for anybody else."""
    found = (
        AtlasEntry.objects.select_related("organisation", "hub").filter(slug=slug, merged_into=None).first()
    )
    if found is None or not speaks_for(person, found):
        raise Http404
    return found
