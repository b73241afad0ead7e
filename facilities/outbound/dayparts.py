"""The dayparts of a house in the reader's words."""

from django.utils.translation import get_language

from facilities.models import Hub
from facilities.outbound.hours import span
from facilities.rules.dayparts import read


def in_words(hub: Hub) -> str:
    """`Morning 09:00–13:00, evening 18:00–23:00`; nothing where the house has none of its own."""
    dutch = (get_language() or "nl").startswith("nl")
    return ", ".join(
        f"{each.name_nl if dutch else each.name_en} {span(each.starts, each.ends)}"
        for each in read(hub.dayparts)
    )
