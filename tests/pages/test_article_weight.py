"""What a browser fetches to read an article: little, and from nobody else."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.cast import assemble
from tests.factories import knowledge
from tests.factories.knowledge import how_to, step

MOST = 120_000
FETCHED = re.compile(r"""<(?:script|link|img|source|iframe|video|audio)\b[^>]*?\b(?:src|href)=["']([^"']+)""")
IN_STYLES = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s]+)""")


def fetched(page: str) -> set[str]:
    """What a browser asks for by itself; not what says where the page has its home."""
    return set(FETCHED.findall(re.sub(r'<link rel="(?:canonical|alternate|license)"[^>]*>', "", page)))


@pytest.fixture
def article(client, db) -> str:
    assemble()
    steps = [step(f"Stap {number}", text="Zet de camera neer en meet het wit. " * 20) for number in range(12)]
    made = how_to(cover=knowledge.picture(), cover_alt="Twee camera's", steps=steps)
    return client.get(f"/nl/how-tos/{made.slug}/").content.decode()


def test_an_article_asks_no_other_host_for_anything(article):
    assert fetched('<img src="https://elsewhere.example/x.png">') == {"https://elsewhere.example/x.png"}
    asked = fetched(article)
    assert any(address.endswith(".css") for address in asked)
    assert [address for address in asked if not re.match(r"/(?!/)", address)] == []
    styles = [text(address) for address in asked if address.endswith(".css")]
    inside = [link for style in styles for link in IN_STYLES.findall(style)]
    assert [link for link in inside if re.match(r"(?:https?:)?//", link)] == []


def test_an_article_with_its_styles_and_scripts_is_light(article):
    assets = [address for address in fetched(article) if address.endswith((".css", ".js"))]
    assert any(address.endswith("site.js") for address in assets)
    sizes = {address: compressed(text(address)) for address in assets} | {"the page": compressed(article)}
    assert sum(sizes.values()) < MOST, sizes


def text(address: str) -> str:
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found).read_text()


def compressed(what: str) -> int:
    return len(gzip.compress(what.encode(), 9))
