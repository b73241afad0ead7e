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


def without(text: str, *names: str) -> str:
    """The text without these names, addresses and numbers, in whatever capitals."""
    for name in sorted({each for each in names if each.strip()}, key=len, reverse=True):
        spaced = r"\s+".join(re.escape(part) for part in name.split())
        text = re.sub(rf"(?<!\w){spaced}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text
