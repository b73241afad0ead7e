"""What a change of a booking means for its price: what stays keeps its price and who carries it, what is given up costs
what the terms say, and what is added is priced like anything that is booked today.

A changed quote has the same shape as one that was never changed: lines, shares and steps that add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from funding.rules.facts import QuoteFacts
from funding.rules.fees import NOTHING, Fee, fee_of
from funding.rules.hours import Hours
from funding.rules.lines import LineWish
from funding.rules.quoted import FUND, HUB, OWN, Quote, QuotedLine, Share, Step, frozen_lines, frozen_shares
from funding.rules.time import local_day


@dataclass(frozen=True, slots=True)
class GivenUp:
    """So much of a line, as a line of its own; `spared_cents` of its price are for what takes its place."""

    line: QuotedLine
    spared_cents: int = 0

    @property
    def at_stake_cents(self) -> int:
        return max(self.line.list_cents - self.spared_cents, 0)


@dataclass(frozen=True, slots=True)
class Moved:
    """Cents by who carries them, by fund, of the hub under None: what stays set aside, what comes to it, and the fee.
    `hours` is by how many minutes what is given in kind changes; all that follows `fee` but this is of what is added,
    `aided` are the funds that give it as de minimis aid."""

    kept: Mapping[int | None, int]
    added: Mapping[int | None, int]
    fee: Fee
    counts_on: date
    provisional: bool
    hours: Mapping[Hours, int] = field(default_factory=dict)
    aided: frozenset[int] = frozenset()
    band_code: str = ""


def cut(line: QuotedLine, quantity: int) -> QuotedLine:
    """So many units of a line, at the price that each of them had; what others carry is rounded down, but for cents
    that would make the own part of it more than that of the whole."""
    if quantity == line.quantity:
        return line
    list_cents = line.list_cents * quantity // line.quantity
    carried = _carried_of(line, quantity, list_cents)
    return replace(
        line,
        quantity=quantity,
        list_cents=list_cents,
        gap_cents=line.gap_cents * quantity // line.quantity,
        carried=tuple((id_, cents) for id_, cents in carried if cents),
        in_kind=line.in_kind.cut(quantity, line.quantity) if line.in_kind else None,
    )


def _carried_of(line: QuotedLine, quantity: int, list_cents: int) -> list[tuple[int | None, int]]:
    """Each carrier's part of so many units. Who carries next to nothing of the whole would be left with the cents of
    all who round down, and so with less than nothing of what goes: those go to the largest remainders."""
    parts = [cents * quantity // line.quantity for _id, cents in line.carried]
    over = max(list_cents - sum(parts) - line.own_cents, 0)
    remainders = [cents * quantity % line.quantity for _id, cents in line.carried]
    for place in sorted(range(len(parts)), key=lambda place: -remainders[place])[:over]:
        parts[place] += 1
    return [(id_, part) for (id_, _cents), part in zip(line.carried, parts, strict=True)]


def rest(line: QuotedLine, stays: QuotedLine | None) -> QuotedLine | None:
    """What is given up of a line when this much of it stays."""
    if stays is None:
        return line
    if stays.quantity == line.quantity:
        return None
    kept = dict(stays.carried)
    carried = tuple((id_, cents - kept.get(id_, 0)) for id_, cents in line.carried)
    return replace(
        line,
        quantity=line.quantity - stays.quantity,
        list_cents=line.list_cents - stays.list_cents,
        gap_cents=line.gap_cents - stays.gap_cents,
        carried=tuple((id_, cents) for id_, cents in carried if cents),
        in_kind=line.in_kind.less(stays.in_kind) if line.in_kind else None,
    )


def carried(lines: Iterable[QuotedLine]) -> dict[int | None, int]:
    """What others carry of these lines, together."""
    out: dict[int | None, int] = {}
    for line in lines:
        for id_, cents in line.carried:
            out[id_] = out.get(id_, 0) + cents
    return out


def takes_the_place_of(wish: LineWish, line: QuotedLine) -> bool:
    """The same thing at a time that meets the old one: moved, made longer or shorter, and not given up."""
    return wish.facility_id == line.facility_id and wish.period.overlaps(line.period)


def spare(gone: Sequence[QuotedLine], added: Sequence[QuotedLine]) -> list[GivenUp]:
    """What is given up of lines that go, once what takes their place is counted; nothing is counted twice."""
    left = [line.list_cents for line in added]
    out = []
    for line in gone:
        spared = 0
        for number, new in enumerate(added):
            if takes_the_place_of(LineWish(new.facility_id, new.quantity, new.period), line):
                counted = min(left[number], line.list_cents - spared)
                left[number] -= counted
                spared += counted
        out.append(GivenUp(line, spared))
    return out


def drop_fee(given_up: Iterable[GivenUp], bears: frozenset[int], now: datetime, zone: ZoneInfo) -> Fee:
    """What it costs now, by the terms that were frozen on each line."""
    fees = (
        fee_of(
            each.line, each.line.terms.bp_at(now, each.line.period.start, zone), bears, each.at_stake_cents
        )
        for each in given_up
    )
    return sum(fees, NOTHING)


def late_terms(facts: QuoteFacts, gone: Sequence[QuotedLine], now: datetime, zone: ZoneInfo) -> QuoteFacts:
    """What takes the place of something that was late already stays as late (see `Terms.reached_bp`)."""
    lines = []
    for fact in facts.lines:
        wish = LineWish(fact.facility_id, fact.quantity, fact.period)
        reached = [
            line.terms.bp_at(now, line.period.start, zone) for line in gone if takes_the_place_of(wish, line)
        ]
        lines.append(replace(fact, terms=fact.terms.late(max(reached, default=0))))
    return replace(facts, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Before:
    """What was frozen, as far as a changed quote takes it over."""

    lines: tuple[QuotedLine, ...]
    shares: tuple[Share, ...]
    band_code: str
    fiscal_year: int | None
    provisional: bool

    @classmethod
    def of(cls, frozen: Mapping[str, Any]) -> Self:
        return cls(
            frozen_lines(frozen),
            frozen_shares(frozen),
            frozen["band_code"],
            frozen["fiscal_year"],
            frozen["provisional"],
        )


def combined(before: Before, order: Sequence[QuotedLine | int], added: Quote | None, zone: ZoneInfo) -> Quote:
    """The quote of the whole booking as it will be frozen."""
    kept = [each for each in order if isinstance(each, QuotedLine)]
    lines = tuple(
        each if isinstance(each, QuotedLine) else added.lines[each]  # type: ignore[union-attr]
        for each in order
    )
    shares = _shares(before, added, lines)
    steps = [*_kept_steps(kept), *(step for step in (added.steps if added else ()) if step.code != "own")]
    return Quote(
        lines=lines,
        shares=shares,
        steps=(*steps, Step("own", {"cents": shares[0].cents})),
        counts_on=local_day(min(line.period.start for line in lines), zone),
        band_code=added.band_code if added else before.band_code,
        fiscal_year=added.fiscal_year if added else before.fiscal_year,
        provisional=added.provisional if added else before.provisional,
    )


def _shares(before: Before, added: Quote | None, lines: tuple[QuotedLine, ...]) -> tuple[Share, ...]:
    cents = carried(lines)
    known: dict[tuple[str, int | None], Share] = {}
    for share in (*before.shares, *(added.shares if added else ())):
        known.setdefault((share.role, share.fund_id), share)
    own = replace(known[OWN, None], cents=sum(line.own_cents for line in lines))
    others = [
        replace(share, cents=cents[share.fund_id])
        for (role, _id), share in sorted(known.items(), key=lambda each: each[0][0] == HUB)
        if role in (FUND, HUB) and cents.get(share.fund_id)
    ]
    return (own, *others)


def _kept_steps(kept: Iterable[QuotedLine]) -> list[Step]:
    return [
        Step(
            "kept",
            {
                "name": line.name,
                "quantity": line.quantity,
                "cents": line.list_cents,
                "own_cents": line.own_cents,
            },
        )
        for line in kept
    ]
