"""When a check is too old, and when the month's reminder goes. Pure."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

# Early enough to be read at the first coffee.
REMINDED_AT = time(7)


def too_old_before(today: date) -> date:
    """What was checked before this day is to be checked again: a year ago, and of 29 February the day before."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def month_of(now: datetime, zone: ZoneInfo) -> date | None:
    """The first day of the month whose reminder is due, on that zone's clock; None in the night before it goes."""
    here = now.astimezone(zone)
    first = here.date().replace(day=1)
    return first if here >= datetime.combine(first, REMINDED_AT, zone) else None
