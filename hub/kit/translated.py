"""Texts that the site's own people write in both languages: `name_nl` and `name_en` side by side."""

from typing import Any

from django.db.models import Model
from django.utils.translation import get_language


def translated(row: Model, field: str) -> str:
    """The text in the reader's language; if that is empty, in the other one."""
    return in_language(getattr(row, f"{field}_nl", ""), getattr(row, f"{field}_en", ""))


def stands_in(row: Any, field: str) -> str:
    """The language of what `translated` gives where that is not the reader's; empty where it is, and for no text."""
    wanted, other = ("nl", "en") if (get_language() or "nl").startswith("nl") else ("en", "nl")
    if getattr(row, f"{field}_{wanted}", "") or not getattr(row, f"{field}_{other}", ""):
        return ""
    return other


def in_language(dutch: str, english: str) -> str:
    """The same of two texts that were read without their row."""
    return dutch or english if (get_language() or "nl").startswith("nl") else english or dutch
