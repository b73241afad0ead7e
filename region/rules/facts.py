"""What one says of an entry: the same shape from a form, a file, a suggestion and a seed. Pure values."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """`partner_id` is an entry's number, or None and `name` says who."""

    sector: str
    partner_id: int | None = None
    name: str = ""
    role_nl: str = ""
    role_en: str = ""
    since: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ThingFacts:
    """A facility that is described and not booked here; `kind_id` is a `facilities.Kind`."""

    kind_id: int
    name: str
    about_nl: str = ""
    about_en: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything about an entry but its stage, its owner and its past. Degrees WGS 84; `since` a year; `theme_ids` are
    `knowledgebase.Theme`. Without a pin of its own it stands at the centre of its town."""

    name: str
    kind: str
    sector: str = "culture"
    phase: str = ""
    reach: str = "place"
    region_id: int | None = None
    municipality_id: int | None = None
    address: str = ""
    pin: tuple[Decimal, Decimal] | None = None
    about_nl: str = ""
    about_en: str = ""
    website: str = ""
    since: int | None = None
    hub_id: int | None = None
    source: str = ""
    theme_ids: tuple[int, ...] = ()
    partners: tuple[PartnerFacts, ...] = ()
    things: tuple[ThingFacts, ...] = ()
