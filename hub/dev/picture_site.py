"""The site of which pictures are taken, with a card processor beside it that forgets everything afterwards."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

from hub.dev import cards
from hub.dev.progress import give_up

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "var" / "log"
PORT = 8093
URL = f"http://localhost:{PORT}"
WEB = f"-m gunicorn hub.wsgi --bind 127.0.0.1:{PORT} --threads 4 --no-control-socket"


def beside() -> cards.Cards | None:
    """Banks answer when they are told to: a payment that is under way is so in each picture."""
    found = cards.beside(URL)
    return replace(found, banks_take=0, kept=None) if found else None


@contextmanager
def served(environment: dict[str, str], processor: cards.Cards | None) -> Iterator[None]:
    """With what the environment says of cards."""
    wanted = {}
    if processor:
        commands, script = processor.commands(), f"http://127.0.0.1:{processor.processor}/js.stripe.com/v3/"
        wanted["pictures-cards"] = (commands["cards"], script)
        wanted["pictures-cards-proxy"] = (commands["cards-proxy"], processor.environment()["STRIPE_JS_URL"])
    wanted["pictures"] = (WEB.split(), f"{URL}/en/")
    with ExitStack() as stack:
        for name, (command, url) in wanted.items():
            stack.enter_context(_running(name, command, url, environment | {"SITE_URL": URL}))
        yield


@contextmanager
def _running(name: str, command: Sequence[str], url: str, environment: dict[str, str]) -> Iterator[None]:
    """From when it answers at this address."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 60
        while not _answers(url):
            if time.monotonic() > deadline or process.poll() is not None:
                give_up(f"{name} did not start: see var/log/{name}.log.")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
