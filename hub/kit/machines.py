"""What a page says to programs beside what people read: for a search engine, and for who shows a link to it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Node = dict[str, Any]
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
# Within a script nothing but `</script` and `<!--` has a meaning to a browser; none of these characters is left.
_INERT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Feed:
    """`path` is an address on this site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Machines:
    """`url` is where the page stands for good, with the site's name; `language` is that of its text. `nodes` are things
    of schema.org."""

    title: str
    description: str
    url: str
    language: str
    sort: str = "website"
    image: str = ""
    image_alt: str = ""
    nodes: Sequence[Node] = ()
    feeds: Sequence[Feed] = ()

    @property
    def locale(self) -> str:
        return LOCALES.get(self.language, self.language)


def without_empty(node: Node) -> Node:
    """What is not known is not said."""
    return {name: value for name, value in node.items() if value not in ("", None, [], {}, ())}


def json_ld(nodes: Sequence[Node]) -> SafeString:
    """One graph, as it stands within a script of HTML: whatever a text says, it cannot end the script."""
    text = json.dumps({"@context": "https://schema.org", "@graph": list(nodes)}, ensure_ascii=False)
    return mark_safe(text.translate(_INERT))


def breadcrumbs(site: str, crumbs: Sequence[tuple[str, str]]) -> Node:
    """Names and addresses on this site, from the first page to the one that is open."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site + path}
            for place, (name, path) in enumerate(crumbs, start=1)
        ],
    }
