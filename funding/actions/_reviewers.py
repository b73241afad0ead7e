"""The reviewers of a region hear that a declaration waits: one message each, in their own language."""

from datetime import datetime, timedelta

from funding.models import Review
from hub.kit import outbox
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Grant, Role

# Who declares often declares once more within minutes, to put a figure right: by then only the last one waits.
A_WHILE = timedelta(minutes=15)


@step
def tell_reviewers(review: Review, *, now: datetime) -> None:
    """In a while, those of now; whether each may look at it, and whether it still waits, is asked when it is due."""
    declaration = review.declaration
    region = Ref("region", str(declaration.organisation.municipality.region_id))
    reviewers = Grant.objects.filter(
        role=Role.REVIEWER, scope=region, revoked_at=None, person__is_active=True
    ).exclude(person=review.not_by_id)
    outbox.emit_each(
        kind="declaration.waits",
        about=declaration.ref,
        payloads={
            f"declaration.waits:{review.pk}:{person}": {"reader": person, "review": review.pk}
            for person in reviewers.values_list("person_id", flat=True)
        },
        now=now,
        due_at=now + A_WHILE,
    )
