from datetime import datetime

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.actions._posts import keep_an_owner, lock_posts
from members.models import Membership, Organisation
from members.permissions import Person


@verb
def leave(*, organisation: Organisation, actor: Person, now: datetime) -> None:
    """Somebody ends their own membership. Raises `Forbidden` for who is no member, `LastOwner`."""
    lock_posts(organisation)
    membership = (
        Membership.objects.select_related("organisation")
        .filter(organisation=organisation, person_id=actor.pk)
        .first()
    )
    if membership is None:
        raise Forbidden
    keep_an_owner(membership)
    membership.delete()
    record(
        action="members.leave",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"person": membership.person_id, "before": membership.post},
    )
