"""An Atom feed (RFC 4287) of what there is to read. Pure: texts in, bytes out; no text in it can be read as markup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 may not contain, escaped or not (2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` never changes; both instants are aware."""

    id: str
    title: str
    url: str
    summary: str
    language: str
    published: datetime
    updated: datetime
    authors: Sequence[str] = ()
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`author` stands for entries that name none; `updated` is for a feed with nothing in it yet."""

    id: str
    title: str
    subtitle: str
    url: str
    own_url: str
    language: str
    author: str
    updated: datetime
    entries: Sequence[Entry] = field(default_factory=tuple)

    @property
    def changed_at(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=self.updated)


def written(feed: Feed) -> bytes:
    """The same for the same, byte by byte."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("feed"), {LANG: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", instant(feed.changed_at))
    _link(root, rel="self", href=feed.own_url, type="application/atom+xml")
    _link(root, rel="alternate", href=feed.url, type="text/html", hreflang=feed.language)
    _person(root, feed.author)
    for entry in feed.entries:
        _entry(root, entry)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, entry: Entry) -> None:
    # The language of its words, whatever the feed's is.
    element = ET.SubElement(root, _name("entry"), {LANG: entry.language})
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _link(element, rel="alternate", href=entry.url, type="text/html", hreflang=entry.language)
    _text(element, "published", instant(entry.published))
    _text(element, "updated", instant(max(entry.published, entry.updated)))
    for author in entry.authors:
        _person(element, author)
    for category in entry.categories:
        ET.SubElement(element, _name("category"), {"term": plain(category)})
    _text(element, "summary", entry.summary)


def instant(at: datetime) -> str:
    """RFC 3339, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(text: str) -> str:
    return _NOT_XML.sub("", text)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, _name(tag)).text = plain(text)


def _link(parent: ET.Element, **attributes: str) -> None:
    ET.SubElement(parent, _name("link"), {name: plain(value) for name, value in attributes.items()})


def _person(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, _name("author")), "name", name)
