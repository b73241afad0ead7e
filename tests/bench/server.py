"""The measured server, and one visitor's connection to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
CSRF = "c" * 32


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """Sends requests one after the other, each on a connection of its own, as gunicorn's workers take them."""

    port: int
    cookie: str = ""
    # While true the server counts its statements and says so in its headers.
    counting: bool = False

    def ask(
        self, path: str, *, body: str | None = None, kind: str = "application/json", **headers: str
    ) -> Answer:
        sent = {
            "Cookie": f"csrftoken={CSRF}; {self.cookie}",
            "X-CSRFToken": CSRF,
            "Host": "localhost",
            **headers,
        }
        if self.counting:
            sent["X-Count"] = "1"
        if body is not None:
            sent["Content-Type"] = kind
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        return Answer(response.status, text, time.perf_counter() - began, dict(response.getheaders()))


@contextmanager
def serving(
    database: str,
    folder: Path,
    *,
    processes: int = 2,
    threads: int = 1,
    settings_module: str = "tests.bench.settings",
) -> Iterator[int]:
    """Gunicorn on a free port for as long as the block lasts; its log is `server.log` in the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": databases.url(database),
        # The sessions that were made here count there.
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", "--preload", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(processes), "--threads", str(threads)]
    command += ["--backlog", "256", "--graceful-timeout", "5"]
    with (folder / "server.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(port, running, folder)
        yield port
    finally:
        running.terminate()
        # Longer than it waits for its workers: on a busy machine they are slow to hear of it.
        running.wait(timeout=60)


def _wait(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"The measured server did not start:\n{(folder / 'server.log').read_text()[-4000:]}")
