"""What must hold of closed books; `manage.py check_invariants` asks."""

from datetime import date, timedelta

from funding.models import ClosedPeriod, Entry
from funding.models.journal import Days, totals
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.models import AuditRow


def closed_books_stay_closed() -> list[str]:
    """Each closed period holds as many entries and, of each currency, as many cents as when it was closed, and has one
    audit row."""
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
    return found


def _first() -> date | None:
    entry = Entry.objects.order_by("posted_at").first()
    return local_day(entry.posted_at, COUNTRY) if entry else None
