from datetime import datetime

from hub.kit.audit import record
from hub.kit.transactions import verb
from members.actions._posts import fresh, keep_an_owner, lock_posts, require_owner
from members.models import Membership
from members.permissions import Person


@verb
def remove_member(*, membership: Membership, actor: Person, now: datetime) -> None:
    """An owner ends somebody's membership. What they booked stays. Raises `Forbidden`, `LastOwner`."""
    lock_posts(membership.organisation)
    require_owner(membership.organisation, actor)
    membership = fresh(membership)
    keep_an_owner(membership)
    organisation, person_id, before = membership.organisation, membership.person_id, membership.post
    membership.delete()
    record(
        action="members.remove_member",
        about=organisation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"person": person_id, "before": before},
    )
