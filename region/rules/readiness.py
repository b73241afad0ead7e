"""What an entry lacks before everybody may see it. Pure."""

from enum import StrEnum


class Missing(StrEnum):
    NAME = "name"
    KIND = "kind"
    PLACE = "place"
    # Whoever reads of it can see where it comes from, or what it is.
    WORDS = "words"


def missing(
    *, name: str, kind: str, is_somewhere: bool, source: str, about_nl: str, about_en: str
) -> tuple[Missing, ...]:
    """In the order of the form. `is_somewhere`: it has a town, or is national or online."""
    lacks = {
        Missing.NAME: not name.strip(),
        Missing.KIND: not kind,
        Missing.PLACE: not is_somewhere,
        Missing.WORDS: not (source.strip() or about_nl.strip() or about_en.strip()),
    }
    return tuple(each for each, it_does in lacks.items() if it_does)
