"""Somebody who knows the password, and has a session from before the second factor, wants the power behind it."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tests.cast import assemble
from tests.factories.members import PASSWORD, give_second_factor
from tests.signing_in import code, signed_in

pytestmark = pytest.mark.django_db
# Adding one of one's own, taking the real one away, reading or making codes that count as one.
CHANGES = (
    "/en/accounts/2fa/totp/activate/",
    "/en/accounts/2fa/totp/deactivate/",
    "/en/accounts/2fa/webauthn/add/",
    "/en/accounts/2fa/webauthn/",
    "/en/accounts/2fa/recovery-codes/",
    "/en/accounts/2fa/recovery-codes/generate/",
    "/en/accounts/2fa/recovery-codes/download/",
)


@pytest.fixture
def cast():
    return assemble()


def password_again(client: Client) -> None:
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})


def is_sent_to_show_it(response) -> bool:
    return response.status_code == 302 and "/account/second-factor/" in response["Location"]


@pytest.mark.parametrize("page", CHANGES)
def test_the_password_is_not_enough_to_change_the_second_factor_of_somebody_with_power(cast, page):
    weak = signed_in(cast.hanna, second_factor=False)
    password_again(weak)
    assert is_sent_to_show_it(weak.get(page))
    assert is_sent_to_show_it(weak.post(page, {"code": code()}))
    assert cast.hanna.authenticator_set.get().type == "totp"


@pytest.mark.parametrize("page", CHANGES)
def test_nor_that_of_somebody_who_may_be_given_power_later(cast, page):
    give_second_factor(cast.zoe)
    weak = signed_in(cast.zoe, second_factor=False)
    assert weak.get("/en/organisations/").status_code == 200
    password_again(weak)
    assert is_sent_to_show_it(weak.get(page))
    assert is_sent_to_show_it(weak.post(page))


def test_who_shows_it_may_change_it(cast):
    client = signed_in(cast.hanna, second_factor=False)
    client.post("/en/accounts/2fa/reauthenticate/", {"code": code()})
    assert client.get("/en/accounts/2fa/webauthn/add/").status_code == 200


def test_the_password_does_not_confirm_who_has_a_second_factor(cast):
    give_second_factor(cast.zoe)
    weak = signed_in(cast.zoe, second_factor=False)
    assert is_sent_to_show_it(weak.post("/en/accounts/reauthenticate/", {"password": PASSWORD}))


@pytest.mark.parametrize("page", ["/en/accounts/email/", "/en/accounts/password/change/"])
def test_with_power_the_account_stays_shut_until_it_is_shown(cast, page):
    assert is_sent_to_show_it(signed_in(cast.hanna, second_factor=False).get(page))


def test_one_may_always_leave(cast):
    client = signed_in(cast.hanna, second_factor=False)
    assert client.get("/en/accounts/logout/").status_code == 200
    client.post("/en/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_clock_does_not_tell_who_has_an_account(cast, monkeypatch):
    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: made.append(1) or encode(self, password, salt),
    )
    filled = {"password1": PASSWORD, "password2": PASSWORD, "name": "Sem", "language": "en"}
    counts = []
    for email in (cast.zoe.email, "nobody@example.org"):
        made.clear()
        assert Client().post("/en/accounts/signup/", filled | {"email": email}).status_code == 302
        counts.append(len(made))
    assert counts == [1, 1]
