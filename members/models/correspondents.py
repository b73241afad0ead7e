"""Who is written to about what somebody arranged for an organisation, also when they have left it."""

from members.models.organisations import Membership, Organisation, Post
from members.models.people import User


def correspondent(organisation: Organisation, person: User) -> User | None:
    """This person as long as they are of it; then whoever has owned it longest, else None. Who has left, or was sent
    away, reads nothing more of what it does, such as how one gets in."""
    of_it = Membership.objects.filter(organisation=organisation, person__is_active=True)
    if of_it.filter(person=person).exists():
        return person
    owner = of_it.filter(post=Post.OWNER).select_related("person").order_by("since", "pk").first()
    return owner.person if owner else None
