"""The site's own pages of words are for everybody, and so is the search of everything."""

from tests.pages.matrix import Entry, everybody

ENTRIES = [
    *[
        Entry(f"cms:{name}", everybody(200))
        for name in ("home", "about", "privacy", "accessibility", "for_hubs")
    ],
    Entry("cms:search", everybody(200), data=lambda stage: {"q": "studio"}),
    Entry("cms:suggest", everybody(200), data=lambda stage: {"q": "stu"}),
    Entry("api:search_everything", everybody(200), data=lambda stage: {"q": "studio"}),
]
