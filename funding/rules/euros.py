"""Amounts as people type them."""

import re

# 1234 · 1.234 · 1,234 · 1234,5 · 1.234,50 · 1,234.50. Three digits after the only mark are thousands.
_SHAPE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?")
LONGEST = 20


def cents_of(text: str) -> int | None:
    """The cents of an amount of zero or more written in the Dutch or the English way; None for anything else."""
    plain = re.sub(r"[\s€]|EUR", "", text)
    found = _SHAPE.fullmatch(plain) if len(plain) <= LONGEST else None
    if not found:
        return None
    euros, rest = found.groups()
    return int(re.sub(r"[.,]", "", euros)) * 100 + int((rest or "0").ljust(2, "0"))
