from datetime import datetime

from funding.actions._reviews import TakenByAnother, demand_reviewer, in_hand, let_go, locked_review
from funding.models import Assignment, Review
from hub.kit.audit import record
from hub.kit.transactions import verb
from members.permissions import Person


@verb
def take_review(*, review: Review, actor: Person, now: datetime) -> Assignment:
    """A reviewer of the region takes a declaration in hand: from then on they read its evidence, and nobody else does.

    Again is no harm. Who has it but may not review any more loses it to whoever comes. Raises `NoLongerWaiting`,
    `TakenByAnother`, `PayerNoReviewer`, `OwnOrganisation`, `DecidedFirst`, `Forbidden`.
    """
    fresh = locked_review(review.pk)
    demand_reviewer(actor, fresh)
    taken = in_hand(fresh)
    if taken and taken.person_id == actor.pk:
        return taken
    if taken:
        raise TakenByAnother(person=str(taken.person))
    let_go(fresh, now=now)
    declaration = fresh.declaration
    made = Assignment.objects.create(
        review=fresh,
        person_id=actor.pk or 0,
        region_id=declaration.organisation.municipality.region_id,
        since=now,
    )
    record(
        action="funding.take_review",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
        facts={"round": fresh.round},
    )
    return made
