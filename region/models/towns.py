"""Towns by what people call them."""

from difflib import get_close_matches

from bookings.rules.import_columns import folded
from members.models import Municipality


def town_called(text: str) -> Municipality | None:
    """By its name or the last part of its address, whatever capitals; of two of one name the first."""
    wanted = folded(text)[:80]
    found = Municipality.objects.filter(name__iexact=wanted).order_by("pk").first()
    return found or Municipality.objects.filter(slug=wanted.replace(" ", "-")).first()


def town_meant(text: str) -> str:
    """The name of one that is written nearly so, or nothing."""
    names = {folded(name): name for name in Municipality.objects.values_list("name", flat=True)}
    return names.get(next(iter(get_close_matches(folded(text)[:80], names, n=1, cutoff=0.7)), ""), "")
