"""The card processor that `make up` starts beside the site, and what the site is told of it.

None without the packages of requirements/demo.in, with CARDS=off, or with keys of one's own (Stripe's test keys).
"""

import os
import re
import socket
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "cards"
# Made up, and good for nothing anywhere else.
SECRET, PUBLISHABLE, WEBHOOK = "sk_test_of_this_machine", "pk_test_of_this_machine", "whsec_of_this_machine"
BANKS_TAKE = 20  # seconds until a bank answers to a debit, or sends a refund back; at a real one it is days


@dataclass(frozen=True)
class Cards:
    """Where both listen, on this machine alone; where they keep what they know, None: nowhere; and how many seconds a
    bank takes, 0: until it is told to answer."""

    processor: int
    proxy: int
    site: str
    banks_take: float = BANKS_TAKE
    kept: Path | None = field(default_factory=lambda: KEPT)

    def commands(self) -> dict[str, list[str]]:
        """What runs, by the name of its log file."""
        upstream = f"http://127.0.0.1:{self.processor}"
        store, proxy_store = (
            ["--store", str(self.kept / name)] if self.kept else []
            for name in ("processor.pickle", "proxy.json")
        )
        proxy = (
            f"--processor {upstream} --banks-take {self.banks_take} --webhook {self.site} --secret {WEBHOOK}"
        )
        return {
            "cards": ["-m", "hub.dev.card_processor", "--port", str(self.processor), *store],
            "cards-proxy": [
                "-m",
                "hub.dev.card_proxy",
                "--port",
                str(self.proxy),
                *proxy_store,
                *proxy.split(),
            ],
        }

    def environment(self) -> dict[str, str]:
        """For web, worker and beat."""
        base = f"http://127.0.0.1:{self.proxy}"
        return {
            "STRIPE_SECRET_KEY": SECRET,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK,
            "STRIPE_API_BASE": base,
            "STRIPE_JS_URL": f"{base}/js.stripe.com/v3/",
            "STRIPE_ELEMENT": "card",
        }


def beside(site: str) -> Cards | None:
    """The card processor of the site at this address, on the next two free ports; none where none is wanted."""
    if not _wanted():
        return None
    port = urlsplit(site).port or 8000
    processor = _free(port + 1)
    return Cards(processor, _free(processor + 1), f"{site}/webhooks/stripe")


def _wanted() -> bool:
    if os.environ.get("CARDS", "").lower() in ("off", "no", "false", "0") or find_spec("localstripe") is None:
        return False
    if "STRIPE_SECRET_KEY" in os.environ:
        return False
    own = ROOT / ".env"
    return not (own.exists() and re.search(r"^\s*(?:export\s+)?STRIPE_SECRET_KEY=", own.read_text(), re.M))


def _free(port: int) -> int:
    """This port, or the next that nobody listens on."""
    while port < 65_535:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                port += 1
            else:
                return port
    raise RuntimeError("No free port.")
