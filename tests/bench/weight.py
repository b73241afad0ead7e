"""How much a browser fetches for the booking page: scripts, styles and fonts, compressed."""

import gzip
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from tests.bench.server import Visitor

MOST_KB, MOST_SCRIPT_KB = 120, 40
LINKED = re.compile(r"""<(?:script|link)[^>]+(?:src|href)="([^"]+\.(?:js|css|woff2)[^"]*)\"""")
IN_STYLES = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s]+)["']?\)?""")


@dataclass(frozen=True)
class Weight:
    script: int
    style: int
    font: int
    page: int = 0

    @property
    def total_kb(self) -> float:
        return (self.script + self.style + self.font) / 1000

    @property
    def met(self) -> bool:
        return self.total_kb <= MOST_KB and self.script / 1000 <= MOST_SCRIPT_KB


def weigh(visitor: Visitor, page: str) -> Weight:
    """Fonts are compressed already; all else is counted as gzip leaves it."""
    html = visitor.ask(page).body.decode()
    waiting = [urljoin(page, link) for link in LINKED.findall(html)]
    seen: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("data:") or path.endswith(".svg"):
            continue
        answer = visitor.ask(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        seen[path] = len(answer.body) if path.endswith(".woff2") else len(gzip.compress(answer.body, 9))
        if path.split("?")[0].endswith(".css"):
            waiting += [urljoin(path, link) for link in IN_STYLES.findall(answer.body.decode())]
    sizes = {
        ending: sum(size for path, size in seen.items() if path.split("?")[0].endswith(ending))
        for ending in (".js", ".css", ".woff2")
    }
    return Weight(sizes[".js"], sizes[".css"], sizes[".woff2"], len(gzip.compress(html.encode(), 9)))
