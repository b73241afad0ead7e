"""How many minutes of a period are paid for, and on which day it counts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.kit.periods import Period

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def billable_minutes(period: Period, zone: ZoneInfo) -> int:
    """The different minutes on the wall clock that a period covers, begun minutes counted whole.

    That is the time that passes, except in the night when the clock goes back: the hour that happens twice is charged
    once if it is used twice. A longer period never has fewer (docs/pricing.md).
    """
    paid = period.length - sum(_used_twice(period, zone), timedelta())
    return -(-paid // MINUTE)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day on the wall clock of a zone."""
    return instant.astimezone(zone).date()


def _used_twice(period: Period, zone: ZoneInfo) -> list[timedelta]:
    """For each time that the clock goes back inside the period: how much of the repeated stretch is in it twice."""
    out = []
    here = period.start
    while here < period.end:
        then = min(here + DAY, period.end)
        back = _offset(here, zone) - _offset(then, zone)
        if back > timedelta():
            change = _change(here, then, zone)
            twice = min(period.end, change + back) - max(period.start + back, change)
            out.append(max(twice, timedelta()))
        here = then
    return out


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute (UTC) at which the zone's offset is no longer what it is at `before`."""
    low, high = int(before.timestamp()) // 60, -(-int(after.timestamp()) // 60)
    old = _offset(before, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle * 60, UTC), zone) == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high * 60, UTC)
