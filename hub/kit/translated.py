"""Texts that the site's own people write in both languages: `name_nl` and `name_en` side by side."""

from django.db.models import Model
from django.utils.translation import get_language


def translated(row: Model, field: str) -> str:
    """The text in the reader's language; if that is empty, in the other one."""
    first = (get_language() or "nl")[:2]
    second = "en" if first == "nl" else "nl"
    return getattr(row, f"{field}_{first}", "") or getattr(row, f"{field}_{second}", "")
