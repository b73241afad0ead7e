"""What cancelling late or not coming costs, line by line, and who carries it. docs/pricing.md tells it in prose.

The hub's terms say which share of a line's frozen price is due. Of that everybody carries what they carried of the
line, but two: what the hub itself gives lapses, and so does the part of a fund that bears no such fees. So nobody ever
pays more for not coming than they would have for coming.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from funding.rules.quoted import FUND, QuotedLine, Share
from hub.kit.money import share_floor

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Fee:
    """Cents by who carries them. What lapses is nobody's: the hub goes without. `by_rate` is what the hub earns of it,
    by the VAT rate of the lines that it is for and why there is none; two fees that cost the same are equal."""

    own_cents: int = 0
    by_fund: Mapping[int, int] = field(default_factory=dict)
    lapsed_cents: int = 0
    by_rate: Mapping[tuple[int, str], int] = field(default_factory=dict, compare=False)

    @property
    def funds_cents(self) -> int:
        return sum(self.by_fund.values())

    @property
    def cents(self) -> int:
        """What the hub earns."""
        return self.own_cents + self.funds_cents

    def __add__(self, other: Self) -> "Fee":
        return Fee(
            self.own_cents + other.own_cents,
            _together(self.by_fund, other.by_fund),
            self.lapsed_cents + other.lapsed_cents,
            _together(self.by_rate, other.by_rate),
        )


def _together(some: Mapping[K, int], others: Mapping[K, int]) -> dict[K, int]:
    return {key: some.get(key, 0) + others.get(key, 0) for key in (*some, *others)}


NOTHING = Fee()


@dataclass(frozen=True, slots=True)
class Due:
    """From `at` on (None: from now on, or from the beginning) cancelling costs this."""

    at: datetime | None
    fee: Fee


def apportion(cents: int, weights: Sequence[int]) -> list[int]:
    """An amount over parts in proportion to their weights, at most the sum of these; cent by cent, each to the part
    whose next cent is owed most (its weight divided by 1, 3, 5 ...), of equal ones to the first.

    Each part is its share rounded to the nearest cent; where these do not add up, the cents in doubt go to the largest
    remainders. Another cent of the amount takes from nobody, which sharing out remainders alone does not promise
    (docs/decisions/0072), and nobody gets more than their weight.
    """
    whole = sum(weights)
    if not 0 <= cents <= whole:
        raise ValueError("an amount is shared out among what is there")
    if not cents:
        return [0 for _weight in weights]
    # All that are owed as much as the average cent, or more. What is left over or short are a few.
    out = [(2 * cents * weight + whole) // (2 * whole) for weight in weights]
    places = range(len(weights))
    while sum(out) < cents:
        out[max(places, key=lambda part: (Fraction(weights[part], 2 * out[part] + 1), -part))] += 1
    while sum(out) > cents:
        given = [part for part in places if out[part]]
        out[min(given, key=lambda part: (Fraction(weights[part], 2 * out[part] - 1), -part))] -= 1
    return out


def bearing(shares: Iterable[Share]) -> frozenset[int]:
    """The funds that bear such fees, as it was when the price was fixed."""
    return frozenset(
        share.fund_id for share in shares if share.role == FUND and share.fund_id and share.bears_fees
    )


def fee_of(line: QuotedLine, bp: int, bears: frozenset[int], of_cents: int | None = None) -> Fee:
    """The fee for one line at this share of its price; `of_cents` where only so much of it is given up."""
    due = share_floor(line.list_cents if of_cents is None else of_cents, bp)
    own, *others, lapsed = apportion(
        due, [line.own_cents, *(cents for _id, cents in line.funds), line.hub_cents]
    )
    by_fund = {id_: cents for (id_, _carried), cents in zip(line.funds, others, strict=True) if id_ in bears}
    lapsed += sum(others) - sum(by_fund.values())
    earned = own + sum(by_fund.values())
    rate = {(line.vat_bp, line.exemption_reason): earned} if earned else {}
    return Fee(own, {id_: cents for id_, cents in by_fund.items() if cents}, lapsed, rate)


def fee_of_all(lines: Iterable[QuotedLine], bears: frozenset[int], bps: Iterable[int]) -> Fee:
    fees = (fee_of(line, bp, bears) for line, bp in zip(lines, bps, strict=True))
    return sum(fees, NOTHING)


def cancel_fee(lines: Sequence[QuotedLine], bears: frozenset[int], now: datetime, zone: ZoneInfo) -> Fee:
    """What cancelling all of it costs now, each line by its own terms and its own start."""
    return fee_of_all(lines, bears, (line.terms.bp_at(now, line.period.start, zone) for line in lines))


def no_show_fee(lines: Sequence[QuotedLine], bears: frozenset[int]) -> Fee:
    return fee_of_all(lines, bears, (line.terms.no_show_bp for line in lines))


def dues(lines: Sequence[QuotedLine], bears: frozenset[int], now: datetime, zone: ZoneInfo) -> list[Due]:
    """What cancelling costs now, and from each later instant before it begins on: the amounts as they rise."""
    begins = min(line.period.start for line in lines)
    instants = {at for line in lines for at in line.terms.instants(line.period.start, zone)}
    out = [Due(None, cancel_fee(lines, bears, now, zone))]
    for at in sorted(at for at in instants if now < at < begins):
        fee = cancel_fee(lines, bears, at, zone)
        if fee.cents > out[-1].fee.cents:
            out.append(Due(at, fee))
    return out
