"""A price with its parts and its explanation, as it is shown and as it is frozen on a booking."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from funding.rules.hours import InKind
from funding.rules.surcharges import Names
from funding.rules.terms import FREE, Terms
from funding.rules.vat import Taxed, spread, taxed, why_no_vat
from hub.kit.money import WHOLE_BP, net_of_vat, share_floor
from hub.kit.periods import Period

OWN, FUND, HUB = "own", "fund", "hub"
SURCHARGE = "surcharge"

Carried = tuple[tuple[int | None, int], ...]
"""What others carry: cents by fund, of the hub itself under None."""

Charged = tuple[str, int, int] | tuple[str, int, int, Names]
"""How often a rate counts for one unit of the facility, at how many cents; a surcharge also has its names."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one carries. `names` are (language, name) pairs; `label` is the one for who asked."""

    label: str
    cents: int
    role: str
    fund_id: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    # De minimis aid, under the law of state aid.
    is_aid: bool = False
    # Of a fund: whether it also pays its part when somebody cancels late or does not come.
    bears_fees: bool = False


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line with its frozen list price and how it is made, for one unit of the facility."""

    facility_id: int
    name: str
    quantity: int
    period: Period
    list_cents: int
    vat_bp: int
    exemption_reason: str
    rates: tuple[Charged, ...]
    # What others are asked to carry of it.
    gap_cents: int = 0
    fixed_fee: bool = False
    carried: Carried = ()
    terms: Terms = FREE
    # What of it the hub gives in kind; its cents are part of what the hub carries.
    in_kind: InKind | None = None
    # Why the hub charges no VAT (KOR), as it was when this was shown. An invoice goes by the rate, once that is over.
    no_vat: str = ""

    @property
    def shown_vat_bp(self) -> int:
        """The rate that a reader sees."""
        return 0 if self.no_vat else self.vat_bp

    @property
    def net_cents(self) -> int:
        return net_of_vat(self.list_cents, self.shown_vat_bp)

    @property
    def own_cents(self) -> int:
        return self.list_cents - sum(cents for _id, cents in self.carried)

    @property
    def funds(self) -> tuple[tuple[int, int], ...]:
        return tuple((id_, cents) for id_, cents in self.carried if id_ is not None)

    @property
    def hub_cents(self) -> int:
        return sum(cents for id_, cents in self.carried if id_ is None)

    @property
    def in_kind_cents(self) -> int:
        return self.in_kind.cents if self.in_kind else 0

    @property
    def open_gap_cents(self) -> int:
        """What is left for others once hours are given in kind."""
        return self.gap_cents - self.in_kind_cents

    def gap_at(self, own_share_bp: int) -> int:
        """The part that is for others when the organisation carries this share; of a fixed fee nothing."""
        return 0 if self.fixed_fee else share_floor(self.list_cents, WHOLE_BP - own_share_bp)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explained calculation: a code, and the facts its sentence needs (`funding.outbound.explain`)."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quote:
    """list = own + funds + hub, to the cent."""

    lines: tuple[QuotedLine, ...]
    shares: tuple[Share, ...]
    steps: tuple[Step, ...]
    # The local day on which it starts: what yearly and monthly caps count by.
    counts_on: date
    band_code: str = ""
    fiscal_year: int | None = None
    provisional: bool = False

    @property
    def list_cents(self) -> int:
        return sum(line.list_cents for line in self.lines)

    @property
    def aided(self) -> frozenset[int]:
        """The funds that give de minimis aid."""
        return frozenset(share.fund_id for share in self.shares if share.is_aid and share.fund_id)

    @property
    def own_cents(self) -> int:
        return self._carried(OWN)

    @property
    def funds_cents(self) -> int:
        return self._carried(FUND)

    @property
    def hub_cents(self) -> int:
        return self._carried(HUB)

    @property
    def net_cents(self) -> int:
        """The list price without VAT, each line on its own."""
        return sum(line.net_cents for line in self.lines)

    @property
    def no_vat(self) -> str:
        return why_no_vat(line.no_vat for line in self.lines)

    @property
    def taxed(self) -> list[Taxed]:
        """Each line, in order, after its part of the hub's own discount."""
        return taxed_of(self.lines, self.hub_cents)

    @property
    def vat_cents(self) -> int:
        """The VAT in the price once the hub's own discount is off. What funds pay lowers no VAT."""
        return sum(each.vat_cents for each in self.taxed)

    def _carried(self, role: str) -> int:
        return sum(share.cents for share in self.shares if share.role == role)

    def to_json(self) -> dict[str, Any]:
        """Everything that is frozen on the booking, in JSON's own types."""
        return {
            "list_cents": self.list_cents,
            "own_cents": self.own_cents,
            "funds_cents": self.funds_cents,
            "hub_cents": self.hub_cents,
            "net_cents": self.net_cents,
            "vat_cents": self.vat_cents,
            "band_code": self.band_code,
            "fiscal_year": self.fiscal_year,
            "provisional": self.provisional,
            "counts_on": self.counts_on.isoformat(),
            "lines": [_line_json(line) for line in self.lines],
            "shares": [_share_json(share) for share in self.shares],
            "steps": [{"code": step.code, "facts": dict(step.facts)} for step in self.steps],
        }

    def digest(self) -> str:
        """A hash of what a person was shown: lines, amounts, who carries them. The same in any language."""
        shown = {
            "lines": [{**_line_json(line), "name": ""} for line in self.lines],
            "shares": [(share.role, share.fund_id, share.cents) for share in self.shares],
            "band": (self.band_code, self.provisional),
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def frozen_shares(frozen: Mapping[str, Any]) -> tuple[Share, ...]:
    """As they were labelled when it was placed; in the reader's language: `funding.outbound.explain.shares`."""
    return tuple(
        Share(
            share["label"],
            share["cents"],
            share["role"],
            share["fund_id"],
            tuple(share["names"].items()),
            share.get("is_aid", False),
            share.get("bears_fees", False),
        )
        for share in frozen["shares"]
    )


def frozen_lines(frozen: Mapping[str, Any]) -> tuple[QuotedLine, ...]:
    """The lines of a quote that was frozen on a booking. Older ones do not say who carries what of which line: there
    everybody fills the gaps in turn, which is as true as any other way."""
    lines = tuple(_line(each) for each in frozen["lines"])
    if all("carried" in each for each in frozen["lines"]):
        return lines
    carriers = [(share["fund_id"], share["cents"]) for share in frozen["shares"] if share["role"] != OWN]
    rooms = spread(sum(cents for _id, cents in carriers), [line.gap_cents for line in lines])
    carried: list[list[tuple[int | None, int]]] = [[] for _line in lines]
    for id_, cents in carriers:
        for number, room in enumerate(rooms):
            taken = min(room, cents)
            rooms[number] -= taken
            cents -= taken
            if taken:
                carried[number].append((id_, taken))
    return tuple(replace(line, carried=tuple(each)) for line, each in zip(lines, carried, strict=True))


def frozen_taxed(frozen: Mapping[str, Any]) -> list[Taxed]:
    """The same as `Quote.taxed`, of a quote that was frozen on a booking."""
    return taxed_of((_line(line) for line in frozen["lines"]), frozen["hub_cents"])


def taxed_of(lines: Iterable[QuotedLine], discount_cents: int) -> list[Taxed]:
    lines = list(lines)
    off = [line.hub_cents for line in lines]
    if sum(off) != discount_cents:  # an older quote, whose lines do not say who carries what
        off = spread(discount_cents, [line.gap_cents for line in lines])
    return taxed(
        [(line.list_cents, line.shown_vat_bp, cents) for line, cents in zip(lines, off, strict=True)]
    )


def _line_json(line: QuotedLine) -> dict[str, Any]:
    return {
        "facility_id": line.facility_id,
        "name": line.name,
        "quantity": line.quantity,
        "start": line.period.start.isoformat(),
        "end": line.period.end.isoformat(),
        "list_cents": line.list_cents,
        "vat_bp": line.vat_bp,
        "exemption_reason": line.exemption_reason,
        "rates": charged_json(line.rates),
        "gap_cents": line.gap_cents,
        "fixed_fee": line.fixed_fee,
        "carried": [list(each) for each in line.carried],
        "terms": line.terms.to_json(),
        # Only where there is some: the digests of all other prices stay what they are.
        **({"in_kind": line.in_kind.to_json()} if line.in_kind else {}),
        **({"no_vat": line.no_vat} if line.no_vat else {}),
    }


def _line(kept: Mapping[str, Any]) -> QuotedLine:
    return QuotedLine(
        facility_id=kept["facility_id"],
        name=kept["name"],
        quantity=kept["quantity"],
        period=Period(datetime.fromisoformat(kept["start"]), datetime.fromisoformat(kept["end"])),
        list_cents=kept["list_cents"],
        vat_bp=kept["vat_bp"],
        exemption_reason=kept["exemption_reason"],
        rates=tuple(_charged(rate) for rate in kept["rates"]),
        gap_cents=kept["gap_cents"],
        fixed_fee=kept.get("fixed_fee", False),
        carried=tuple((id_, cents) for id_, cents in kept.get("carried", ())),
        terms=Terms.from_json(kept.get("terms", {})),
        in_kind=InKind.from_json(kept.get("in_kind")),
        no_vat=kept.get("no_vat", ""),
    )


def _charged(rate: list[Any]) -> Charged:
    unit, count, cents, *names = rate
    return (unit, count, cents, tuple(names[0].items())) if names else (unit, count, cents)


def charged_json(rates: Iterable[Charged]) -> list[list[Any]]:
    """[unit, count, cents], for a surcharge with its names by language: [..., {"nl": "Avond", "en": "Evening"}]."""
    return [[*rate[:3], *(dict(names) for names in rate[3:])] for rate in rates]


def _share_json(share: Share) -> dict[str, Any]:
    return {
        "label": share.label,
        "cents": share.cents,
        "role": share.role,
        "fund_id": share.fund_id,
        "names": dict(share.names),
        **({"is_aid": True} if share.is_aid else {}),
        "bears_fees": share.bears_fees,
    }
