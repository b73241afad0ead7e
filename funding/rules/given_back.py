"""What a change gives back counts as free for what it adds, within every limit that is in force. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from funding.rules.changing import carried, takes_the_place_of
from funding.rules.facts import BandFacts, FundFacts, QuoteFacts
from funding.rules.lines import LineWish
from funding.rules.quoted import QuotedLine


@dataclass(frozen=True, slots=True)
class Back:
    """What a change gives back to a fund, and the day that it counted for; `provisional` where it counts in the cap of
    the provisional band at which what is added is priced, `is_aid` where it counts as de minimis aid."""

    fund_id: int | None
    cents: int
    counts_on: date
    provisional: bool
    is_aid: bool = False


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a change gives back, by carrier and day; `in_place` is what of it was carried of things that meet their old
    time afterwards, by fund, of the hub under None: what becomes longer, shorter or a little later may keep that much
    where a limit lets nothing new in."""

    parts: Sequence[Back]
    in_place: Mapping[int | None, int]

    def of(self, fund_id: int) -> list[Back]:
        return [each for each in self.parts if each.fund_id == fund_id]


def in_place(gone: Iterable[QuotedLine], added: Sequence[LineWish]) -> dict[int | None, int]:
    """What others carried of lines whose place something takes."""
    return carried(line for line in gone if any(takes_the_place_of(wish, line) for wish in added))


def as_if_given_back(
    facts: QuoteFacts, back: GivenBack, kept: Mapping[int | None, int], stackable: Mapping[int, bool]
) -> QuoteFacts:
    """The facts for pricing what is added: what the change gives back is there to be given again, within caps of the
    same year or month, and of the law on aid; what a fund keeps carrying counts in its cap for one booking; and a fund
    that gives only alone gives to nothing that another one already carries a part of. A limit that is passed already is
    filled up first."""
    givers = {id_ for id_, cents in kept.items() if id_ is not None and cents}
    funds = [
        _with_back(fund, back, kept.get(fund.id, 0), facts.day)
        for fund in facts.funds
        if _may_join(fund, givers, stackable)
    ]
    aid = facts.aid
    if aid:
        again = sum(each.cents for each in back.parts if each.is_aid)
        aid = replace(aid, granted_cents=max(aid.granted_cents - again, 0))
    return replace(facts, band=_band_with_back(facts.band, back), funds=tuple(funds), aid=aid)


def _band_with_back(band: BandFacts | None, back: GivenBack) -> BandFacts | None:
    if band is None or band.provisional_left_cents is None:
        return band
    freed = sum(each.cents for each in back.parts if each.provisional)
    stays = min(freed, sum(back.in_place.values()))
    left = band.provisional_left_cents + freed - band.provisional_over_cents
    return replace(band, provisional_left_cents=max(left, stays))


def _may_join(fund: FundFacts, givers: set[int], stackable: Mapping[int, bool]) -> bool:
    if not givers or givers == {fund.id}:
        return True
    return fund.stackable and all(stackable.get(id_, True) for id_ in givers)


def _with_back(fund: FundFacts, back: GivenBack, kept_cents: int, on: date) -> FundFacts:
    its = back.of(fund.id)
    freed = sum(each.cents for each in its)
    if fund.is_settling:
        freed = min(freed, back.in_place.get(fund.id, 0))
    in_year = sum(each.cents for each in its if each.counts_on.year == on.year)
    in_month = sum(
        each.cents for each in its if (each.counts_on.year, each.counts_on.month) == (on.year, on.month)
    )
    return replace(
        fund,
        available_cents=fund.available_cents + freed,
        cap_per_booking_cents=_more(fund.cap_per_booking_cents, -kept_cents),
        organisation_left_cents=_more(fund.organisation_left_cents, in_year),
        month_left_cents=_more(fund.month_left_cents, in_month),
    )


def _more(cents: int | None, by: int) -> int | None:
    return None if cents is None else cents + by
