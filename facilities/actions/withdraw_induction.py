from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from facilities.actions._inductions import SayWhyInduction, withdrawn
from facilities.models import Hub, InductionGrant
from facilities.permissions import demand_staff
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

__all__ = ["LapsedAlready", "SayWhyInduction", "withdraw_induction"]


class LapsedAlready(Refusal):
    code = "lapsed_already"
    message = _("It has lapsed already, so there is nothing to withdraw.")


@verb
def withdraw_induction(*, hub: Hub, uuid: UUID, reason: str, actor: Actor, now: datetime) -> InductionGrant:
    """Somebody's induction counts no more: they read why in a mail. What is confirmed stays: the desk decides about it.
    Again changes nothing.

    For the hub's staff. Raises `SayWhyInduction`, `LapsedAlready`, `Forbidden`; Http404 for one of another hub.
    """
    demand_staff(actor, hub)
    grant = (
        InductionGrant.objects.select_for_update(no_key=True, of=("self",))
        .select_related("induction__hub")
        .filter(uuid=uuid, induction__hub=hub)
        .first()
    )
    if grant is None:
        raise Http404
    if not reason.strip():
        raise SayWhyInduction()
    if grant.withdrawn_at:
        return grant
    if grant.valid_until and grant.valid_until <= now:
        raise LapsedAlready()
    withdrawn(grant=grant, actor=actor, now=now, why=reason.strip())
    return grant
