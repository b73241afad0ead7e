"""What a program can tell of a page's accessibility: axe-core, WCAG 2.2 AA and its best practices."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *rules: str) -> list[str]:
    """One sentence for each violation: the rule, the element, and what mends it; of all rules unless told which."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        # Evaluated, not added as a script: the page's Content Security Policy stays as visitors have it.
        page.evaluate(_source())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    # What passed is not asked for: describing it takes longer than the rest.
    asked = {"runOnly": only, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("asked => axe.run(asked)", asked)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@cache
def _source() -> str:
    return SOURCE.read_text()
