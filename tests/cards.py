"""The card processor that tests pay with: localstripe behind hub.dev.card_proxy, each a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from django.test import Client

from tests.serving import ROOT, free_port

SECRET_KEY, PUBLISHABLE_KEY = "sk_test_of_the_tests", "pk_test_of_the_tests"
WEBHOOK_SECRET = "whsec_of_the_tests"
DECLINED, ASKS_THE_BANK, DEBIT = (
    "pm_card_chargeCustomerFail",
    "pm_card_authenticationRequired",
    "pm_sepa_debit",
)
Object = dict[str, Any]


@dataclass(frozen=True)
class Cards:
    """What a test does that is not the site's to do. Amounts are cents; refusals of the processor are HTTPErrors."""

    api_base: str

    @property
    def settings(self) -> dict[str, Any]:
        """What the site has to be told to use it, as Django's settings."""
        return {
            "CARDS": True,
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRET": [WEBHOOK_SECRET],
            "STRIPE_API_BASE": self.api_base,
            "STRIPE_JS_URL": f"{self.api_base}/js.stripe.com/v3/",
            "STRIPE_ELEMENT": "card",
        }

    @property
    def environment(self) -> dict[str, str]:
        """The same for a site in a process of its own: `site(**cards.environment)`."""
        return {
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.api_base,
            "STRIPE_JS_URL": f"{self.api_base}/js.stripe.com/v3/",
            "STRIPE_ELEMENT": "card",
        }

    # What the payer, and whoever works at the dashboard, does

    def pay(self, intent: str, card: str | Object = "pm_card_visa", *, agreed: bool | None = None) -> Object:
        """With a test card by its name; `agreed` is what the bank is told if it asks (3-D Secure). Raises for a
        refused card: `declined` does not."""
        asked = {"card": card} | ({} if agreed is None else {"agreed": agreed})
        return self._tell("POST", f"/_intents/{intent}/pay", asked)

    def declined(self, intent: str) -> Object:
        """Tries a card that is refused; the refusal."""
        said = requests.post(f"{self.api_base}/_intents/{intent}/pay", json={"card": DECLINED}, timeout=60)
        assert said.status_code == 402, said.text
        return dict(said.json()["error"])

    def settle(self, intent: str) -> Object:
        """The bank of a debit answers."""
        return self._tell("POST", f"/_intents/{intent}/settle")

    def refund_from_dashboard(self, intent: str, cents: int) -> Object:
        return self._tell("POST", "/_refunds", {"payment_intent": intent, "amount": cents})

    def fail_refund(self, refund: str, reason: str = "expired_or_canceled_card") -> Object:
        return self._tell("POST", f"/_refunds/{refund}/fail", {"reason": reason})

    def arrive(self, refund: str) -> Object:
        """A refund that waited (fault `pending`) succeeds."""
        return self._tell("POST", f"/_refunds/{refund}/arrive")

    def dispute(self, intent: str, **asked: Any) -> Object:
        """The payer goes to their bank, which takes all of it back, or `amount`, or asks first (`status`)."""
        return self._tell("POST", "/_disputes", {"payment_intent": intent, **asked})

    def decide(self, dispute: str, status: str) -> Object:
        return self._tell("POST", f"/_disputes/{dispute}", {"status": status})

    # What goes wrong

    def faults(self, kind: str, match: str = ".*", count: int = 1, **more: Any) -> None:
        """For the next `count` calls ("POST /v1/refunds$") or events ("refund.created"); faults.py has the kinds."""
        self._tell("POST", "/_faults", {"kind": kind, "match": match, "count": count, **more})

    def no_faults(self) -> None:
        self._tell("DELETE", "/_faults")

    def release(self, order: str = "") -> int:
        """Let go of held events, "reversed", "shuffled" or as they came; how many."""
        return int(self._tell("POST", "/_events/release", {"order": order})["released"])

    def alter(self, which: str, **values: Any) -> Object:
        """An object at the processor that is not as the site thinks: amount, currency, created."""
        return self._tell("POST", f"/_objects/{which}", values)

    def forget_keys(self) -> None:
        """A day has passed: idempotency keys are of no use any more."""
        self._tell("DELETE", "/_keys")

    # What it knows

    def events(self, kind: str = "") -> list[Object]:
        """What was told, or would have been, oldest first."""
        told: list[Object] = requests.get(f"{self.api_base}/_events", timeout=60).json()
        return [each for each in told if kind in ("", each["type"])]

    def get(self, path: str, account: str = "", **asked: Any) -> Object:
        """Ask its API: `get("refunds", payment_intent=...)`."""
        headers = {"Authorization": f"Bearer {SECRET_KEY}"} | ({"Stripe-Account": account} if account else {})
        said = requests.get(f"{self.api_base}/v1/{path}", params=asked, headers=headers, timeout=60)
        said.raise_for_status()
        return dict(said.json())

    def put(self, objects: list[Object], account: str = "") -> None:
        """Whole objects, in the shapes of hub/dev/card_proxy/shapes.py: thousands of old payments at once."""
        self._tell("POST", "/_objects", {"objects": objects, "account": account})

    # How the site hears of it

    def register(self, site_url: str) -> None:
        """From now on events go to a site in a process of its own, again and again until it takes them."""
        self._tell("POST", "/_webhook", {"url": f"{site_url}/webhooks/stripe", "secret": WEBHOOK_SECRET})

    def deliver_to(self, target: Client | str, path: str = "/webhooks/stripe") -> list[Any]:
        """Bring what waits to be told to Django's test client, or to a site by its address; the answers, in order."""
        answers: list[Any] = []
        for parcel in self._tell("POST", "/_events/take", {"secret": WEBHOOK_SECRET}):
            headers = {"Stripe-Signature": parcel["signature"]}
            if isinstance(target, str):
                headers["Content-Type"] = "application/json"
                answers.append(
                    requests.post(f"{target}{path}", data=parcel["body"], headers=headers, timeout=60)
                )
            else:
                answers.append(
                    target.post(path, parcel["body"], content_type="application/json", headers=headers)
                )
        return answers

    def tell_again(self, event: str) -> None:
        """An event that was told already waits, or goes, once more."""
        self._tell("POST", f"/_events/{event}/again")

    def forget(self) -> None:
        self._tell("DELETE", "/_data")

    def _tell(self, method: str, path: str, body: Object | None = None) -> Any:
        said = requests.request(method, f"{self.api_base}{path}", json=body or {}, timeout=30)
        said.raise_for_status()
        return said.json()


@contextmanager
def running(folder: Path) -> Iterator[Cards]:
    """Both servers, with what they keep in memory."""
    processor, proxy = free_port(), free_port()
    upstream = f"http://127.0.0.1:{processor}"
    commands = {
        "processor": ["hub.dev.card_processor", "--port", str(processor)],
        "proxy": ["hub.dev.card_proxy", "--port", str(proxy), "--processor", upstream],
    }
    started = []
    for name, command in commands.items():
        with (folder / f"{name}.log").open("wb") as log:
            started.append(
                subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=log, stderr=log)
            )
    try:
        cards = Cards(f"http://127.0.0.1:{proxy}")
        wait(cards, folder)
        yield cards
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)


def wait(cards: Cards, folder: Path) -> None:
    """Until both answer; fails with the ends of their logs."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(f"{cards.api_base}/js.stripe.com/v3/", timeout=5).raise_for_status()
        except (requests.ConnectionError, requests.HTTPError):
            time.sleep(0.1)
        else:
            return
    logs = "".join(file.read_text()[-2000:] for file in folder.glob("*log"))
    raise RuntimeError(f"The card processor did not start:\n{logs}")
