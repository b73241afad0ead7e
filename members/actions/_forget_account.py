from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models.functions import Lower

from hub.kit.audit import Actor, record
from hub.kit.transactions import step
from members.models import Grant, Invitation, Membership, UnreachableAddress, User
from members.models.people import erased_address


@step
def forget_account(*, person: User, actor: Actor, now: datetime) -> None:
    """Whoever it was signs in no more and is of nothing any more: the number stays, for the books and the trail. The
    last step of an erasure, since the others find things by the address."""
    addresses = addresses_of(person)
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for kind in (UserSession, EmailAddress, Authenticator):
        kind.objects.filter(user=person).delete()
    Membership.objects.filter(person=person).delete()
    for grant in Grant.objects.filter(person=person, revoked_at=None):
        _take_back(grant, actor, now)
    invited = Invitation.objects.annotate(small=Lower("email")).filter(small__in=addresses)
    invited.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    invited.update(email=erased_address(person.pk))
    UnreachableAddress.objects.filter(address__in=addresses).delete()
    person.name, person.email, person.last_login = "", erased_address(person.pk), None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()


def addresses_of(person: User) -> list[str]:
    """All of somebody's addresses, in small letters."""
    more = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({person.email.lower(), *(each.lower() for each in more)})


@step
def _take_back(grant: Grant, actor: Actor, now: datetime) -> None:
    Grant.objects.filter(pk=grant.pk).update(revoked_at=now)
    record(
        action="members.revoke_role",
        about=grant.scope,
        actor=actor,
        now=now,
        organisation_id=int(grant.scope.id) if grant.scope.kind == "organisation" else None,
        hub_id=int(grant.scope.id) if grant.scope.kind == "hub" else None,
        facts={"person": grant.person_id, "role": grant.role},
    )
