"""What the search shows of a text: `{% load finding %}`."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def marked(pieces: Sequence[Any]) -> str:
    """Pieces of a text, escaped, with those that were asked for marked. At once: there are hundreds on a page."""
    if not pieces:
        return ""
    shape = "".join(["<mark>{}</mark>" if each.marked else "{}" for each in pieces])
    return format_html(shape, *[each.text for each in pieces])
