"""The question, and what is free with its price."""

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast, assemble

pytestmark = pytest.mark.django_db

THURSDAY_AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def search(client: Client, **asked: str):
    return client.get("/en/book/", asked)


def test_a_visitor_sees_what_is_free_and_the_list_price(cast):
    page = search(Client(), kind="any-studio", **THURSDAY_AFTERNOON)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Studio 2" in text
    assert "€\u00a0160.00" in text
    assert "Condenser microphone" not in text
