"""Reads of the journal: postings by entry, over a period, of all or of one owner's accounts. In bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from funding.models.closing import ClosedPeriod
from funding.models.limits import COUNTRY
from funding.rules.journal import JournalLine
from hub.kit.refs import Ref

A_CHUNK = 2_000

LINES = """
SELECT entry.id, (entry.posted_at AT TIME ZONE 'Europe/Amsterdam')::date, entry.kind, entry.about, account.kind,
    account.owner, COALESCE(fund.name_nl, hub.name, organisation.name, ''), posting.cents, entry.currency, posting.id
FROM funding_posting posting
JOIN funding_entry entry ON entry.id = posting.entry_id
JOIN funding_account account ON account.id = posting.account_id
LEFT JOIN funding_fund fund
    ON account.owner LIKE 'fund:%%' AND fund.id = split_part(account.owner, ':', 2)::bigint
LEFT JOIN facilities_hub hub
    ON account.owner LIKE 'hub:%%' AND hub.id = split_part(account.owner, ':', 2)::bigint
LEFT JOIN members_organisation organisation
    ON account.owner LIKE 'organisation:%%' AND organisation.id = split_part(account.owner, ':', 2)::bigint
WHERE entry.posted_at >= %(start)s AND entry.posted_at < %(end)s
    AND (entry.id, posting.id) > (%(entry)s, %(posting)s)
    AND (%(owners)s::text[] IS NULL OR account.owner = ANY(%(owners)s))
ORDER BY entry.id, posting.id
LIMIT %(most)s
"""
TOTALS = """
SELECT entry.currency, count(DISTINCT entry.id), COALESCE(sum(posting.cents) FILTER (WHERE posting.cents > 0), 0)
FROM funding_entry entry JOIN funding_posting posting ON posting.entry_id = entry.id
WHERE entry.posted_at >= %(start)s AND entry.posted_at < %(end)s
GROUP BY entry.currency ORDER BY entry.currency
"""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day up to and including the last, on the country's calendar."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(0), COUNTRY)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(0), COUNTRY)


def journal(days: Days, owners: list[Ref] | None = None) -> Iterator[JournalLine]:
    """The postings of a period in the order of entries; with `owners` only those on their accounts. As many statements
    as there are chunks."""
    entry = posting = 0
    while True:
        values: dict[str, Any] = {
            "start": days.start,
            "end": days.end,
            "entry": entry,
            "posting": posting,
            "owners": [str(owner) for owner in owners] if owners is not None else None,
            "most": A_CHUNK,
        }
        with connection.cursor() as cursor:
            cursor.execute(LINES, values)
            rows = cursor.fetchall()
        for row in rows:
            yield JournalLine(*row[:-1])
        if len(rows) < A_CHUNK:
            return
        entry, posting = rows[-1][0], rows[-1][-1]


def totals(days: Days) -> tuple[int, dict[str, int]]:
    """How many entries, and by currency the cents of all debits; credits are the same."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, {"start": days.start, "end": days.end})
        found = cursor.fetchall()
    return sum(entries for _currency, entries, _debit in found), {
        currency: int(debit) for currency, _entries, debit in found
    }


def closed_through() -> date | None:
    """The last day of the books that are done."""
    return ClosedPeriod.objects.values_list("through", flat=True).first()
