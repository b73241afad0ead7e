"""What must hold of closed books; `manage.py check_invariants` asks."""

from datetime import date, timedelta

from funding.models import ClosedPeriod, Entry
from funding.models.journal import Days, totals
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.models import AuditRow
from hub.kit.sql import found as said


def closed_books_stay_closed() -> list[str]:
    """Each closed period holds as many entries and, of each currency, as many cents as when it was closed, and has one
    audit row; of its months no hours in kind were written since."""
    found, first = [], _first()
    for period in ClosedPeriod.objects.order_by("through"):
        said = (period.entries, period.debits)
        now = totals(Days(min(first or period.through, period.through), period.through))
        if said != now:
            found.append(f"the books through {period.through} were closed with {said}, they hold {now}")
        rows = AuditRow.objects.filter(about=period.ref, action="funding.close_period").count()
        if rows != 1:
            found.append(f"closing the books through {period.through} has {rows} audit rows")
        first = period.through + timedelta(days=1)
    return found + hours_since()


def hours_since() -> list[str]:
    """By the first closing that a month is in."""
    return said(
        """
        SELECT format('the books through %s were closed, and %s entries of hours of %s were written after it',
                      period.through, count(*), to_char(entry.month, 'YYYY-MM'))
        FROM funding_hourentry entry
        JOIN LATERAL (
            SELECT through, closed_at FROM funding_closedperiod
            WHERE through >= (entry.month + interval '1 month - 1 day')::date ORDER BY through LIMIT 1
        ) period ON entry.posted_at > period.closed_at
        GROUP BY period.through, entry.month ORDER BY entry.month
        """
    )


def _first() -> date | None:
    entry = Entry.objects.order_by("posted_at").first()
    return local_day(entry.posted_at, COUNTRY) if entry else None
