"""What a contact note says, and how somebody is taken out of one. Pure."""

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """`at`, `follow_up_on`: days. Who it was with may stay empty: a letter box has no name."""

    at: date
    how: str
    text: str
    with_name: str = ""
    with_role: str = ""
    with_email: str = ""
    with_phone: str = ""
    follow_up_on: date | None = None


def named(name: str) -> str:
    """A regular expression, of Python and of PostgreSQL alike, for a name, address or number as a whole: an address is
    none that merely ends or begins as another does (`jansen@` in `p.jansen@`)."""
    spaced = r"\s+".join(re.escape(part) for part in name.split())
    if "@" in name:
        return rf"(?<![\w.+-]){spaced}(?![.-]?\w)"
    return rf"(?<!\w){spaced}(?!\w)"


def without(text: str, *names: str) -> str:
    """The text without these names, addresses and numbers, in whatever capitals."""
    for name in sorted({each for each in names if each.strip()}, key=len, reverse=True):
        text = re.sub(named(name), "…", text, flags=re.IGNORECASE)
    return text
