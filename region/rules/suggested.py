"""What anybody tells about the atlas. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from region.rules.facts import EntryFacts

# What a sender fills in besides the town; `about` is in their language.
FIELDS = ("name", "kind", "website", "about")


@dataclass(frozen=True, slots=True)
class Told:
    """`facts` by `FIELDS`; of a change only what is different. `town_id` is where it is."""

    facts: Mapping[str, str]
    town_id: int | None = None
    words: str = ""
    sender_name: str = ""
    sender_email: str = ""
    language: str = "nl"


def facts_with(facts: EntryFacts, said: Mapping[str, str], town_id: int | None, language: str) -> EntryFacts:
    """Facts with what was said over them; another town takes its own centre."""
    about = "about_en" if language == "en" else "about_nl"
    named: dict[str, Any] = {
        about if name == "about" else name: said[name] for name in FIELDS if name in said
    }
    if town_id and (town_id != facts.municipality_id or facts.reach != "place"):
        return replace(facts, **named, reach="place", municipality_id=town_id, pin=None)
    return replace(facts, **named)
