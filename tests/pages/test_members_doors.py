"""The doors: one place to sign in, and no way past the second factor."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from members.middleware import SecondFactorMiddleware
from members.models import Role, User
from tests.cast import assemble
from tests.factories.members import PASSWORD, GrantFactory, UserFactory
from tests.pages.matrix import addresses
from tests.signing_in import code, sign_in, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def read_mail(client: Client) -> None:
    """Type over the code that a first second factor asks for."""
    client.post("/en/account/second-factor/", {"do": "send"})
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$|^[A-Z0-9-]{6,12}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    client.post("/en/account/second-factor/", {"code": found.group()})


def with_password(person: User) -> dict[str, str]:
    return {"login": person.email, "username": person.email, "email": person.email, "password": PASSWORD}


def test_a_password_alone_opens_none_of_the_doors_for_who_has_a_second_factor(cast, browser):
    for door in (LOGIN, "/cms/login/", "/django-admin/login/", "/_util/login/", "/en/_util/login/"):
        browser.post(door, with_password(cast.anna))
        assert not is_signed_in(browser), door
        browser.post(door, with_password(cast.anna), follow=True)
        assert not is_signed_in(browser), door


def test_the_other_doors_lead_to_the_one(cast, browser):
    for door in ("/cms/login/", "/django-admin/login/"):
        response = browser.get(f"{door}?next=/cms/")
        assert response.status_code == 302 and response["Location"].startswith(f"{LOGIN}?next=")
    response = browser.get("/cms/password_reset/")
    assert response["Location"] == "/en/accounts/password/reset/"


def test_password_and_code_let_in(cast, browser):
    response = browser.post(LOGIN, with_password(cast.anna))
    assert response["Location"] == "/en/accounts/2fa/authenticate/"
    assert not is_signed_in(browser)
    response = browser.post(response["Location"], {"code": code()})
    assert response.status_code == 302 and is_signed_in(browser)
    for admin in ("/cms/", "/django-admin/"):
        # Django's own index looks up each model's type by itself.
        with zeal_ignore():
            assert browser.get(admin).status_code == 200, admin


def test_a_wrong_code_does_not_let_in(cast, browser):
    browser.post(LOGIN, with_password(cast.anna))
    wrong = f"{(int(code()) + 500_000) % 1_000_000:06d}"
    assert browser.post("/en/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert not is_signed_in(browser)


def test_a_code_is_good_once(cast):
    now, first, second = code(), Client(), Client()
    for client in (first, second):
        client.post(LOGIN, with_password(cast.anna))
        client.post("/en/accounts/2fa/authenticate/", {"code": now})
    assert is_signed_in(first) and not is_signed_in(second)


def test_who_has_no_second_factor_signs_in_with_a_password(cast, browser):
    response = browser.post(LOGIN, with_password(cast.zoe))
    assert is_signed_in(browser) and response["Location"] == "/en/"


def test_one_is_welcomed_in_ones_own_language(cast, browser):
    cast.zoe.language = "nl"
    cast.zoe.save()
    assert browser.post(LOGIN, with_password(cast.zoe))["Location"] == "/nl/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "https:elsewhere"],
)
def test_nobody_is_sent_to_another_site(cast, browser, elsewhere):
    response = browser.post(f"{LOGIN}?next={elsewhere}", with_password(cast.zoe) | {"next": elsewhere})
    assert response["Location"] == "/en/"
    chosen = {"organisation": str(cast.zout.uuid), "next": elsewhere}
    response = browser.post(reverse("members:choose_organisation"), chosen)
    assert response["Location"].endswith("/organisations/")


def test_the_address_decides_who_it_is_whatever_its_capitals(cast, browser):
    browser.post(LOGIN, with_password(cast.zoe) | {"login": "ZOE@Example.ORG"})
    assert is_signed_in(browser)


def test_an_account_is_made_with_a_code_from_the_mail(browser):
    filled = {"email": "sem@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = browser.post("/en/accounts/signup/", filled | {"name": " Sem  de Wit ", "language": "nl"})
    assert response.status_code == 302, response.context["form"].errors
    sem = User.objects.get(email="sem@example.org")
    assert (sem.name, sem.language) == ("Sem de Wit", "nl")
    assert not is_signed_in(browser)
    assert not sem.emailaddress_set.get().verified
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[0].body, re.MULTILINE)
    assert found, mail.outbox[0].body
    browser.post(response["Location"], {"code": "AAAAAA"})
    assert not is_signed_in(browser)
    browser.post(response["Location"], {"code": found.group(1)})
    assert is_signed_in(browser) and sem.emailaddress_set.get().verified


def test_signing_up_does_not_tell_who_has_an_account(cast, browser):
    filled = {"password1": PASSWORD, "password2": PASSWORD, "name": "Sem", "language": "en"}
    answers = [
        browser.post("/en/accounts/signup/", filled | {"email": email})
        for email in (cast.zoe.email, "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert User.objects.filter(email=cast.zoe.email).count() == 1


def test_a_forgotten_password_does_not_tell_who_has_an_account(cast, browser):
    answers = [
        browser.post("/en/accounts/password/reset/", {"email": email})
        for email in (cast.zoe.email, "nobody@example.org")
    ]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_guessing_passwords_is_slowed_down(cast, browser):
    wrong = with_password(cast.zoe) | {"password": "wrong"}
    for _attempt in range(6):
        response = browser.post(LOGIN, wrong)
    assert "Too many" in response.content.decode()
    browser.post(LOGIN, with_password(cast.zoe))
    assert not is_signed_in(browser)


STRONG = ("hanna", "fien", "rosa", "anna")
PAGES = ("/en/", "/en/organisations/", "/cms/", "/django-admin/")


@pytest.mark.parametrize("name", STRONG)
def test_who_must_have_a_second_factor_gets_nowhere_without(cast, name):
    person = getattr(cast, name)
    person.authenticator_set.all().delete()
    client = signed_in(person)
    for page in PAGES:
        response = client.get(page)
        assert response.status_code == 302 and "/account/second-factor/?next=" in response["Location"], page
    assert client.post("/en/organisations/new/", {}).status_code == 302
    assert client.get("/en/account/second-factor/").status_code == 200
    assert client.get("/en/accounts/2fa/").status_code == 200
    assert client.get("/en/accounts/logout/").status_code == 200


@pytest.mark.parametrize("name", STRONG)
def test_one_that_was_not_shown_in_this_session_does_not_count(cast, name):
    client = signed_in(getattr(cast, name), second_factor=False)
    assert "/account/second-factor/" in client.get("/en/organisations/")["Location"]
    assert "Confirm that it is you" in client.get("/en/account/second-factor/").content.decode()
    assert client.get("/en/accounts/2fa/reauthenticate/").status_code == 200
    response = client.post("/en/accounts/2fa/reauthenticate/", {"code": code(), "next": "/en/organisations/"})
    assert response["Location"] == "/en/organisations/"
    assert client.get("/en/organisations/").status_code == 200


@pytest.mark.parametrize("name", ["zoe", "teun", "karim"])
def test_others_are_not_bothered(cast, name):
    assert signed_in(getattr(cast, name)).get("/en/organisations/").status_code == 200


def test_a_role_that_is_granted_counts_from_the_next_click(cast):
    client = signed_in(cast.teun)
    assert client.get("/en/organisations/").status_code == 200
    GrantFactory(person=cast.teun, role=Role.HUB_MANAGER, scope=cast.effenaar.ref, second_factor=False)
    assert "/account/second-factor/" in client.get("/en/organisations/")["Location"]


def test_machines_are_told_so_in_their_way(cast, rf):
    request = rf.get("/api/bookings")
    request.user, request.session, request.resolver_match = cast.hanna, {}, None
    response = SecondFactorMiddleware(lambda request: HttpResponse()).process_view(request, None, (), {})
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert b"second_factor_needed" in response.content


def test_a_superuser_needs_one_too():
    person = UserFactory(is_superuser=True, is_staff=True)
    assert "/account/second-factor/" in signed_in(person).get("/django-admin/")["Location"]


def test_setting_one_up_opens_the_doors_at_once(cast, browser):
    cast.hanna.authenticator_set.all().delete()
    browser.post(LOGIN, with_password(cast.hanna))
    assert "/account/second-factor/" in browser.get("/en/organisations/")["Location"]
    read_mail(browser)
    page = browser.get("/en/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        here = page.request["PATH_INFO"] + "?next=/en/accounts/2fa/totp/activate/"
        page = browser.post(here, {"password": PASSWORD}, follow=True)
    response = browser.post("/en/accounts/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
    assert response["Location"] == "/en/accounts/2fa/recovery-codes/"
    assert browser.get("/en/organisations/").status_code == 200


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database(cast, browser):
    stored = cast.hanna.authenticator_set.get(type="totp").data["secret"]
    assert stored.startswith("gAAAA")


def test_taking_the_second_factor_away_shuts_the_doors(cast, browser):
    client = sign_in(browser, cast.hanna)
    assert client.get("/en/organisations/").status_code == 200
    cast.hanna.authenticator_set.all().delete()
    assert "/account/second-factor/" in client.get("/en/organisations/")["Location"]


@pytest.mark.parametrize("path", ["/cms/", "/django-admin/", "/cms/reports/site-history/"])
@pytest.mark.parametrize("name", ["zoe", "teun", "hanna", "karim"])
def test_only_site_administrators_enter_the_admins(cast, path, name):
    person = getattr(cast, name)
    person.is_staff = True
    person.save()
    assert signed_in(person).get(path).status_code == 403


def test_the_calendars_own_addresses_are_not_there():
    names = {address.name for address in addresses()}
    assert not names & {"api_occurrences", "api_move_or_resize", "api_select_create", "calendar_create_event"}
    for path in ("/api/select_create/", "/schedule/", "/api/occurrences"):
        assert Client().post(path).status_code in (404, 405)
