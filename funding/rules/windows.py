"""The same stretch of the wall clock on each of many days, as periods of instants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from funding.rules.time import DAY, local_day
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class ClockWindow:
    """From one time on the wall clock to another; one that does not end later the same day ends on the next."""

    starts: time
    ends: time

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"

    def on(self, day: date, zone: ZoneInfo) -> Period | None:
        """That stretch of one day. Where the clock changes: from the first of two, to the second of two; a time that is
        left out counts as the change itself, and a window that lies wholly in it is not there that night."""
        last = day if self.ends > self.starts else day + DAY
        start = _instant(datetime.combine(day, self.starts), zone, fold=0)
        end = _instant(datetime.combine(last, self.ends), zone, fold=1)
        return Period(start, end) if start < end else None


def stretches(
    window: ClockWindow, period: Period, zone: ZoneInfo, counts: Callable[[date], bool] = lambda day: True
) -> Iterator[Period]:
    """What the window covers of a period, day by day; `counts` says which days (by the day it starts) it is there."""
    day = local_day(period.start, zone) - DAY
    last = local_day(period.end, zone)
    while day <= last:
        stretch = window.on(day, zone) if counts(day) else None
        if stretch and stretch.overlaps(period):
            yield Period(max(stretch.start, period.start), min(stretch.end, period.end))
        day += DAY


def _instant(local: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    found = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    # A time that the clock leaves out. Both readings are wrong by the same stretch; the change lies between them.
    low, high = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    minutes = (high - low) // timedelta(minutes=1)
    offset = low.astimezone(zone).utcoffset()
    return next(
        at
        for at in (low + timedelta(minutes=each) for each in range(minutes + 1))
        if at.astimezone(zone).utcoffset() != offset
    )
