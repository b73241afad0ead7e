"""The worker beside a served site: the outbox, again and again, in a process of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from hub.kit import outbox
from tests.serving import Site
from tests.warm import Started

PAUSE = 0.1  # seconds


def work() -> None:
    while True:
        outbox.work_off()
        time.sleep(PAUSE)


@contextmanager
def worker(site: Site) -> Iterator[Started]:
    """Delivers what waits, as long as this lasts. What it logs stands in the site's folder."""
    running = Started(work, environment=site.variables, log=site.folder / "worker.log")
    try:
        yield running
    finally:
        alive = running.poll() is None
        running.kill_9()
        assert alive, (site.folder / "worker.log").read_text()[-4000:]
