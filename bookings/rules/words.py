"""A hub's own words with names in braces: `{when}` becomes the booking's time. No language of templates: names that are
listed here, and nothing else, so that what somebody types can only ever be text."""

import re
from collections.abc import Mapping

PLACEHOLDERS = (
    "name",
    "organisation",
    "hub",
    "when",
    "start",
    "end",
    "things",
    "number",
    "address",
    "share",
    "link",
)
BRACED = re.compile(r"\{[^{}]*\}|[{}]")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no name of these, and braces that stand alone; each once, in the text's order."""
    pieces = [piece for piece in BRACED.findall(text) if piece[1:-1] not in PLACEHOLDERS]
    return list(dict.fromkeys(pieces))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each name replaced once: braces within a value stay what they are. What is not known stays as it was typed."""
    return BRACED.sub(lambda found: values.get(found.group()[1:-1], found.group()), text)
