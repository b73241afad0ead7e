"""What the search shows of a text: `{% load finding %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()
MARK = {True: (format_html("<mark>"), format_html("</mark>")), False: ("", "")}


@register.filter
def marked(pieces: Iterable[Any]) -> str:
    """Pieces of a text, escaped, with those that were asked for marked."""
    return format_html_join(
        "", "{}{}{}", ((MARK[each.marked][0], each.text, MARK[each.marked][1]) for each in pieces)
    )
