"""Everything that decides about a price: read once from the database (`funding.models.quoting`), given to `quote`."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from funding.rules.aid import AidFacts
from funding.rules.hours import PledgeFacts
from funding.rules.surcharges import Names, SurchargeFacts
from funding.rules.terms import FREE, Terms
from funding.rules.time import local_day
from funding.rules.windows import ClockWindow
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A rate card's cents per unit, VAT included, what comes on top, and the day from which it holds."""

    valid_from: date
    rates: tuple[tuple[str, int], ...]
    surcharges: tuple[SurchargeFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A wish, and what its facility is and costs. `card` and `vat_bp` are None where the hub has set none."""

    facility_id: int
    name: str
    quantity: int
    period: Period
    card: CardFacts | None
    vat_bp: int | None
    exemption_reason: str = ""
    vat_from: date | None = None
    # Why nothing of the hub has VAT on that day, whatever it set: the scheme for small businesses.
    no_vat: str = ""
    fixed_fee: bool = False
    family: str = ""
    kind_id: int | None = None
    # What its house sells as dayparts; none means any four hours. The public holidays on which a surcharge counts.
    dayparts: tuple[ClockWindow, ...] = ()
    holidays: frozenset[date] = frozenset()
    # What cancelling late costs, for what is booked now.
    terms: Terms = FREE
    # The hours of it that its hub gives in kind on that day, if any.
    pledge: PledgeFacts | None = None


@dataclass(frozen=True, slots=True)
class HubFacts:
    id: int
    name: str
    zone: ZoneInfo
    gap_policy: str
    municipality_id: int
    region_id: int


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    id: int
    municipality_id: int
    region_id: int
    discipline_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class BandFacts:
    """The band of a declaration that counts today. `provisional_left_cents` is None once it has been reviewed.

    `table_from` is the first day of the table that it was declared under: a newer one changes nothing of it.
    """

    code: str
    own_share_bp: int
    fiscal_year: int
    valid_until: date
    table_from: date | None = None
    # From when the policy holds that caps a provisional band.
    policy_from: date | None = None
    provisional_cap_cents: int | None = None
    provisional_left_cents: int | None = None
    # By how much what was had passes a cap that was lowered since.
    provisional_over_cents: int = 0

    @property
    def provisional(self) -> bool:
        return self.provisional_left_cents is not None


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """One set of conditions of a fund; None or empty does not limit."""

    place: str = "facility"
    region_id: int | None = None
    municipality_id: int | None = None
    discipline_id: int | None = None
    family: str = ""
    kind_id: int | None = None
    bands: frozenset[str] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class FundFacts:
    """A fund with what is left of it: None where a limit is not set. `available_cents` is free money and guarantee."""

    id: int
    names: Names
    label: str
    match_share_bp: int
    available_cents: int
    priority: int
    starts_on: date
    expires_on: date
    rules: tuple[RuleFacts, ...]
    version: int = 1
    # It gives de minimis aid, which one organisation may have so much of in some years.
    is_aid: bool = False
    stackable: bool = True
    cap_per_booking_cents: int | None = None
    organisation_left_cents: int | None = None
    month_left_cents: int | None = None
    bears_fees: bool = False
    # Its agreement is being settled or is closed, so it takes on nothing new.
    is_settling: bool = False

    @property
    def order(self) -> tuple[int, date, int]:
        """The order of giving."""
        return self.priority, self.expires_on, self.id


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """`organisation` and `band` are None for a visitor, `band` also for an organisation without a valid declaration;
    `refused_year` says that it declared one that somebody refused."""

    lines: tuple[LineFacts, ...]
    hub: HubFacts
    own_label: str
    organisation: OrganisationFacts | None = None
    band: BandFacts | None = None
    # Only where a fund gives de minimis aid.
    aid: AidFacts | None = None
    refused_year: int | None = None
    funds: tuple[FundFacts, ...] = ()
    # The local day that caps count by, where it is not that of the first line: what a change adds counts with its
    # booking.
    counts_on: date | None = None

    @property
    def day(self) -> date:
        first = min(line.period.start for line in self.lines)
        return self.counts_on or local_day(first, self.hub.zone)
