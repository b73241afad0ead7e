"""How long an induction holds. Pure."""

from calendar import monthrange
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# Ten years; what holds longer holds without end.
MOST_MONTHS = 120
# Its holder hears so long before that it lapses.
LAPSES_IN = timedelta(days=30)


def valid_until(*, given_at: datetime, months: int | None, zone: ZoneInfo) -> datetime | None:
    """Midnight after the same day so many months later on the hub's clock (the last of the month where there is no such
    day), so that it still counts on that whole day; None without end."""
    if months is None:
        return None
    day = given_at.astimezone(zone).date()
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
    return datetime.combine(last + timedelta(days=1), time(), zone)
