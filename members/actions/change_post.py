from datetime import datetime

from hub.kit.audit import record
from hub.kit.transactions import verb
from members.actions._posts import check_post, fresh, keep_an_owner, lock_posts, require_owner
from members.models import Membership, Post
from members.permissions import Person


@verb
def change_post(*, membership: Membership, post: str, actor: Person, now: datetime) -> Membership:
    """An owner makes somebody owner, booker or member. Raises `Forbidden`, `NotAPost`, `LastOwner`."""
    check_post(post)
    lock_posts(membership.organisation)
    require_owner(membership.organisation, actor)
    membership = fresh(membership)
    before = membership.post
    if before == post:
        return membership
    if post != Post.OWNER:
        keep_an_owner(membership)
    membership.post = post
    membership.save(update_fields=["post"])
    record(
        action="members.change_post",
        about=membership.organisation.ref,
        actor=actor,
        now=now,
        organisation_id=membership.organisation_id,
        facts={"person": membership.person_id, "before": before, "after": post},
    )
    return membership
