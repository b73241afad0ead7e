"""What `make up` starts beside the site: where, when not, and that both servers know tomorrow what they know today."""

import socket
import subprocess
import sys

import pytest
import requests

from hub.dev import cards
from tests.cards import Cards, wait
from tests.serving import ROOT, free_port


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


def test_a_payment_of_yesterday_is_given_back_today(tmp_path):
    beside = cards.Cards(free_port(), free_port(), "http://127.0.0.1:1/webhooks/stripe")
    shop = Cards(f"http://127.0.0.1:{beside.proxy}")
    key = ("sk_test_x", "")

    def started():
        log = (tmp_path / "log").open("ab")
        running = [
            subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=log, stderr=log)
            for command in beside.commands().values()
        ]
        wait(shop, tmp_path)
        return running

    def ended(running):
        for process in running:
            process.terminate()
        assert [process.wait(timeout=10) for process in running] == [0, 0]

    running = started()
    asked = {"amount": 500, "currency": "eur"}
    made = requests.post(f"{shop.api_base}/v1/payment_intents", asked, auth=key, timeout=9).json()
    shop.pay(made["id"])
    ended(running)
    running = started()
    back = {"payment_intent": made["id"], "amount": 300}
    refund = requests.post(f"{shop.api_base}/v1/refunds", back, auth=key, timeout=9).json()
    assert (refund["status"], refund["amount"]) == ("succeeded", 300)
    assert shop.get("charges")["data"][0]["amount_refunded"] == 300
    ended(running)
