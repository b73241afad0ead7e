from datetime import datetime

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.actions.accept_invitation import InvitationUsed
from members.models import Invitation
from members.permissions import Person, administers


@verb
def revoke_invitation(*, invitation: Invitation, actor: Person, now: datetime) -> None:
    """An owner withdraws an invitation; its link is dead at once. Again is no harm. Raises `Forbidden`,
    `InvitationUsed` when somebody was quicker and accepted it."""
    if not administers(actor, invitation.organisation):
        raise Forbidden
    withdrawn = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        revoked_at=now
    )
    if not withdrawn:
        if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).exists():
            raise InvitationUsed
        return
    record(
        action="members.revoke_invitation",
        about=invitation.ref,
        actor=actor,
        now=now,
        organisation_id=invitation.organisation_id,
    )
