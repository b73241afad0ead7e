"""A piece of HTML many times over: the cells of a table, the shapes of a chart.

Django's `format_html_join` asks each word whether it is HTML already, or a translation to come, which takes longer than
putting hundreds of them together. Here all are plain words, and each is escaped, whatever it is.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe


def repeated(piece: str, words: Iterable[Sequence[str]]) -> SafeString:
    """`piece` is our own HTML with a `{}` for each word."""
    return mark_safe("".join([piece.format(*map(escape, each)) for each in words]))
