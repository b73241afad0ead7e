"""`python -m tests`: every test, those that open a browser beside the others.

A browser and what it looks at wait for each other much of the time; together both parts keep two cores busy. They are
two runs, because Playwright leaves an event loop in its process. While they last PostgreSQL awaits nothing on the disk.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from hub.dev import postgres

ROOT = Path(__file__).resolve().parents[1]
HOW = ("--dist", "worksteal", "--durations", "15")
LEFT_OUT = "not bench and not soak"
LOG = ROOT / "var" / "log" / "browser-tests.log"


def pytest(processes: int, marks: str, log: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", "-n", str(processes), *HOW, "-m", f"{marks} and {LEFT_OUT}"]
    return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def run() -> int:
    """0 if both passed. What the one in the browser said comes last, in one piece."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        both = [pytest(2, "browser", log), pytest(3, "not browser")]
    try:
        codes = [each.wait() for each in both]
    except KeyboardInterrupt:
        # Whoever pressed it has told them too.
        codes = [each.wait() for each in both]
    print(f"In the browser, meanwhile ({LOG.relative_to(ROOT)}):\n{LOG.read_text()}")
    return max(map(abs, codes))


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        return run()
    postgres.start(careless=True)
    try:
        return run()
    finally:
        postgres.start()


if __name__ == "__main__":
    sys.exit(main())
