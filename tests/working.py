"""The worker beside a served site: the outbox, again and again, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.serving import ROOT, Site

PAUSE = 0.1  # seconds
LOOP = f"""
import time
import django
django.setup()
from hub.kit import outbox
while True:
    outbox.work_off()
    time.sleep({PAUSE})
"""


@contextmanager
def worker(site: Site) -> Iterator["subprocess.Popen[bytes]"]:
    """Delivers what waits, as long as this lasts. What it logs stands in the site's folder."""
    with (site.folder / "worker.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-c", LOOP], cwd=ROOT, env=site.variables, stdout=log, stderr=log
        )
    try:
        yield running
    finally:
        alive = running.poll() is None
        running.kill()
        running.wait()
        assert alive, (site.folder / "worker.log").read_text()[-4000:]
