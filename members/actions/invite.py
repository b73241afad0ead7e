from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import savepoint, verb, violated
from members.actions._posts import AlreadyMember, check_post
from members.models import Invitation, Membership, Organisation
from members.permissions import Person
from members.rules.keys import hash_of
from members.rules.posts import at_most

GOOD_FOR = timedelta(days=14)
MOST_A_DAY = 30


class AlreadyInvited(Refusal):
    code = "already_invited"
    status = 409
    message = _("%(email)s has an invitation already. Withdraw it first to send another.")


class TooManyInvitations(Refusal):
    """Invitations are mails to strangers: a site that sends as many as one likes is used for spam."""

    code = "too_many_invitations"
    status = 429
    message = _("An organisation can invite %(most)d people a day. Try again tomorrow.")


class NotAnAddress(Refusal):
    code = "not_an_address"
    status = 400
    message = _("That is not an e-mail address.")


class PostAboveOwn(Refusal):
    code = "post_above_own"
    status = 403
    message = _("You may not give a role that is above your own.")


@verb
def invite(*, organisation: Organisation, email: str, post: str, actor: Person, now: datetime) -> Invitation:
    """An owner offers membership to whoever proves to read this address. The mail goes out through the outbox.

    Good once and for 14 days. Raises `Forbidden`, `PostAboveOwn`, `NotAPost`, `NotAnAddress`, `AlreadyMember`,
    `AlreadyInvited`, `TooManyInvitations`.
    """
    check_post(post)
    _may_offer(organisation=organisation, post=post, actor=actor)
    email = _address(email)
    _not_too_many(organisation=organisation, now=now)
    _nobody_yet(organisation=organisation, email=email)
    # One that has run out makes room for another.
    Invitation.objects.open_to(organisation, email).filter(expires_at__lte=now).update(revoked_at=now)
    invitation = Invitation(
        organisation=organisation,
        email=email,
        post=post,
        invited_by_id=actor.pk,
        invited_at=now,
        expires_at=now + GOOD_FOR,
    )
    invitation.key_hash = hash_of(invitation.key)
    _insert(invitation)
    outbox.emit(kind="invitation", about=invitation.ref, key=f"invitation:{invitation.pk}", now=now)
    record(
        action="members.invite",
        about=invitation.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"post": post},
    )
    return invitation


def _may_offer(*, organisation: Organisation, post: str, actor: Person) -> None:
    own = Membership.objects.filter(organisation=organisation, person_id=actor.pk).first()
    if own is None:
        raise Forbidden
    if not at_most(post, own.post):
        raise PostAboveOwn
    if not own.administers:
        raise Forbidden


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise NotAnAddress from None
    return email


def _not_too_many(*, organisation: Organisation, now: datetime) -> None:
    lately = Invitation.objects.filter(organisation=organisation, invited_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooManyInvitations(most=MOST_A_DAY)


def _nobody_yet(*, organisation: Organisation, email: str) -> None:
    members = Membership.objects.filter(organisation=organisation)
    if members.filter(
        person__emailaddress__email__iexact=email, person__emailaddress__verified=True
    ).exists():
        raise AlreadyMember


def _insert(invitation: Invitation) -> None:
    try:
        with savepoint():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        # The second: the same address in the same microsecond has the same key.
        if violated(error) in ("invitation_one_open_per_address", "members_invitation_key_hash_key"):
            raise AlreadyInvited(email=invitation.email) from None
        raise
