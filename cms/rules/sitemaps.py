"""Sitemaps (https://www.sitemaps.org/protocol.html) with the languages of each address. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def index(maps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Addresses of sitemaps, with when something in them changed last."""
    root = _root("sitemapindex")
    for url, changed_at in maps:
        _dated(_below(root, "sitemap"), url, changed_at)
    return _written(root)


def urlset(places: Iterable[tuple[str, datetime | None, Mapping[str, str]]]) -> bytes:
    """Addresses, with when each changed and where the same stands by language."""
    root = _root("urlset")
    for url, changed_at, languages in places:
        element = _below(root, "url")
        _dated(element, url, changed_at)
        for language, other in languages.items():
            link = {"rel": "alternate", "hreflang": language, "href": other}
            ET.SubElement(element, f"{{{XHTML}}}link", link)
    return _written(root)


def _root(tag: str) -> ET.Element:
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    return ET.Element(f"{{{SITEMAP}}}{tag}")


def _below(parent: ET.Element, tag: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{SITEMAP}}}{tag}")


def _dated(element: ET.Element, url: str, changed_at: datetime | None) -> None:
    _below(element, "loc").text = url
    if changed_at is not None:
        _below(element, "lastmod").text = changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
