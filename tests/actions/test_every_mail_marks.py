"""Whatever a mail is about, an address that its server refuses for good is marked; and who opens an account with one is
told at once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from hub.kit import outbox
from hub.kit.models import OutboxMessage
from members.actions.grant_role import grant_role
from members.actions.invite import invite
from members.models import Post, Role, UnreachableAddress
from members.models.unreachable import unreachable
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.papers import declared
from tests.factories.reviews import reviewer_of
from tests.mail_door import mail_door

LATER = NOW + timedelta(minutes=16)
PASSWORD = "een-lang-wachtwoord-8"


@pytest.fixture
def door(settings):
    with mail_door() as door:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield door


@pytest.fixture
def stage(db) -> Cast:
    return assemble()


def an_invitation(stage: Cast) -> str:
    invite(organisation=stage.zout, email="sem@example.org", post=Post.BOOKER, actor=stage.zoe, now=NOW)
    return "sem@example.org"


def a_role(stage: Cast) -> str:
    grant_role(person=stage.mira, role=Role.HUB_STAFF, scope=stage.effenaar.ref, actor=stage.hanna, now=NOW)
    return str(stage.mira.email)


def a_declaration_to_look_at(stage: Cast) -> str:
    four_bands()
    BandPolicyFactory()
    reviewer = reviewer_of(stage.brabant)
    declared(stage.zout, by=stage.zoe, now=NOW)
    return str(reviewer.email)


@pytest.mark.parametrize("happens", [an_invitation, a_role, a_declaration_to_look_at])
def test_a_mail_that_is_refused_for_good_marks_its_address_and_is_done(stage, door, happens):
    address = happens(stage)
    door.answers[address] = "550 5.1.1 No such user"
    with time_machine.travel(LATER, tick=False):
        outbox.work_off()
    mark = unreachable(address)
    assert mark is not None and (mark.code, mark.times) == (550, 1)
    assert not OutboxMessage.objects.filter(done_at=None, due_at__lte=LATER).exists()


def test_who_opens_an_account_with_an_address_that_is_refused_is_told_and_not_shown_an_error(stage, door):
    door.answers["smee@example.org"] = "550 5.1.1 No such user"
    filled = {"email": "smee@example.org", "password1": PASSWORD, "password2": PASSWORD}
    page = Client().post("/en/accounts/signup/", filled | {"name": "Sem", "language": "en"}, follow=True)
    assert page.status_code == 200 and "No mail arrives at smee@example.org." in page.content.decode()
    assert UnreachableAddress.objects.get().address == "smee@example.org"
    other = {**filled, "email": "sem@example.org", "name": "Sem", "language": "en"}
    page = Client().post("/en/accounts/signup/", other, follow=True)
    assert page.status_code == 200 and "No mail arrives" not in page.content.decode()
    assert door.taken[-1] == "sem@example.org"


def test_who_asks_for_a_password_by_a_refused_address_learns_no_more_than_a_stranger(stage, door):
    for address in (stage.zoe.email, "nobody@example.org"):
        door.answers[address] = "550 5.1.1 No such user"
        page = Client().post("/en/accounts/password/reset/", {"email": address}, follow=True)
        assert page.status_code == 200
        assert f"No mail arrives at {address}." in page.content.decode()
