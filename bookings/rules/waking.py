"""When people read their mail: not at night, on the hub's clock. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(9), time(21)


def awake(at: datetime, zone: ZoneInfo) -> datetime:
    """The same instant, or where it is night the next morning at nine."""
    local = at.astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return at
    later = local.date() + timedelta(days=1) if local.time() > EVENING else local.date()
    return datetime.combine(later, MORNING, zone).astimezone(at.tzinfo)


def awake_before(at: datetime, zone: ZoneInfo) -> datetime:
    """The same instant, or where it is night the evening before at nine."""
    local = at.astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return at
    earlier = local.date() - timedelta(days=1) if local.time() < MORNING else local.date()
    return datetime.combine(earlier, EVENING, zone).astimezone(at.tzinfo)
