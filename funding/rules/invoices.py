"""What an invoice adds up to: prices include VAT, an invoice for programs is counted without. docs/invoices.md tells
it.

Of each rate the amount with VAT is taken together, the amount without VAT is that divided by (1 + rate), rounded half
up, and spread over its lines; the VAT is the rate of that sum, rounded half up (EN 16931, BR-CO-17). Where the two do
not add up to the price a cent is left: it stands on the invoice as a rounding (BT-114), so that what is to pay is what
the books say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from funding.rules.quoted import Charged
from funding.rules.surcharges import Names
from funding.rules.vat import spread
from hub.kit.money import net_of_vat, share_half_up
from hub.kit.periods import Period

# EN 16931, UNCL5305: with VAT; exempt, with the reason said; outside VAT altogether.
STANDARD, EXEMPT, OUTSIDE = "S", "E", "O"


@dataclass(frozen=True, slots=True)
class Amount:
    """A line as it was agreed, VAT included: list price, and the seller's own discount on it."""

    list_cents: int
    discount_cents: int
    category: str
    vat_bp: int = 0
    reason: str = ""

    @property
    def gross_cents(self) -> int:
        return self.list_cents - self.discount_cents


@dataclass(frozen=True, slots=True)
class NetLine:
    """The same without VAT: `list_cents` less `discount_cents` is `net_cents`."""

    list_cents: int
    discount_cents: int
    net_cents: int


@dataclass(frozen=True, slots=True)
class VatPart:
    """All lines of one category and rate together."""

    category: str
    vat_bp: int
    reason: str
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Total:
    """`net` + `vat` + `rounding` = the price with VAT, to the cent."""

    lines: tuple[NetLine, ...]
    vat: tuple[VatPart, ...]
    rounding_cents: int

    @property
    def net_cents(self) -> int:
        return sum(each.net_cents for each in self.vat)

    @property
    def vat_cents(self) -> int:
        return sum(each.vat_cents for each in self.vat)


def total(amounts: Sequence[Amount]) -> Total:
    """Of an invoice's lines, in their order; no amount is below nought."""
    groups: dict[tuple[str, int], list[int]] = {}
    for place, each in enumerate(amounts):
        groups.setdefault((each.category, each.vat_bp), []).append(place)
    nets = [0 for _each in amounts]
    parts, rounding = [], 0
    for (category, vat_bp), places in groups.items():
        gross = [amounts[place].gross_cents for place in places]
        net = net_of_vat(sum(gross), vat_bp)
        vat = share_half_up(net, vat_bp)
        rounding += sum(gross) - net - vat
        for place, cents in zip(places, spread(net, gross), strict=True):
            nets[place] = cents
        reasons = dict.fromkeys(amounts[place].reason for place in places if amounts[place].reason)
        parts.append(VatPart(category, vat_bp, "; ".join(reasons), net, vat))
    return Total(
        tuple(_line(amount, net) for amount, net in zip(amounts, nets, strict=True)), tuple(parts), rounding
    )


def _line(amount: Amount, net_cents: int) -> NetLine:
    discount = net_of_vat(amount.discount_cents, amount.vat_bp)
    return NetLine(net_cents + discount, discount, net_cents)


def allotted(paid_cents: int, own_cents: Sequence[int]) -> list[int]:
    """What was paid of one thing, over what is due of it, the oldest first; what is paid beyond all of it belongs to
    the last, so that the parts always add up to what was paid."""
    out = []
    left = paid_cents
    for place, own in enumerate(own_cents):
        part = left if place == len(own_cents) - 1 else min(max(left, 0), own)
        out.append(part)
        left -= part
    return out


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line as it was agreed. `fee` is the kind of a fee, empty for what was booked; `rates` say how the price was
    made for one unit. `vat_bp` and `reason` are the ones that were frozen when it was booked."""

    name: str
    quantity: int
    period: Period
    list_cents: int
    discount_cents: int = 0
    vat_bp: int = 0
    reason: str = ""
    rates: tuple[Charged, ...] = ()
    fee: str = ""


@dataclass(frozen=True, slots=True)
class FundPart:
    """What a fund pays of it. `names` are by language."""

    id: int
    label: str
    names: Names
    cents: int

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "names": dict(self.names), "cents": self.cents}


@dataclass(frozen=True, slots=True)
class WantedPart:
    """What is to be invoiced of one thing: `about` names it (a `Ref`), `what` is `price` or a fee's number."""

    about: str
    what: str
    lines: tuple[WantedLine, ...]
    own_cents: int
    funds: tuple[FundPart, ...] = ()
    purpose: str = ""
    reference: str = ""

    @property
    def list_cents(self) -> int:
        return sum(line.list_cents for line in self.lines)

    @property
    def discount_cents(self) -> int:
        return sum(line.discount_cents for line in self.lines)

    @property
    def funds_cents(self) -> int:
        return sum(fund.cents for fund in self.funds)

    @property
    def is_fee(self) -> bool:
        return any(line.fee for line in self.lines)
