from datetime import datetime

from django.conf import settings
from django.db import IntegrityError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, step, verb, violated
from members.actions._roles import check_scope, require_grantor
from members.models import Grant, Role, User
from members.permissions import Person


class AlreadyHeld(Refusal):
    code = "already_held"
    status = 409
    message = _("%(person)s holds this role already.")


class PayerNoReviewer(Refusal):
    """Who reviews an organisation's turnover must not be somebody of a fund that pays by it."""

    code = "payer_no_reviewer"
    status = 409
    message = _("Nobody is funder and reviewer at once: who pays does not see the evidence.")


class PayersMember(PayerNoReviewer):
    message = _(
        "%(person)s belongs to an organisation that pays or vouches for funds, and who pays does not see the evidence. "
        "The role would have no effect."
    )


@verb
def grant_role(*, person: User, role: str, scope: Ref, actor: Person, now: datetime) -> Grant:
    """Give a role over one thing, and tell its holder by mail. A site administrator also gets both admins' doors.

    Raises `Forbidden`, `RoleUnknown`, `WrongScope`, `AlreadyHeld`, `PayerNoReviewer`, `PayersMember`.
    """
    check_scope(role, scope)
    require_grantor(actor, role, scope)
    lock_roles(person)
    _not_payer_and_reviewer(person, role)
    grant = Grant(person=person, role=role, scope=scope, granted_by_id=actor.pk, granted_at=now)
    try:
        with savepoint():
            grant.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) == "grant_once_while_it_lasts":
            raise AlreadyHeld(person=str(person)) from None
        raise
    if role == Role.SITE_ADMIN:
        User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    about = Ref("grant", str(grant.pk))
    outbox.emit(kind="role.granted", about=about, key=f"role.granted:{grant.pk}", now=now)
    record(
        action="members.grant_role",
        about=scope,
        actor=actor,
        now=now,
        organisation_id=int(scope.id) if scope.kind == "organisation" else None,
        hub_id=int(scope.id) if scope.kind == "hub" else None,
        facts={"person": person.pk, "role": str(role)},
    )
    return grant


@step
def lock_roles(person: User) -> None:
    """One at a time for each person, so that two roles which exclude each other are not given in the same moment."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def _not_payer_and_reviewer(person: User, role: str) -> None:
    excluded = {Role.FUNDER: Role.REVIEWER, Role.REVIEWER: Role.FUNDER}.get(Role(role))
    if excluded and Grant.objects.filter(person=person, role=excluded, revoked_at=None).exists():
        raise PayerNoReviewer
    # Who pays is for the room of the money to say; it knows of this one and not the other way round.
    if role == Role.REVIEWER and import_string(settings.PAYS)(person):
        raise PayersMember(person=str(person))
