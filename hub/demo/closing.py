"""The first quarter of the demonstration's books is closed, as its bookkeeper would have it."""

from datetime import date, datetime, time, timedelta

from funding.models import ClosedPeriod
from funding.models.journal import Days, totals
from funding.models.limits import COUNTRY
from hub.kit.audit import SITE, record
from hub.kit.transactions import step

A_QUARTER = timedelta(days=91)
LONG_BEFORE = date(2000, 1, 1)


@step
def close_first_books(*, first: date) -> None:
    """`first` is the day of the first payment; closed three days after the quarter's end."""
    through = first + A_QUARTER
    at = datetime.combine(through + timedelta(days=3), time(10), COUNTRY)
    entries, debits = totals(Days(LONG_BEFORE, through))
    period = ClosedPeriod.objects.create(through=through, closed_at=at, entries=entries, debits=debits)
    facts = {"through": through.isoformat(), "entries": entries, "debits": debits}
    record(action="funding.close_period", about=period.ref, actor=SITE, now=at, facts=facts)
