"""What the verbs about posts share: who may, and that an organisation never loses its last owner."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step
from members.models import Membership, Organisation, Post
from members.permissions import Person


class LastOwner(Refusal):
    """Without an owner nobody could invite, change or book for the organisation any more."""

    code = "last_owner"
    status = 409
    message = _("An organisation keeps at least one owner. Make somebody else an owner first.")


class AlreadyMember(Refusal):
    code = "already_member"
    status = 409
    message = _("This person is a member of the organisation already.")


class NotAPost(Refusal):
    code = "not_a_post"
    status = 400
    message = _("Choose owner, booker or member.")


def check_post(post: str) -> None:
    if post not in Post.values:
        raise NotAPost


@step
def lock_posts(organisation: Organisation) -> None:
    """From here on nobody else changes who has which post; two owners who demote each other take turns."""
    lock([(LockKind.ORGANISATION, organisation.pk)])


@step
def require_owner(organisation: Organisation, person: Person) -> None:
    """Read under the lock: somebody who was demoted a moment ago is no owner."""
    if not person.is_authenticated or not _owners(organisation).filter(person_id=person.pk).exists():
        raise Forbidden


@step
def keep_an_owner(membership: Membership) -> None:
    """Raises `LastOwner` when this membership is the only owner's."""
    others = _owners(membership.organisation).exclude(pk=membership.pk)
    if membership.post == Post.OWNER and not others.exists():
        raise LastOwner


@step
def fresh(membership: Membership) -> Membership:
    """The membership as it is now, under the lock; `Forbidden` when it has ended meanwhile."""
    found = Membership.objects.select_related("organisation").filter(pk=membership.pk).first()
    if found is None:
        raise Forbidden
    return found


def _owners(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation, post=Post.OWNER, person__is_active=True)
