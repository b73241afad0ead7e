"""What a page says to programs: `{% load machines %}`."""

from collections.abc import Sequence

from django import template

from hub.kit import machines

register = template.Library()


@register.simple_tag
def linked_data(nodes: Sequence[machines.Node]) -> str:
    """Things of schema.org, for within `<script type="application/ld+json">`: a block of data, which runs nothing."""
    return machines.json_ld(nodes)
