"""`python -m hub.dev.chromium [--install]`: where a Chromium is for the browser tests, getting one if asked to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from hub.dev.progress import give_up, step

# The same engine without a browser's own windows around it: a third of the processor's work for the same page.
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """The path of a Chromium: `CHROMIUM` of the environment, else one without windows, else a whole browser."""
    if given := os.environ.get("CHROMIUM"):
        return given
    return shell() or next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights()


def shell() -> str | None:
    """One without windows: an installed one, or Playwright's own."""
    for name in SHELLS:
        if path := shutil.which(name):
            return path
    # .../chromium-1200/chrome-linux/chrome and .../chromium_headless_shell-1200/chrome-linux/headless_shell
    whole = _playwrights_path()
    beside = whole.parents[1].name.replace("chromium-", "chromium_headless_shell-")
    found = sorted((whole.parents[2] / beside).glob("*/*headless?shell"))
    return str(found[0]) if found else None


def install() -> None:
    """Playwright's browser, else Debian's package when we may install it, else a sentence that says how."""
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))
    if find():
        # A whole one would do. The smaller one is worth no more than one try.
        if may and not os.environ.get("CHROMIUM"):
            _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELLS[0])
        return
    with step("Getting a Chromium for the browser tests"):
        _try(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
        if not find() and may:
            _try("apt-get", "update", "-qq")
            _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELLS[0])
            if not find():
                _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    if not find():
        give_up(
            "No Chromium was found. Install the package `chromium` (or Chrome), or say CHROMIUM=/path/to/it."
        )


def _playwrights_path() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _playwrights() -> str | None:
    path = _playwrights_path()
    return str(path) if path.exists() else None


def _try(*command: str) -> None:
    try:
        subprocess.run(command, capture_output=True, check=False, timeout=600, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return


if __name__ == "__main__":
    if "--install" in sys.argv:
        if not shell():
            install()
    else:
        print(find() or "none")
