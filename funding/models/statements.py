"""What a fund accounts for over a period: its money by the books, and whom it carried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from funding.models.agreements import Fund
from funding.models.described import NOTHING, described
from funding.models.spread import Carried, Span, by_band, by_discipline, by_town
from hub.kit.few import Shown
from hub.kit.refs import Ref
from hub.kit.sql import rows

# By kind of entry: before the period, and within it what was added and what was taken away.
MOVED = """
SELECT entry.kind, account.kind,
    coalesce(sum(posting.cents) FILTER (WHERE entry.posted_at < %(start)s), 0)::bigint,
    coalesce(sum(posting.cents) FILTER (WHERE entry.posted_at >= %(start)s AND posting.cents > 0), 0)::bigint,
    coalesce(sum(posting.cents) FILTER (WHERE entry.posted_at >= %(start)s AND posting.cents < 0), 0)::bigint
FROM funding_account account
JOIN funding_posting posting ON posting.account_id = account.id
JOIN funding_entry entry ON entry.id = posting.entry_id
WHERE account.owner = %(fund)s AND account.kind IN ('fund_free', 'fund_reserved') AND account.currency = 'EUR'
    AND entry.posted_at < %(end)s
GROUP BY entry.kind, account.kind
"""
CARRIED = """
SELECT allocation.about, allocation.counts_on, allocation.cents, allocation.organisation_id, organisation.name,
    municipality.name,
    CASE WHEN allocation.settled_at < %(end)s THEN 'settled' WHEN allocation.released_at < %(end)s THEN 'released'
        ELSE 'reserved' END
FROM funding_allocation allocation
JOIN members_organisation organisation ON organisation.id = allocation.organisation_id
JOIN members_municipality municipality ON municipality.id = organisation.municipality_id
WHERE allocation.fund_id = ANY(%(funds)s::bigint[]) AND allocation.reserved_at < %(end)s
    AND (allocation.settled_at IS NULL OR allocation.settled_at >= %(start)s)
    AND (allocation.released_at IS NULL OR allocation.released_at >= %(start)s)
ORDER BY allocation.counts_on, allocation.id
"""
FREE, RESERVED = "fund_free", "fund_reserved"


@dataclass(frozen=True, slots=True)
class Balance:
    """In cents. Opening + received + carried in - carried out - repaid - settled + other = closing; and of that what is
    reserved: opening + committed - released - settled + other."""

    opening: int
    opening_reserved: int
    received: int
    carried_in: int
    carried_out: int
    repaid: int
    committed: int
    released: int
    settled: int
    # Of kinds of entries that are not named here; none today.
    other: int
    other_reserved: int

    @property
    def closing(self) -> int:
        came = self.opening + self.received + self.carried_in + self.other
        return came - self.carried_out - self.repaid - self.settled

    @property
    def closing_reserved(self) -> int:
        return self.opening_reserved + self.committed - self.released - self.settled + self.other_reserved


NAMED = ("receive", "carry", "repay", "reserve", "release", "settle")


def balance_of(fund: Fund, span: Span) -> Balance:
    """By the books alone: an entry counts on the day on which it was written."""
    values = {"fund": str(fund.ref), "start": span.start, "end": span.end}
    moved: dict[tuple[str, str], tuple[int, int, int]] = {
        (entry, account): (before, plus, minus) for entry, account, before, plus, minus in rows(MOVED, values)
    }

    def part(entry: str, account: str, which: int) -> int:
        return abs(moved.get((entry, account), (0, 0, 0))[which])

    def others(*accounts: str) -> int:
        return sum(
            plus + minus
            for (entry, account), (_before, plus, minus) in moved.items()
            if entry not in NAMED and account in accounts
        )

    return Balance(
        opening=sum(before for before, _plus, _minus in moved.values()),
        opening_reserved=sum(each[0] for (_entry, account), each in moved.items() if account == RESERVED),
        received=part("receive", FREE, 1),
        carried_in=part("carry", FREE, 1),
        carried_out=part("carry", FREE, 2),
        repaid=part("repay", FREE, 2),
        committed=part("reserve", RESERVED, 1),
        released=part("release", RESERVED, 2),
        settled=part("settle", RESERVED, 2),
        other=others(FREE, RESERVED),
        other_reserved=others(RESERVED),
    )


def carried_in(funds: Sequence[Fund], span: Span) -> list[Carried]:
    """All that was reserved at some time in the period, by the day of the booking, in the words of whose it is."""
    values = {"funds": [fund.pk for fund in funds], "start": span.start, "end": span.end}
    found: list[tuple[Any, ...]] = rows(CARRIED, values)
    refs = [Ref.parse(row[0]) for row in found]
    words = described(set(refs))
    return [
        Carried(
            about=ref,
            day=day,
            cents=cents,
            organisation_id=organisation_id,
            organisation=organisation,
            municipality=town,
            state=state,
            what=words.get(ref, NOTHING),
        )
        for ref, (_about, day, cents, organisation_id, organisation, town, state) in zip(
            refs, found, strict=True
        )
    ]


@dataclass(frozen=True, slots=True)
class Statement:
    """All that stands in one. `bands` only for a calendar year that is over, and then of all the funder's funds
    together: what moves, and what overlaps, could be compared until it says who is in which band (decision 0071)."""

    fund: Fund
    span: Span
    balance: Balance
    carried: list[Carried]
    towns: Shown
    disciplines: Shown
    bands: Shown | None

    def sum_of(self, state: str) -> int:
        return sum(each.cents for each in self.carried if each.state == state)


def statement_of(fund: Fund, span: Span, *, today: date) -> Statement:
    carried = carried_in([fund], span)
    bands = None
    if span.year and span.year < today.year:
        funds = list(Fund.objects.filter(agreement__funder=fund.agreement.funder))
        bands = by_band(carried_in(funds, span))
    return Statement(
        fund, span, balance_of(fund, span), carried, by_town(carried), by_discipline(carried), bands
    )
