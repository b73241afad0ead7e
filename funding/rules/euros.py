"""Amounts as people type them."""

import re

# Dutch 1.234,50, English 1,234.50, or plain 1234,5. Three digits after the only mark are thousands.
_SHAPES = (
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?"),
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?"),
    re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?"),
)
LONGEST = 20


def cents_of(text: str) -> int | None:
    """The cents of an amount of zero or more written in the Dutch or the English way; None for anything else."""
    plain = re.sub(r"[\s€]|EUR", "", text)
    if len(plain) > LONGEST:
        return None
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(plain))), None)
    if found is None:
        return None
    euros, rest = found.groups()
    return int(re.sub(r"[.,]", "", euros)) * 100 + int((rest or "0").ljust(2, "0"))
