"""How long somebody may still say that nobody came."""

from datetime import datetime, timedelta

from hub.kit.periods import Period

NO_SHOW_DAYS = 14


def may_still_be_marked(period: Period, now: datetime) -> bool:
    """From the end on, so many days."""
    return period.end <= now <= period.end + timedelta(days=NO_SHOW_DAYS)
