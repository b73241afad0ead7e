"""An invitation from the form to the mail to the page that its link opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from hub.kit import outbox
from members.actions.invite import invite
from members.actions.revoke_invitation import revoke_invitation
from members.models import Invitation, Membership, Post
from tests.cast import NOW, assemble
from tests.factories.members import UserFactory
from tests.pages.members_help import text, url
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def invited(cast, email: str, post: str = Post.BOOKER, **options) -> Invitation:
    return invite(organisation=cast.zout, email=email, post=post, actor=cast.zoe, now=NOW, **options)


def test_an_invitation_goes_from_hand_to_hand(cast, monkeypatch):
    client = signed_in(cast.zoe)
    response = client.post(
        url("invite", cast.zout.uuid), {"email": "sem@example.org", "post": "booker"}, follow=True
    )
    assert "An invitation goes to sem@example.org." in text(response)
    outbox.work_off()
    link = re.search(r"https?://[^/]+(/\S+/invitation/\S+/)", mail.outbox[0].body)
    assert link
    stranger = Client()
    assert "Zoë invites you to join Collectief Zout" in text(stranger.get(link[1]))
    assert "/accounts/login/?next=" in stranger.post(link[1])["Location"]
    sem = UserFactory(email="sem@example.org")
    guest = signed_in(sem)
    assert "You are invited" in text(guest.get(url("organisations")))
    response = guest.post(link[1], follow=True)
    assert "You are in." in text(response)
    assert guest.session["organisation"] == str(cast.zout.uuid)
    assert "You are invited" not in text(guest.get(url("organisations")))


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("somebody else", 403, "not yours"),
        ("not verified", 403, "Verify the address"),
        ("used", 410, "accepted already"),
        ("withdrawn", 410, "withdrawn"),
        ("expired", 410, "14 days"),
        ("made up", 404, "no such invitation"),
    ],
)
def test_an_invitation_that_is_no_good_says_so(cast, state, status, words):
    sem = UserFactory(email="sem@example.org")
    invitation = invited(cast, "sem@example.org")
    key = "x" * 43 if state == "made up" else invitation.key
    if state == "not verified":
        sem.emailaddress_set.update(verified=False)
    if state == "used":
        Invitation.objects.update(accepted_at=NOW)
    if state == "withdrawn":
        revoke_invitation(invitation=invitation, actor=cast.zoe, now=NOW)
    if state == "expired":
        Invitation.objects.update(expires_at=NOW - timedelta(seconds=1))
    client = signed_in(cast.ilse if state == "somebody else" else sem)
    response = client.post(url("invitation", key))
    assert response.status_code == status and words in text(response)
    assert not Membership.objects.filter(organisation=cast.zout, person__in=[sem, cast.ilse]).exists()
    if status != 403:
        assert client.get(url("invitation", key)).status_code == status


def test_a_role_above_the_inviters_is_refused(cast):
    response = signed_in(cast.bo).post(
        url("invite", cast.zout.uuid), {"email": "sem@example.org", "post": "owner"}
    )
    assert response.status_code == 403 and not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "sem", "post": "booker"}, "email"),
        ({"email": "bo@example.org", "post": "booker"}, "email"),
        ({"email": "sem@example.org", "post": "king"}, "post"),
        ({"email": "sem@example.org\r\nBcc: x@example.org", "post": "booker"}, "email"),
        ({"email": "a\x00@example.org", "post": "booker"}, "email"),
        ({}, "email"),
    ],
)
def test_what_cannot_be_invited_is_said_at_its_field(cast, data, field):
    response = signed_in(cast.zoe).post(url("invite", cast.zout.uuid), data)
    assert response.status_code == 400
    if data:
        assert field in response.context["form"].errors
    assert not Invitation.objects.exists()


def test_the_link_is_not_kept_by_browsers_between(cast):
    response = Client().get(url("invitation", invited(cast, "sem@example.org").key))
    assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "strict-origin"
