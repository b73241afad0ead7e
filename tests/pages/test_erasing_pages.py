"""The file of one's own data, and the page on which an account is erased."""

import json

import pytest
import time_machine

from members.models import User
from tests.cast import NOW, Cast, assemble
from tests.signing_in import signed_in


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_button_gives_the_file(cast, bo):
    assert "Take my data along" in bo.get("/en/account/data/").content.decode()
    answer = bo.post("/en/account/data/")
    assert answer["Content-Disposition"] == 'attachment; filename="vliegwiel-2026-11-23.json"'
    assert json.loads(answer.content)["account"]["account"]["email"] == "bo@example.org"


def test_an_account_is_shown_before_it_is_erased_and_its_address_typed_again(cast):
    client = signed_in(cast.anna)
    shown = client.get("/en/setup/erase/", {"email": "MIRA@example.org"}).content.decode()
    assert "Mira" in shown and "Organisations they are of" in shown
    where = f"/en/setup/erase/{cast.mira.pk}/"
    wrong = client.post(where, {"email": "bo@example.org"})
    assert wrong.status_code == 400 and "another address than the one above" in wrong.content.decode()
    assert User.objects.get(pk=cast.mira.pk).name == "Mira"
    assert (
        "The account is erased."
        in client.post(where, {"email": "mira@example.org"}, follow=True).content.decode()
    )
    assert User.objects.get(pk=cast.mira.pk).is_erased


@pytest.mark.parametrize("address", ["", "nobody@example.org", "no address", "a\x00@example.org", "x" * 300])
def test_an_address_that_is_nobodys_is_said(cast, address):
    client = signed_in(cast.anna)
    assert client.get("/en/setup/erase/", {"email": address}).status_code == 400
    assert client.post(f"/en/setup/erase/{cast.mira.pk}/", {"email": address}).status_code == 400
    assert client.post("/en/setup/erase/999999999/", {"email": address}).status_code == 404


def test_a_refusal_is_said_on_the_page(cast):
    client = signed_in(cast.anna)
    answer = client.post(f"/en/setup/erase/{cast.zoe.pk}/", {"email": cast.zoe.email})
    assert answer.status_code == 400 and "has no other owner" in answer.content.decode()


def test_who_is_erased_signs_in_no_more(cast, bo):
    client = signed_in(cast.anna)
    client.post(f"/en/setup/erase/{cast.bo.pk}/", {"email": cast.bo.email})
    assert bo.get("/en/account/data/").status_code == 302
