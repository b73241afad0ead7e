"""Small work that a visitor need not wait for and that may be lost: it runs beside the request, on a thread."""

import logging
import os
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Beside:
    """Calls `work` soon, on one thread a process. Those who ask before it has begun are served by the same call."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._forget()
        # A process that is forked has no thread, whatever its parent had.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._asked = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        if self._thread is None:
            self._start()
        self._asked.set()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        asked = self._asked
        while asked.wait():
            asked.clear()
            try:
                self._work()
            except Exception:  # it must be there for the next one, whatever this one met
                log.exception("what runs beside requests failed")
