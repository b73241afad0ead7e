"""What a program can tell of a page's accessibility: axe-core, WCAG 2.2 AA and its best practices."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """One sentence for each violation: the rule, the element, and what would put it right."""
    # Evaluated, not added as a script: the page's Content Security Policy stays as visitors have it.
    page.evaluate(SOURCE.read_text())
    found: dict[str, Any] = page.evaluate("standards => axe.run({ runOnly: standards })", STANDARDS)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
