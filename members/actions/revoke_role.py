from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.actions._roles import require_grantor
from members.models import Grant, Role, User
from members.permissions import Person


class NotYourself(Refusal):
    """So that the site never loses its last administrator."""

    code = "not_yourself"
    status = 409
    message = _("Another site administrator has to take this role from you.")


@verb
def revoke_role(*, grant: Grant, actor: Person, now: datetime) -> None:
    """Take a role back; it stops counting at once. Again is no harm. Raises `Forbidden`, `NotYourself`."""
    require_grantor(actor, grant.role, grant.scope)
    if grant.role == Role.SITE_ADMIN and grant.person_id == actor.pk:
        raise NotYourself
    if not Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now):
        return
    if grant.role == Role.SITE_ADMIN:
        User.objects.filter(pk=grant.person_id).update(is_staff=False, is_superuser=False)
    record(
        action="members.revoke_role",
        about=grant.scope,
        actor=actor,
        now=now,
        organisation_id=int(grant.scope.id) if grant.scope.kind == "organisation" else None,
        hub_id=int(grant.scope.id) if grant.scope.kind == "hub" else None,
        facts={"person": grant.person_id, "role": grant.role},
    )
