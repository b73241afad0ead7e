"""What a fund accounts for over a period: its money by the books, and whom it carried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from funding.models.agreements import Fund
from funding.models.described import NOTHING, described
from funding.models.ledger import BOOKINGS, EntryKind
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
# What became of each booking: by the books, so that it adds up to them and that what is over is never told otherwise.
# (An allocation knows how it stands now, and a fee or a change puts others in the place of the first.)
CARRIED = """
WITH moved AS (
    SELECT account.owner, entry.about,
        sum(posting.cents) FILTER (WHERE account.kind = 'fund_reserved') AS reserved,
        -sum(posting.cents) FILTER (WHERE entry.posted_at >= %(start)s) AS settled,
        sum(posting.cents) FILTER (
            WHERE account.kind = 'fund_free' AND posting.cents > 0 AND entry.posted_at >= %(start)s
        ) AS released
    FROM funding_account account
    JOIN funding_posting posting ON posting.account_id = account.id
    JOIN funding_entry entry ON entry.id = posting.entry_id
    WHERE account.owner = ANY(%(funds)s::text[]) AND account.kind IN ('fund_free', 'fund_reserved')
        AND entry.posted_at < %(end)s AND entry.kind = ANY(%(kinds)s::text[])
    GROUP BY account.owner, entry.about
)
SELECT moved.about, held.counts_on, each.cents::bigint, held.organisation_id, organisation.name, municipality.name,
    each.state, held.band_code
FROM moved
CROSS JOIN LATERAL (
    VALUES ('settled', moved.settled), ('reserved', moved.reserved), ('released', moved.released)
) AS each (state, cents)
CROSS JOIN LATERAL (
    SELECT counts_on, organisation_id, band_code FROM funding_allocation
    WHERE about = moved.about AND fund_id = split_part(moved.owner, ':', 2)::bigint
    ORDER BY (released_at < %(end)s) IS TRUE, kind <> 'price', portion, id LIMIT 1
) held
JOIN members_organisation organisation ON organisation.id = held.organisation_id
JOIN members_municipality municipality ON municipality.id = organisation.municipality_id
WHERE each.cents <> 0
ORDER BY held.counts_on, moved.about, moved.owner, each.state
"""
# What left both accounts of a fund hubs earned.
WITH_HUBS = f"""
SELECT settled.before, settled.within, paid.before, paid.within, corrected.within
FROM (
    SELECT -coalesce(sum(posting.cents) FILTER (WHERE entry.posted_at < %(start)s), 0)::bigint AS before,
        -coalesce(sum(posting.cents) FILTER (WHERE entry.posted_at >= %(start)s), 0)::bigint AS within
    FROM funding_account account
    JOIN funding_posting posting ON posting.account_id = account.id
    JOIN funding_entry entry ON entry.id = posting.entry_id
    WHERE account.owner = %(fund)s AND account.kind IN ('fund_free', 'fund_reserved') AND account.currency = 'EUR'
        AND entry.posted_at < %(end)s AND entry.kind IN ({", ".join(f"'{kind}'" for kind in BOOKINGS)})
) settled
CROSS JOIN (
    SELECT coalesce(sum(cents) FILTER (WHERE noted_at < %(start)s), 0)::bigint AS before,
        coalesce(sum(cents) FILTER (WHERE noted_at >= %(start)s), 0)::bigint AS within
    FROM funding_payout WHERE fund_id = %(id)s::bigint AND noted_at < %(end)s
) paid
CROSS JOIN (
    SELECT coalesce(sum(correction.cents), 0)::bigint AS within
    FROM funding_correction correction JOIN funding_allocation allocation ON allocation.id = correction.allocation_id
    WHERE allocation.fund_id = %(id)s::bigint
        AND correction.noted_at >= %(start)s AND correction.noted_at < %(end)s
) corrected
"""
FREE, RESERVED = "fund_free", "fund_reserved"


@dataclass(frozen=True, slots=True)
class Balance:
    """In cents. Opening + received + carried in - carried out - repaid - settled + other = closing; and of that what is
    reserved: opening + committed - released - settled + other. Committed is what left the free money, released what
    came back to it, settled what hubs earned, fees among it: less than nought where more of that came back."""

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


MONEY = (EntryKind.RECEIVE, EntryKind.CARRY, EntryKind.REPAY)


def balance_of(fund: Fund, span: Span) -> Balance:
    """By the books alone: an entry counts on the day on which it was written."""
    values = {"fund": str(fund.ref), "start": span.start, "end": span.end}
    moved: dict[tuple[str, str], tuple[int, int, int]] = {
        (entry, account): (before, plus, minus) for entry, account, before, plus, minus in rows(MOVED, values)
    }

    def part(account: str, which: int, *kinds: str) -> int:
        return abs(sum(moved.get((kind, account), (0, 0, 0))[which] for kind in kinds))

    def net(*accounts: str, of_bookings: bool) -> int:
        return sum(
            plus + minus
            for (entry, account), (_before, plus, minus) in moved.items()
            if account in accounts and entry not in MONEY and (entry in BOOKINGS) == of_bookings
        )

    return Balance(
        opening=sum(before for before, _plus, _minus in moved.values()),
        opening_reserved=sum(each[0] for (_entry, account), each in moved.items() if account == RESERVED),
        received=part(FREE, 1, EntryKind.RECEIVE),
        carried_in=part(FREE, 1, EntryKind.CARRY),
        carried_out=part(FREE, 2, EntryKind.CARRY),
        repaid=part(FREE, 2, EntryKind.REPAY),
        committed=part(FREE, 2, *BOOKINGS),
        released=part(FREE, 1, *BOOKINGS),
        settled=-net(FREE, RESERVED, of_bookings=True),
        other=net(FREE, RESERVED, of_bookings=False),
        other_reserved=net(RESERVED, of_bookings=False),
    )


@dataclass(frozen=True, slots=True)
class WithHubs:
    """What a fund owed hubs, in cents: opening + earned + corrected - paid out = closing, and earned + corrected is
    what is settled. Corrected is what hubs were paid and have too much, as far as that turned out in the period: less
    than nought; their next payouts take it in. Below nought at the end, hubs have to give back."""

    opening: int
    earned: int
    corrected: int
    paid_out: int

    @property
    def closing(self) -> int:
        return self.opening + self.earned + self.corrected - self.paid_out


def paid_to_hubs(fund: Fund, span: Span) -> WithHubs:
    """By the books, and payouts on the day on which they were noted, which is that of their entry."""
    values = {"fund": str(fund.ref), "id": fund.pk, "start": span.start, "end": span.end}
    ((settled_before, settled, paid_before, paid, corrected),) = rows(WITH_HUBS, values)
    return WithHubs(settled_before - paid_before, settled - corrected, corrected, paid)


def carried_in(funds: Sequence[Fund], span: Span) -> list[Carried]:
    """What was settled or released in the period and what was reserved when it ended, booking by booking, by its day,
    in the words of whose it is."""
    values = {
        "funds": [str(fund.ref) for fund in funds],
        "kinds": list(BOOKINGS),
        "start": span.start,
        "end": span.end,
    }
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
            band_code=band or words.get(ref, NOTHING).band_code,
        )
        for ref, (_about, day, cents, organisation_id, organisation, town, state, band) in zip(
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
    hubs: WithHubs
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
        fund=fund,
        span=span,
        balance=balance_of(fund, span),
        hubs=paid_to_hubs(fund, span),
        carried=carried,
        towns=by_town(carried),
        disciplines=by_discipline(carried),
        bands=bands,
    )
