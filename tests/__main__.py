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
MARK = "pytest.mark.browser"
LOG = ROOT / "var" / "log" / "browser-tests.log"


def pytest(
    processes: int, marks: str, what: list[str], log: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    chosen = ["-m", f"{marks} and {LEFT_OUT}", *what]
    command = [sys.executable, "-m", "pytest", "-n", str(processes), *HOW, *chosen]
    return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def in_a_browser() -> tuple[list[str], list[str]]:
    """The files with a test that opens a browser, and those in which every test does: none reads more than it runs."""
    texts = {str(file.relative_to(ROOT)): file.read_text() for file in (ROOT / "tests").rglob("test_*.py")}
    some = sorted(name for name, text in texts.items() if MARK in text)
    return some, [name for name in some if f"\npytestmark = {MARK}\n" in texts[name]]


def run() -> int:
    """0 if both passed. What the one in the browser said comes last, in one piece."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    some, whole = in_a_browser()
    with LOG.open("wb") as log:
        both = [
            pytest(2, "browser", some, log),
            pytest(3, "not browser", [f"--ignore={name}" for name in whole]),
        ]
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
