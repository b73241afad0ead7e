"""How soon and how far ahead something may be booked, as instants: microseconds since 1970 UTC. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.rules.together import Ranges, microseconds_of
from hub.kit.periods import day


def limits(notice: int, horizon_days: int, minutes: int, zone: ZoneInfo, now: datetime) -> tuple[int, int]:
    """The first and the last start that notice (in minutes) and horizon leave to a booking of so many minutes."""
    last = day(now.astimezone(zone).date() + timedelta(days=horizon_days), zone).end
    return microseconds_of(now + timedelta(minutes=notice)), microseconds_of(
        last - timedelta(minutes=minutes)
    )


def clipped(ranges: Ranges, earliest: int, latest: int) -> Ranges:
    """What is left of ranges of starts between two instants."""
    return [
        (max(first, earliest), min(last, latest))
        for first, last in ranges
        if first <= latest and last >= earliest
    ]
