"""Processes that begin with the whole site imported: forked from one that did so once, for each test worker.

Importing it takes three seconds of a processor; a server that is killed and started again twenty times would take a
minute. Nothing is open in the process they come from: no connection, no file, no thread.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from django.conf import Settings, settings
from django.db import connections

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.warmed"])


class Started:
    """What `subprocess.Popen` says of a process, of one that was forked here. Its group is its own."""

    def __init__(
        self, work: Callable[..., None], *, environment: dict[str, str], log: Path, **told: Any
    ) -> None:
        self._process: ForkServerProcess = _forks.Process(target=_begin, args=(work, environment, log, told))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(str(self._process), timeout or 0)
        return self.poll()

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill_9(self) -> None:
        """It and what it has started, without a word."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            self._process.kill()  # it ended by itself, or has no group yet
        self._process.join()


def _begin(work: Callable[..., None], environment: dict[str, str], log: Path, told: dict[str, Any]) -> None:
    """In the new process: what it is told of its world, then its work."""
    os.setsid()
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.close(written)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", 1, closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    _read_the_settings_anew()
    work(**told)


def _read_the_settings_anew() -> None:
    for name in [name for name in sys.modules if name.startswith("hub.settings.")]:
        del sys.modules[name]
    settings._wrapped = Settings(os.environ["DJANGO_SETTINGS_MODULE"])  # type: ignore[misc]
    connections._settings = None
    connections.__dict__.pop("settings", None)  # made of it, once
    for alias in connections:
        if hasattr(connections._connections, alias):
            delattr(connections._connections, alias)
