"""What the organisation of an entry says of itself. Pure values."""

from dataclasses import asdict, dataclass, replace

from region.rules.facts import EntryFacts


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """`since` a year; `theme_ids` are `knowledgebase.Theme`."""

    about_nl: str = ""
    about_en: str = ""
    website: str = ""
    address: str = ""
    phase: str = ""
    since: int | None = None
    theme_ids: tuple[int, ...] = ()


def facts_of_owner(facts: EntryFacts, own: OwnFacts) -> EntryFacts:
    return replace(facts, **asdict(own))
