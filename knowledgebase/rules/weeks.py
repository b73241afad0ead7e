"""The week that a digest tells of: the seven days up to the Monday on which it goes, on the site's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Early on Monday it is there when people begin.
SENT_AT = time(7)
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Week:
    """`monday` is the day on which it is sent; `since` belongs to it, `until` does not."""

    monday: date
    since: datetime
    until: datetime
    due_at: datetime


def week_of(now: datetime, zone: ZoneInfo) -> Week:
    """The week whose digest goes in the week that `now` lies in."""
    today = now.astimezone(zone).date()
    return week_from(today - timedelta(days=today.weekday()), zone)


def week_from(monday: date, zone: ZoneInfo) -> Week:
    """Weeks meet without a gap, also where the clock changes: each begins at midnight on the wall."""
    return Week(
        monday,
        datetime.combine(monday - A_WEEK, time(), zone),
        datetime.combine(monday, time(), zone),
        datetime.combine(monday, SENT_AT, zone),
    )
