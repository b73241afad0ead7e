"""The site's own pages of words are for everybody."""

from tests.pages.matrix import Entry, everybody

ENTRIES = [
    Entry(f"cms:{name}", everybody(200)) for name in ("home", "about", "privacy", "accessibility", "for_hubs")
]
