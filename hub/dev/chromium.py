"""`python -m hub.dev.chromium [--install]`: where a Chromium is for the browser tests, getting one if asked to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from hub.dev.progress import give_up, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """The path of a Chromium: `CHROMIUM` of the environment, an installed one, or Playwright's own."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Playwright's browser, else Debian's package when we may install it, else a sentence that says how."""
    with step("Getting a Chromium for the browser tests"):
        _try(sys.executable, "-m", "playwright", "install", "chromium")
        if not find() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
            _try("apt-get", "update", "-qq")
            _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    if not find():
        give_up(
            "No Chromium was found. Install the package `chromium` (or Chrome), or say CHROMIUM=/path/to/it."
        )


def _try(*command: str) -> None:
    try:
        subprocess.run(command, capture_output=True, check=False, timeout=600, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return


if __name__ == "__main__":
    if "--install" in sys.argv and not find():
        install()
    elif "--install" not in sys.argv:
        print(find() or "none")
