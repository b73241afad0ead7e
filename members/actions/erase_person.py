from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.refs import Ref
from hub.kit.transactions import step, verb
from members.models import Membership, Post, User
from members.models.personal import personal
from members.permissions import Person, is_site_admin


class NotYourOwnAccount(Refusal):
    """So that the site never loses its last administrator."""

    code = "not_your_own_account"
    status = 409
    message = _("Another site administrator has to erase your account.")


class OnlyOwner(Refusal):
    code = "only_owner"
    status = 409
    message = _("%(organisation)s has no other owner, and others are of it. One of them becomes owner first.")


@verb
def erase_person(*, person: User, actor: Person, now: datetime) -> None:
    """Take away all that says who somebody is; what others need stays without their name: bookings, the books,
    published articles, answers. It cannot be undone. Again changes nothing.

    Only a site administrator does it, for who asked. Raises `Forbidden`, `NotYourOwnAccount`, `OnlyOwner`.
    """
    if not is_site_admin(actor):
        raise Forbidden
    if actor.pk == person.pk:
        raise NotYourOwnAccount
    theirs = sorted(Membership.objects.filter(person=person).values_list("organisation", flat=True))
    lock([*((LockKind.ORGANISATION, id_) for id_ in theirs), (LockKind.PERSON, person.pk)])
    found = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if found.is_erased:
        return
    _demand_another_owner(found)
    for answers in personal().values():
        if answers.forget:
            answers.forget(person=found, actor=actor, now=now)
    about = Ref("person", str(found.pk))
    record(action="members.erase_person", about=about, actor=actor, now=now, facts={"organisations": theirs})


@step
def _demand_another_owner(person: User) -> None:
    """An organisation that nobody else is of stays for the books alone."""
    owned = Membership.objects.filter(person=person, post=Post.OWNER).select_related("organisation")
    for membership in owned.order_by("organisation__name", "pk"):
        others = Membership.objects.filter(organisation=membership.organisation, person__is_active=True)
        others = others.exclude(person=person)
        if others.exists() and not others.filter(post=Post.OWNER).exists():
            raise OnlyOwner(organisation=membership.organisation.name)
