"""Invitations: bound to a verified address, good once, for fourteen days, and never for more than the inviter holds."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers import serialize

from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.actions import accept_invitation as accepting
from members.actions._posts import AlreadyMember, NotAPost
from members.actions.accept_invitation import accept_invitation
from members.actions.change_post import change_post
from members.actions.invite import (
    MOST_A_DAY,
    AlreadyInvited,
    NotAnAddress,
    PostAboveOwn,
    TooManyInvitations,
    invite,
)
from members.actions.revoke_invitation import revoke_invitation
from members.models import Invitation, Membership, Post
from members.outbound import invitation as post_box
from members.rules.keys import hash_of
from tests.cast import NOW, assemble
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "sem@example.org"


@pytest.fixture
def cast():
    return assemble()


def invited(cast, *, email=ADDRESS, post=Post.BOOKER, now=NOW) -> Invitation:
    return invite(organisation=cast.zout, email=email, post=post, actor=cast.zoe, now=now)


def test_whoever_was_invited_becomes_a_member(cast):
    sem = UserFactory(email=ADDRESS)
    membership = accept_invitation(key=invited(cast).key, actor=sem, now=NOW)
    assert (membership.organisation, membership.post) == (cast.zout, Post.BOOKER)
    actions = set(AuditRow.objects.filter(organisation_id=cast.zout.pk).values_list("action", flat=True))
    assert actions == {"members.invite", "members.accept_invitation"}


def test_capitals_in_an_address_do_not_matter(cast):
    sem = UserFactory(email=ADDRESS)
    assert accept_invitation(key=invited(cast, email=" Sem@Example.ORG ").key, actor=sem, now=NOW)


def test_the_database_does_not_hold_the_key(cast):
    invitation = invited(cast)
    rows = [*Invitation.objects.all(), *OutboxMessage.objects.all(), *AuditRow.objects.all()]
    assert invitation.key not in serialize("json", rows)
    assert invitation.key_hash == hash_of(invitation.key)
    assert json.dumps(OutboxMessage.objects.get().payload) == "{}"


def test_a_renewed_secret_does_not_spoil_an_invitation(cast, settings):
    invitation, old = invited(cast), settings.SECRET_KEY
    key = invitation.key
    settings.SECRET_KEY = "another"
    assert invitation.key != key
    settings.SECRET_KEY_FALLBACKS = [old]
    assert invitation.key == key


def test_the_mail_holds_a_link_with_the_key(cast, monkeypatch):
    monkeypatch.setattr(post_box.clock, "now", lambda: NOW)
    invitation = invited(cast)
    cast.zoe.language = "nl"
    cast.zoe.save()
    message = OutboxMessage.objects.get(kind="invitation")
    post_box.send(message)
    sent = mail.outbox[0]
    assert sent.to == [ADDRESS] and "Collectief Zout" in sent.subject
    html = sent.alternatives[0][0]
    for body in (sent.body, html):
        assert re.search(rf"http://\S+/nl/invitation/{invitation.key}/", body)


@pytest.mark.parametrize("state", ["revoked", "accepted", "expired", "inviter erased"])
def test_an_invitation_that_is_over_is_not_mailed(cast, monkeypatch, state):
    monkeypatch.setattr(post_box.clock, "now", lambda: NOW)
    invitation = invited(cast)
    changes = {
        "revoked": {"revoked_at": NOW},
        "accepted": {"accepted_at": NOW},
        "expired": {"expires_at": NOW},
        "inviter erased": {"invited_by": None},
    }
    Invitation.objects.filter(pk=invitation.pk).update(**changes[state])
    post_box.send(OutboxMessage.objects.get(kind="invitation"))
    assert mail.outbox == []


def test_the_outbox_knows_who_sends_invitations(cast):
    invited(cast, now=outbox.clock.now())
    assert outbox.work_off() == 1
    assert len(mail.outbox) == 1


def test_somebody_elses_invitation_is_refused(cast):
    with pytest.raises(accepting.ForSomebodyElse) as caught:
        accept_invitation(key=invited(cast).key, actor=cast.ilse, now=NOW)
    assert caught.value.status == 403 and ADDRESS not in str(caught.value)
    assert not Membership.objects.filter(person=cast.ilse, organisation=cast.zout).exists()
    assert Invitation.objects.unanswered().count() == 1


def test_an_address_that_was_not_verified_does_not_count(cast):
    sem = UserFactory(email=ADDRESS, verified=False)
    invitation = invited(cast)
    with pytest.raises(accepting.ForSomebodyElse):
        accept_invitation(key=invitation.key, actor=sem, now=NOW)
    sem.emailaddress_set.create(email=ADDRESS, verified=False, primary=True)
    with pytest.raises(accepting.AddressNotVerified) as caught:
        accept_invitation(key=invitation.key, actor=sem, now=NOW)
    assert caught.value.status == 403


def test_an_invitation_is_good_once(cast):
    sem = UserFactory(email=ADDRESS)
    key = invited(cast).key
    accept_invitation(key=key, actor=sem, now=NOW)
    with pytest.raises(accepting.InvitationUsed) as caught:
        accept_invitation(key=key, actor=sem, now=NOW)
    assert caught.value.status == 410


def test_an_invitation_is_good_for_fourteen_days(cast):
    sem = UserFactory(email=ADDRESS)
    key = invited(cast).key
    with pytest.raises(accepting.InvitationExpired) as caught:
        accept_invitation(key=key, actor=sem, now=NOW + timedelta(days=14))
    assert caught.value.status == 410
    assert accept_invitation(key=key, actor=sem, now=NOW + timedelta(days=14, microseconds=-1))


def test_a_withdrawn_invitation_is_dead(cast):
    sem = UserFactory(email=ADDRESS)
    invitation = invited(cast)
    revoke_invitation(invitation=invitation, actor=cast.zoe, now=NOW)
    revoke_invitation(invitation=invitation, actor=cast.zoe, now=NOW)
    with pytest.raises(accepting.InvitationWithdrawn) as caught:
        accept_invitation(key=invitation.key, actor=sem, now=NOW)
    assert caught.value.status == 410
    assert AuditRow.objects.filter(action="members.revoke_invitation").count() == 1


def test_an_accepted_invitation_cannot_be_withdrawn(cast):
    invitation = invited(cast)
    accept_invitation(key=invitation.key, actor=UserFactory(email=ADDRESS), now=NOW)
    with pytest.raises(accepting.InvitationUsed):
        revoke_invitation(invitation=invitation, actor=cast.zoe, now=NOW)


@pytest.mark.parametrize("who", ["bo", "mira", "ilse", "anna"])
def test_only_owners_withdraw(cast, who):
    invitation = invited(cast)
    with pytest.raises(Forbidden):
        revoke_invitation(invitation=invitation, actor=getattr(cast, who), now=NOW)
    assert Invitation.objects.unanswered().exists()


def test_a_made_up_key_leads_nowhere(cast):
    with pytest.raises(accepting.NoSuchInvitation) as caught:
        accept_invitation(key="x" * 43, actor=cast.ilse, now=NOW)
    assert caught.value.status == 404


@pytest.mark.parametrize(
    ("who", "post", "refusal"),
    [
        ("bo", Post.OWNER, PostAboveOwn),
        ("mira", Post.BOOKER, PostAboveOwn),
        ("bo", Post.BOOKER, Forbidden),
        ("mira", Post.MEMBER, Forbidden),
        ("ilse", Post.MEMBER, Forbidden),
        ("anna", Post.MEMBER, Forbidden),
    ],
)
def test_only_owners_invite_and_nobody_above_themselves(cast, who, post, refusal):
    with pytest.raises(refusal) as caught:
        invite(organisation=cast.zout, email=ADDRESS, post=post, actor=getattr(cast, who), now=NOW)
    assert caught.value.status == 403
    assert not Invitation.objects.exists() and not OutboxMessage.objects.exists()


@pytest.mark.parametrize("email", ["", "sem", "sem@", "sem@example.org\nBcc: x@example.org"])
def test_an_address_must_be_one(cast, email):
    with pytest.raises(NotAnAddress):
        invited(cast, email=email)


def test_a_post_must_be_one(cast):
    with pytest.raises(NotAPost):
        invited(cast, post="king")


def test_one_open_invitation_for_each_address(cast):
    invited(cast)
    with pytest.raises(AlreadyInvited):
        invited(cast, email=ADDRESS.upper())


def test_an_invitation_that_ran_out_makes_room(cast):
    old = invited(cast)
    new = invited(cast, now=NOW + timedelta(days=15))
    assert new.key != old.key
    assert list(Invitation.objects.unanswered()) == [new]


def test_a_member_is_not_invited_again(cast):
    with pytest.raises(AlreadyMember):
        invited(cast, email=cast.bo.email)


def test_a_member_with_a_second_address_does_not_become_two(cast):
    cast.bo.emailaddress_set.create(email=ADDRESS, verified=False)
    invitation = invited(cast)
    cast.bo.emailaddress_set.update(verified=True)
    with pytest.raises(AlreadyMember):
        accept_invitation(key=invitation.key, actor=cast.bo, now=NOW)
    assert Invitation.objects.unanswered().exists()


def test_nobody_sends_invitations_by_the_hundred(cast):
    for number in range(MOST_A_DAY):
        invited(cast, email=f"person-{number}@example.org")
    with pytest.raises(TooManyInvitations):
        invited(cast)
    assert invited(cast, now=NOW + timedelta(days=1))


def test_who_was_shown_the_door_does_not_return_by_their_own_invitation(cast):
    invitation = invited(cast, post=Post.OWNER)
    bo = cast.zout.memberships.get(person=cast.bo)
    change_post(membership=bo, post=Post.OWNER, actor=cast.zoe, now=NOW)
    zoe = cast.zout.memberships.get(person=cast.zoe)
    change_post(membership=zoe, post=Post.BOOKER, actor=cast.bo, now=NOW)
    with pytest.raises(accepting.InvitationWithdrawn):
        accept_invitation(key=invitation.key, actor=UserFactory(email=ADDRESS), now=NOW)
