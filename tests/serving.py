"""The site as its visitors meet it: gunicorn in processes of its own, on a free port, against a test's own database."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from gunicorn.app.wsgiapp import WSGIApplication

from tests.warm import Started

ROOT = Path(__file__).resolve().parents[1]
# Said, so that no key of a developer's own `.env` is taken.
NO_CARDS = dict.fromkeys(
    ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"), ""
)


@dataclass
class Site:
    """`start()` it, use `url`, and `stop()` it; `kill_9()` is the power cut."""

    database_url: str
    folder: Path
    processes: int = 1
    threads: int = 4
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    _running: Started | None = None

    @property
    def url(self) -> str:
        """Without a slash at the end. By name: passkeys and cookies want `localhost`."""
        return f"http://localhost:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes, and of whatever else works for it."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hub.settings.served",
            "DATABASE_URL": self.database_url,
            "SITE_URL": self.url,
            "MAIL_FOLDER": str(self.folder / "mail"),
            **NO_CARDS,
            **self.environment,
        }

    @property
    def mails(self) -> list[Message]:
        """What the site itself has sent so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime)
        texts = [
            part for file in files for part in re.split(rb"\n-{70,}\n", file.read_bytes()) if part.strip()
        ]
        return [message_from_bytes(text, policy=default) for text in texts]

    @property
    def log(self) -> str:
        return (self.folder / "site.log").read_text()

    def start(self) -> None:
        """Returns when it answers, at once if it does already; a restart keeps the port."""
        if self._running and self._running.poll() is None:
            return
        (self.folder / "mail").mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        options = f"--bind 127.0.0.1:{self.port} --workers {self.processes} --threads {self.threads}"
        self._running = Started(
            gunicorn,
            environment=self.variables,
            log=self.folder / "site.log",
            options=["hub.wsgi", "--preload", "--no-control-socket", *options.split()],
        )
        self._wait_until_it_answers()

    def forget_mails(self) -> None:
        for file in (self.folder / "mail").glob("*.log"):
            file.unlink()

    def restart(self) -> None:
        """As one does for a new version: it finishes what it has begun (SIGTERM), and another comes in its place."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        self._running.wait(timeout=60)
        self._running = None
        self.start()

    def stop(self) -> None:
        """At once (gunicorn's "quick shutdown"): browsers keep connections open that nobody uses any more."""
        if self._running and self._running.poll() is None:
            self._running.send_signal(signal.SIGQUIT)
            try:
                self._running.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill_9()
        self._running = None

    def kill_9(self) -> None:
        """All its processes at once, without a word: what they had not committed is gone."""
        if self._running:
            self._running.kill_9()
        self._running = None

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._running and self._running.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"The site did not start:\n{self.log[-4000:]}")


def gunicorn(*, options: list[str]) -> None:
    """What the command of this name does, in this process."""
    sys.argv = ["gunicorn", *options]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn").run()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
