"""An organisation that a hub wrote down gets its first owner."""

from datetime import datetime

from hub.kit.transactions import step
from members.models import Membership, Organisation, Post, User


@step
def first_owner(*, organisation: Organisation, person: User, now: datetime) -> Membership:
    """From now on it is an organisation like any other. Whoever calls this holds `lock_posts` and has seen, under it,
    that nobody took it over before."""
    Organisation.objects.filter(pk=organisation.pk).update(made_by_desk=False)
    organisation.made_by_desk = False
    return Membership.objects.create(
        person_id=person.pk, organisation=organisation, post=Post.OWNER, since=now
    )
