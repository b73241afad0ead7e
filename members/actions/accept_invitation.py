from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import savepoint, verb, violated
from members.actions._addresses import AddressNotVerified, ForSomebodyElse, demand_address
from members.actions._posts import AlreadyMember
from members.models import Invitation, Membership, User
from members.rules.keys import hash_of
from members.rules.posts import at_most

__all__ = ["AddressNotVerified", "ForSomebodyElse", "accept_invitation", "invitation_by_key"]


class NoSuchInvitation(Refusal):
    code = "no_such_invitation"
    status = 404
    message = _("There is no such invitation. Is the link whole? Copy it from the mail once more.")


class InvitationUsed(Refusal):
    code = "invitation_used"
    status = 410
    message = _("This invitation was accepted already. Each one is good once.")


class InvitationWithdrawn(Refusal):
    code = "invitation_withdrawn"
    status = 410
    message = _("This invitation was withdrawn. Ask the organisation for a new one.")


class InvitationExpired(Refusal):
    code = "invitation_expired"
    status = 410
    message = _(
        "This invitation was good for 14 days, and they are over. Ask the organisation for a new one."
    )


def invitation_by_key(*, key: str, now: datetime) -> Invitation:
    """The open invitation of a key. Raises `NoSuchInvitation`, `InvitationUsed`, `InvitationWithdrawn`,
    `InvitationExpired`: the last also when who invited may not give that role any more."""
    found = (
        Invitation.objects.select_related("organisation", "invited_by").filter(key_hash=hash_of(key)).first()
    )
    if found is None:
        raise NoSuchInvitation
    if found.accepted_at:
        raise InvitationUsed
    if found.revoked_at or not _still_backed(found):
        raise InvitationWithdrawn
    if found.expires_at <= now:
        raise InvitationExpired
    return found


def _still_backed(invitation: Invitation) -> bool:
    """Somebody who was shown the door must not come back through an invitation of their own."""
    inviter = Membership.objects.filter(
        organisation_id=invitation.organisation_id,
        person_id=invitation.invited_by_id,
        person__is_active=True,
    ).first()
    return at_most(invitation.post, inviter.post if inviter else None)


@verb
def accept_invitation(*, key: str, actor: User, now: datetime) -> Membership:
    """Whoever has verified the invited address becomes a member, once.

    Raises the refusals of `invitation_by_key`, `ForSomebodyElse`, `AddressNotVerified`, `AlreadyMember`.
    """
    invitation = invitation_by_key(key=key, now=now)
    demand_address(email=invitation.email, actor=actor)
    # One conditional update, so that two tabs cannot both use it.
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        accepted_at=now
    )
    if not used:
        raise InvitationUsed
    membership = Membership(
        person_id=actor.pk, organisation=invitation.organisation, post=invitation.post, since=now
    )
    try:
        with savepoint():
            membership.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) == "membership_once_per_organisation":
            raise AlreadyMember from None
        raise
    record(
        action="members.accept_invitation",
        about=invitation.ref,
        actor=actor,
        now=now,
        organisation_id=invitation.organisation_id,
        facts={"post": invitation.post},
    )
    return membership
