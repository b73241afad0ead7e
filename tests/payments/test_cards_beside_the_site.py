"""What `make up` starts beside the site: where, when not, and that both servers know tomorrow what they know today."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from hub.dev import cards
from tests.cards import Cards, wait
from tests.serving import ROOT, free_port

KEY = ("sk_test_x", "")


@pytest.fixture(autouse=True)
def nobodys_own(tmp_path, monkeypatch):
    monkeypatch.setattr(cards, "ROOT", tmp_path)
    monkeypatch.setattr(cards, "KEPT", tmp_path / "kept")
    for name in ("CARDS", "STRIPE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_it_takes_the_next_two_ports_that_are_free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = cards.beside(f"http://127.0.0.1:{port - 1}")
        assert port < found.processor < found.proxy
        assert found.site == f"http://127.0.0.1:{port - 1}/webhooks/stripe"
        assert found.environment()["STRIPE_API_BASE"].endswith(f":{found.proxy}")


@pytest.mark.parametrize("told", [{"CARDS": "off"}, {"STRIPE_SECRET_KEY": "sk_test_x"}])
def test_none_where_cards_are_off_or_the_keys_are_ones_own(monkeypatch, told):
    assert cards.beside("http://127.0.0.1:8000")
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert cards.beside("http://127.0.0.1:8000") is None


def test_none_where_ones_own_keys_lie_in_a_file(nobodys_own):
    (nobodys_own / ".env").write_text("OTHER=1\nSTRIPE_SECRET_KEY=sk_test_x\n")
    assert cards.beside("http://127.0.0.1:8000") is None


@contextmanager
def running(beside, shop, folder):
    """Both, as `make up` starts them; ended in order."""
    log = (folder / "log").open("ab")
    started = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=log, stderr=log)
        for command in beside.commands().values()
    ]
    try:
        wait(shop, folder)
        yield
    finally:
        for process in started:
            process.terminate()
        assert [process.wait(timeout=60) for process in started] == [0, 0]


def opened(shop):
    asked = {"amount": 500, "currency": "eur", "payment_method_types[]": ["card", "sepa_debit"]}
    return requests.post(f"{shop.api_base}/v1/payment_intents", asked, auth=KEY, timeout=60).json()["id"]


def given_back(shop, intent):
    asked = {"payment_intent": intent, "amount": 300}
    return requests.post(f"{shop.api_base}/v1/refunds", asked, auth=KEY, timeout=60).json()


def until(true):
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def beside():
    return cards.Cards(free_port(), free_port(), "http://127.0.0.1:1/webhooks/stripe")


@pytest.fixture
def shop(beside):
    return Cards(f"http://127.0.0.1:{beside.proxy}")


def test_a_payment_of_yesterday_is_given_back_today(beside, shop, tmp_path):
    with running(beside, shop, tmp_path):
        which = opened(shop)
        shop.pay(which)
    with running(beside, shop, tmp_path):
        refund = given_back(shop, which)
        assert (refund["status"], refund["amount"]) == ("succeeded", 300)
        assert shop.get("charges")["data"][0]["amount_refunded"] == 300


@pytest.mark.parametrize(
    ("card", "first", "then"), [("5126", "succeeded", "failed"), ("7726", "pending", "succeeded")]
)
def test_some_cards_have_their_refunds_end_later(beside, shop, tmp_path, monkeypatch, card, first, then):
    monkeypatch.setattr(cards, "BANKS_TAKE", 1)
    with running(beside, shop, tmp_path):
        paid = shop.pay(opened(shop), {"type": "card", "card": {"number": f"400000000000{card}"}})
        refund = given_back(shop, paid["id"])
        assert refund["status"] == first
        until(lambda: shop.get(f"refunds/{refund['id']}")["status"] == then)


def test_a_debits_bank_answers_after_a_while(beside, shop, tmp_path, monkeypatch):
    monkeypatch.setattr(cards, "BANKS_TAKE", 1)
    with running(beside, shop, tmp_path):
        which = opened(shop)
        assert shop.pay(which, "pm_sepa_debit")["status"] == "processing"
        until(lambda: shop.get(f"payment_intents/{which}")["status"] == "succeeded")
