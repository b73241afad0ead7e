"""Which Chromium the tests open: the one without windows where there is one."""

import shutil
from pathlib import Path

import pytest

from hub.dev import chromium


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> set[str]:
    """The names of what is installed on this machine; Playwright has nothing yet."""
    names: set[str] = set()
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in names else None)
    whole = tmp_path / "chromium-1200" / "chrome-linux" / "chrome"
    monkeypatch.setattr(chromium, "_playwrights_path", lambda: whole)
    return names


def test_the_one_without_windows_comes_before_a_whole_browser(installed):
    installed |= {"chromium", "google-chrome"}
    assert chromium.find() == "/usr/bin/chromium"
    installed.add("chromium-headless-shell")
    assert chromium.find() == "/usr/bin/chromium-headless-shell"


def test_playwrights_own_are_found(installed, tmp_path):
    assert chromium.find() is None
    whole = tmp_path / "chromium-1200" / "chrome-linux" / "chrome"
    shell = tmp_path / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell"
    for path in (whole, shell):
        path.parent.mkdir(parents=True)
        path.touch()
        assert chromium.find() == str(path)


def test_what_one_is_told_wins(installed, monkeypatch):
    installed.add("chromium-headless-shell")
    monkeypatch.setenv("CHROMIUM", "/opt/mine")
    assert chromium.find() == "/opt/mine"
