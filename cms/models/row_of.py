"""What the rows of all sorts of things in the index have in common."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cms.models.search import SearchRow, Sort
from cms.rules.words import settled, words_of
from hub.kit.refs import Ref

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# So much of a text is searched; what is longer is a book.
LONGEST = 40_000


def row_of(
    ref: Ref, language: str, sort: Sort, title: str, shown: Iterable[str], also: Iterable[str], **facts: Any
) -> SearchRow:
    """`shown` is what an excerpt is cut from, `also` what it is found by as well."""
    text = settled(" ".join(_ended(each) for each in shown))[:LONGEST]
    words = words_of(" ".join([*also, facts.get("place", ""), text]))
    return SearchRow(
        ref=ref,
        language=language,
        sort=sort,
        title=settled(title),
        text=text,
        title_words=" ".join(words_of(title)),
        text_words=" ".join(words),
        **facts,
    )


def _ended(words: str) -> str:
    """With a stop behind it, since something else follows."""
    words = words.rstrip()
    return f"{words}." if words[-1:].isalnum() else words


def only_for(language: str) -> dict[str, bool]:
    """Whose readers find it: those of one language."""
    return {f"for_{code}": code == language for code in LANGUAGES}


def without_language(address: str) -> str:
    """What follows the language that an address begins with."""
    return "/" + address.split("/", 2)[2]
