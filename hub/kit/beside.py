"""Small work that a visitor need not wait for and that may be lost: it runs beside the request, on a thread."""

import logging
import os
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

# Threads of a process take turns: what began at once would take its time from the answer that asked for it.
MOMENT = 0.02  # seconds


class Beside:
    """Calls `work` a moment later, on one thread a process. Who asks in that moment is served by the same call."""

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
            time.sleep(MOMENT)
            asked.clear()
            try:
                self._work()
            except Exception:  # it must be there for the next one, whatever this one met
                log.exception("what runs beside requests failed")
