from datetime import datetime

from funding.actions._reviews import NotInHand, let_go, locked_review
from funding.models import Review
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.permissions import Person, is_site_admin


@verb
def give_back_review(*, review: Review, actor: Person, now: datetime) -> None:
    """Who has a declaration in hand puts it back into the queue, where it keeps its place; so does a site administrator
    for somebody who is away. Raises `NoLongerWaiting`, `NotInHand`, `Forbidden`."""
    fresh = locked_review(review.pk)
    taken = fresh.assignments.filter(until=None).first()
    if taken is None:
        raise NotInHand()
    if taken.person_id != actor.pk and not is_site_admin(actor):
        raise Forbidden
    let_go(fresh, now=now)
    record(
        action="funding.give_back_review",
        about=fresh.declaration.ref,
        actor=actor,
        now=now,
        organisation_id=fresh.declaration.organisation_id,
        facts={"round": fresh.round, "taken_by": taken.person_id},
    )
