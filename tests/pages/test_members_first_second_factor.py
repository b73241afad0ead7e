"""A stolen password is not enough to set up a first second factor; and each change to one is told and written down."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core import context
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from hub.kit import clock, outbox
from hub.kit.models import AuditRow
from members.actions.grant_role import grant_role
from members.models import Role, User
from tests.cast import assemble
from tests.factories.members import PASSWORD, UserFactory
from tests.signing_in import code, signed_in

pytestmark = pytest.mark.django_db
PAGE, APP, PASSKEY = (
    "/en/account/second-factor/",
    "/en/accounts/2fa/totp/activate/",
    "/en/accounts/2fa/webauthn/add/",
)
LOGIN = "/en/accounts/login/"


@pytest.fixture
def cast():
    stage = assemble()
    for name in ("hanna", "zoe"):
        person = getattr(stage, name)
        person.authenticator_set.all().delete()
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
    return stage


def text(response) -> str:
    return " ".join(response.content.decode().split())


def mailed_code() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found.group(1)


def thief_of(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return client


def set_up_app(client: Client, captured):
    page = client.get(APP, follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        here = page.request["PATH_INFO"] + f"?next={APP}"
        page = client.post(here, {"password": PASSWORD}, follow=True)
    with captured() as after_commit:
        response = client.post(APP, {"code": code(page.context["form"].secret)})
    # A test's transaction never commits; allauth tells of it when one does, within the request.
    with context.request_context(response.wsgi_request):
        for told in after_commit:
            told()
    return response


@pytest.mark.parametrize("name", ["hanna", "zoe"])
@pytest.mark.parametrize("page", [APP, PASSKEY])
def test_a_password_alone_sets_up_no_first_second_factor(cast, name, page):
    thief = thief_of(getattr(cast, name))
    assert thief.get(page)["Location"] == PAGE
    assert thief.post(page, {"code": "123456"})["Location"] == PAGE
    assert not getattr(cast, name).authenticator_set.exists()


def test_nor_does_a_guess(cast):
    thief = thief_of(cast.hanna)
    assert thief.post(PAGE, {"code": "AAAA-AAAA"}).status_code == 400
    thief.post(PAGE, {"do": "send"})
    right = mailed_code()
    for _guess in range(5):
        assert "That is not the code" in text(thief.post(PAGE, {"code": "AAAA-AAAA"}))
    assert thief.post(PAGE, {"code": right}).status_code == 400, "five guesses void the code"
    assert thief.get(APP)["Location"] == PAGE


def test_guesses_and_mails_are_counted_across_sessions(cast):
    for _mail in range(5):
        assert thief_of(cast.hanna).post(PAGE, {"do": "send"}).status_code == 302
    assert thief_of(cast.hanna).post(PAGE, {"do": "send"}).status_code == 429
    for _guess in range(20):
        thief_of(cast.hanna).post(PAGE, {"code": "AAAA-AAAA"})
    assert thief_of(cast.hanna).post(PAGE, {"code": "AAAA-AAAA"}).status_code == 429


def test_a_code_is_of_one_session_and_good_for_a_quarter_of_an_hour(cast):
    hanna, other = signed_in(cast.hanna), thief_of(cast.hanna)
    hanna.post(PAGE, {"do": "send"})
    assert other.post(PAGE, {"code": mailed_code()}).status_code == 400
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert hanna.post(PAGE, {"code": mailed_code()}).status_code == 400


def test_who_holds_power_and_no_second_factor_changes_no_address(cast):
    thief = thief_of(cast.hanna)
    assert PAGE in thief.get("/en/accounts/email/")["Location"]
    added = thief.post("/en/accounts/email/", {"action_add": "", "email": "thief@example.org"})
    assert PAGE in added["Location"]
    assert not EmailAddress.objects.filter(email="thief@example.org").exists()


def test_with_the_code_from_the_mail_one_sets_it_up(cast, django_capture_on_commit_callbacks):
    hanna = signed_in(cast.hanna)
    assert "Mail me a code" in text(hanna.get(PAGE))
    page = hanna.post(PAGE, {"do": "send"}, follow=True)
    assert f"We sent a code to {cast.hanna.email}" in text(page)
    assert mail.outbox[-1].to == [cast.hanna.email]
    page = hanna.post(PAGE, {"code": mailed_code().lower().replace("-", " ")}, follow=True)
    assert "With an app that shows codes" in text(page)
    response = set_up_app(hanna, django_capture_on_commit_callbacks)
    assert response["Location"] == "/en/accounts/2fa/recovery-codes/"
    assert hanna.get("/en/organisations/").status_code == 200
    row = AuditRow.objects.get(action="members.second_factor_added")
    assert (row.actor_id, str(row.about), row.facts) == (
        cast.hanna.pk,
        f"person:{cast.hanna.pk}",
        {"kind": "totp"},
    )
    assert mail.outbox[-1].to == [cast.hanna.email] and "uthenticator" in mail.outbox[-1].subject


def test_taking_one_away_is_told_and_written_down(cast, django_capture_on_commit_callbacks):
    zoe = signed_in(cast.zoe)
    zoe.post(PAGE, {"do": "send"})
    zoe.post(PAGE, {"code": mailed_code()})
    set_up_app(zoe, django_capture_on_commit_callbacks)
    mail.outbox.clear()
    zoe.post("/en/accounts/2fa/totp/deactivate/")
    assert not cast.zoe.authenticator_set.exists()
    assert AuditRow.objects.filter(action="members.second_factor_removed", actor_id=cast.zoe.pk).count() == 1
    assert [each.to for each in mail.outbox] == [[cast.zoe.email]]


def test_a_site_administrator_takes_it_away_from_who_lost_it_and_they_are_told(cast):
    for by in (cast.hanna, cast.rosa, cast.fien):
        with pytest.raises(CommandError):
            call_command("forget_second_factors", cast.fien.email, by=by.email)
    with pytest.raises(CommandError):
        call_command("forget_second_factors", cast.anna.email, by=cast.anna.email)
    call_command("forget_second_factors", cast.fien.email, by=cast.anna.email, stdout=StringIO())
    assert not cast.fien.authenticator_set.exists() and cast.anna.authenticator_set.exists()
    row = AuditRow.objects.get(action="members.second_factor_removed")
    assert (row.actor_id, row.facts) == (cast.anna.pk, {"kinds": ["totp"]})
    outbox.work_off()
    assert mail.outbox[-1].to == [cast.fien.email]
    assert "http://localhost:8000/en/account/second-factor/" in mail.outbox[-1].body


def test_nobody_adds_or_removes_a_second_factor_in_the_database_admin(cast):
    anna, fiens = signed_in(cast.anna), cast.fien.authenticator_set.get().pk
    for path in ("add", f"{fiens}/delete", f"{fiens}/change"):
        assert anna.post(f"/django-admin/mfa/authenticator/{path}/", {"post": "yes"}).status_code == 403


def test_who_gets_a_role_is_told_what_it_asks(cast):
    person = UserFactory(name="Lot", language="nl")
    grant_role(person=person, role=Role.HUB_MANAGER, scope=cast.tetem.ref, actor=cast.anna, now=clock.now())
    grant_role(person=cast.mira, role=Role.HUB_STAFF, scope=cast.tetem.ref, actor=cast.anna, now=clock.now())
    outbox.work_off()
    lots, miras = mail.outbox
    assert (lots.to, miras.to) == ([person.email], [cast.mira.email])
    assert "http://localhost:8000/nl/account/second-factor/" in lots.body
    assert "second factor" not in miras.body and "hub staff" in miras.subject


def test_links_in_mails_are_on_the_sites_own_address(cast):
    Client(headers={"host": "elsewhere.example", "accept-language": "en"}).post(
        "/en/accounts/password/reset/", {"email": cast.zoe.email}
    )
    body = str(mail.outbox[-1].body)
    assert "http://localhost:8000/en/accounts/password/reset/key/" in body
    assert "elsewhere" not in body
