"""Starts and ends lie on a facility's grid, counted from local midnight on the hub's wall clock."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hub.kit.periods import Period, merged

MINUTE = timedelta(minutes=1)


def on_grid(at: datetime, grid_minutes: int, zone: ZoneInfo) -> bool:
    """Whether the wall clock shows a whole number of grid steps since midnight. Both 02:00s of an autumn night do."""
    there = at.astimezone(zone)
    return not (there.second or there.microsecond or (there.hour * 60 + there.minute) % grid_minutes)


def first_on_grid(at: datetime, grid_minutes: int, zone: ZoneInfo) -> datetime:
    """The first instant on the grid at or after this one."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    minute += MINUTE if minute < at else timedelta()
    while not on_grid(minute, grid_minutes, zone):
        minute += _to_next(minute, grid_minutes, zone)
    return minute


def last_on_grid(at: datetime, grid_minutes: int, zone: ZoneInfo) -> datetime:
    """The last instant on the grid at or before this one."""
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    while not on_grid(minute, grid_minutes, zone):
        minute -= _since_last(minute, grid_minutes, zone)
    return minute


def starts(
    ranges: Iterable[tuple[datetime, datetime]], grid_minutes: int, zone: ZoneInfo
) -> Iterator[datetime]:
    """Every instant on the grid in these ranges, both ends included."""
    for first, last in ranges:
        at = first_on_grid(first, grid_minutes, zone)
        while at <= last:
            yield at
            at = first_on_grid(at + MINUTE, grid_minutes, zone)


def bookable(
    ranges: Iterable[tuple[datetime, datetime]], length: timedelta, grid_minutes: int, zone: ZoneInfo
) -> list[Period]:
    """The time that a booking of this length can cover, when it may start in these ranges (ends included)."""
    covered = []
    for begins, ends in ranges:
        first, last = first_on_grid(begins, grid_minutes, zone), last_on_grid(ends, grid_minutes, zone)
        if first <= last and _clock_changes(first, last, zone):
            # One step of that night may be longer than the others, and than the booking: in autumn it has an hour
            # more, in spring a step that does not exist joins two.
            covered += [Period(at, at + length) for at in starts([(first, last)], grid_minutes, zone)]
        elif first <= last:
            covered.append(Period(first, last + length))
    return merged(covered)


def _clock_changes(first: datetime, last: datetime, zone: ZoneInfo) -> bool:
    """Looked at every sixty days: no zone changes there and back in less."""
    days = range((last - first).days // 60 + 1)
    looked_at = [*(first + timedelta(days=60 * number) for number in days), last]
    offsets = [at.astimezone(zone).utcoffset() or timedelta() for at in looked_at]
    return any(later != sooner for sooner, later in pairwise(offsets))


def _clock_minutes(at: datetime, zone: ZoneInfo) -> int:
    there = at.astimezone(zone)
    return there.hour * 60 + there.minute


def _to_next(minute: datetime, grid_minutes: int, zone: ZoneInfo) -> timedelta:
    """As far as the next step by the clock, but one hour at most: the clock may change on the way."""
    past = _clock_minutes(minute, zone)
    # Midnight is always a step, also when the grid does not divide the day.
    missing = min(grid_minutes - past % grid_minutes, 24 * 60 - past)
    return MINUTE * _up_to_change(minute, missing, zone, 1)


def _since_last(minute: datetime, grid_minutes: int, zone: ZoneInfo) -> timedelta:
    return MINUTE * _up_to_change(minute, _clock_minutes(minute, zone) % grid_minutes, zone, -1)


def _up_to_change(minute: datetime, distance: int, zone: ZoneInfo, direction: int) -> int:
    """The distance, or a single minute when the clock changes within it."""
    there = minute + MINUTE * distance * direction
    same = minute.astimezone(zone).utcoffset() == there.astimezone(zone).utcoffset()
    return distance if same else 1
