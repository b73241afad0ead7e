"""Who may do what: predicates over people and organisations, and the only ways to reach one for somebody.

A foreign organisation and one that does not exist are the same 404. A role that needs a second factor counts only
while its holder has one set up (codes from an app, or a passkey).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, Lower
from django.http import Http404
from rules import predicate

from hub.kit.refs import Ref
from hub.kit.sql import row
from members.models import Invitation, Organisation, Post, Role, User
from members.models.grants import NEEDS_SECOND_FACTOR
from members.models.reading import organisation_by_uuid, organisations_of_person

Person = User | AnonymousUser

# The scope of a site administrator's role.
SITE = Ref("site", "all")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class HasRef(Protocol):
    """Something of a higher room that roles are held over: a hub, a region, a fund."""

    @property
    def ref(self) -> Ref: ...


@dataclass(frozen=True, slots=True)
class Powers:
    """The roles somebody was granted, and whether a second factor is set up that lets the strong ones count."""

    granted: frozenset[tuple[str, Ref]]
    has_second_factor: bool

    @property
    def need_second_factor(self) -> bool:
        return any(role in NEEDS_SECOND_FACTOR for role, _scope in self.granted)

    def hold(self, role: str, scope: Ref) -> bool:
        counts = self.has_second_factor or role not in NEEDS_SECOND_FACTOR
        return counts and (role, scope) in self.granted


NONE = Powers(frozenset(), has_second_factor=False)


def powers_of(person: Person) -> Powers:
    """Somebody's roles in one query. During a request they are those that the request began with."""
    if not person.is_authenticated:
        return NONE
    kept: Powers | None = getattr(person, "_powers", None)
    return kept or _powers_in_database(person)


def keep_powers(person: User) -> Powers:
    """Look once and remember it on this very object: for the one who asks, during one request. They may have been read
    with the session already."""
    powers: Powers = getattr(person, "_powers", None) or _powers_in_database(person)
    person._powers = powers  # type: ignore[attr-defined]
    return powers


def _powers_in_database(person: Any) -> Powers:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    lasting = Q(grants__isnull=False, grants__revoked_at=None)
    found = (
        User.objects.filter(pk=person.pk, is_active=True)
        .annotate(
            held=JSONBAgg(JSONObject(role="grants__role", scope="grants__scope"), filter=lasting),
            second=Exists(factors),
        )
        .values_list("held", "second", "is_superuser")
        .first()
    )
    if found is None:
        return NONE
    held, second, is_superuser = found
    return _powers(((grant["role"], grant["scope"]) for grant in held or ()), second, is_superuser)


def powers_from(person: User, held: Iterable[tuple[str, str]], has_second_factor: bool) -> Powers:
    """Of somebody who was read together with their roles, as (role, scope), and whether a second factor is set up."""
    return _powers(held, has_second_factor, person.is_superuser) if person.is_active else NONE


def _powers(held: Iterable[tuple[str, str]], has_second_factor: bool, is_superuser: bool) -> Powers:
    granted = {(role, Ref.parse(scope)) for role, scope in held}
    if is_superuser:
        granted.add((str(Role.SITE_ADMIN), SITE))
    return Powers(frozenset(granted), has_second_factor=has_second_factor)


def holds(person: Person, role: str, scope: Ref) -> bool:
    """Whether somebody has this role over exactly this, with the second factor that it may need."""
    return powers_of(person).hold(str(role), scope)


@predicate
def is_site_admin(person: Person) -> bool:
    return powers_of(person).hold(Role.SITE_ADMIN, SITE)


@predicate
def manages(person: Person, hub: HasRef) -> bool:
    """Whether somebody sets this hub's rates, opening hours, terms and staff."""
    return powers_of(person).hold(Role.HUB_MANAGER, hub.ref)


@predicate
def works_at(person: Person, hub: HasRef) -> bool:
    """Whether somebody stands at this hub's desk, its manager included."""
    powers = powers_of(person)
    return powers.hold(Role.HUB_STAFF, hub.ref) or powers.hold(Role.HUB_MANAGER, hub.ref)


POST = """
SELECT membership.post
FROM members_membership membership JOIN members_user person ON person.id = membership.person_id
WHERE membership.person_id = %(person)s::bigint AND membership.organisation_id = %(organisation)s::bigint
    AND person.is_active
"""


def post_of(person: Person, organisation_id: int) -> str | None:
    """What somebody is for an organisation; None for who is nothing there."""
    if not person.is_authenticated:
        return None
    found = row(POST, {"person": person.pk, "organisation": organisation_id})
    return str(found[0]) if found else None


def _has_post(person: Person, organisation: Organisation | None, *posts: str) -> bool:
    return organisation is not None and post_of(person, organisation.pk) in posts


@predicate
def is_member(person: Person, organisation: Organisation | None) -> bool:
    return _has_post(person, organisation, *Post.values)


@predicate
def may_book(person: Person, organisation: Organisation | None) -> bool:
    return _has_post(person, organisation, Post.OWNER, Post.BOOKER)


@predicate
def administers(person: Person, organisation: Organisation | None) -> bool:
    return _has_post(person, organisation, Post.OWNER)


def organisations_of(person: Person) -> list[Organisation]:
    """The organisations that somebody is a member of, by name."""
    return organisations_of_person(person.pk) if person.is_authenticated else []


def organisation_for(person: Person, uuid: UUID | str) -> Organisation:
    """The organisation, for one of its members; raises Http404 for anybody else."""
    found = _by_uuid(uuid)
    if found is None or not is_member(person, found):
        raise Http404
    return found


def organisation_seen_by(person: Person, uuid: UUID | str) -> Organisation:
    """The same, and for site administrators, who may look and not act."""
    found = _by_uuid(uuid)
    if found is None or not (is_member(person, found) or is_site_admin(person)):
        raise Http404
    return found


def invitations_for(person: User, *, now: datetime) -> QuerySet[Invitation]:
    """What somebody may accept now, sent to any of their verified addresses; the latest first."""
    theirs = EmailAddress.objects.filter(user=person, verified=True).annotate(lower=Lower("email"))
    return (
        Invitation.objects.unanswered()
        .filter(expires_at__gt=now)
        .annotate(lower=Lower("email"))
        .filter(lower__in=theirs.values("lower"))
        .select_related("organisation", "invited_by")
        .order_by("-invited_at")
    )


def _by_uuid(uuid: UUID | str) -> Organisation | None:
    try:
        return organisation_by_uuid(uuid if isinstance(uuid, UUID) else UUID(uuid))
    except ValueError:
        return None
