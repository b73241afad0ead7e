"""Half-open periods of instants, and the way between a wall clock and an instant.

Instants are aware and kept in UTC. A wall-clock time belongs to a zone: twice a year it may not exist, or exist twice,
and then nobody guesses (PEP 495).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from hub.kit.errors import Refusal


class EndBeforeStart(Refusal):
    code = "end_before_start"
    status = 400
    message = _("The end must be after the start.")


class NoSuchTime(Refusal):
    code = "no_such_time"
    status = 400
    message = _("%(local)s does not exist: the clock goes forward then. Choose an earlier or a later time.")


class TwiceThatTime(Refusal):
    code = "twice_that_time"
    status = 400
    message = _(
        "%(local)s exists twice: the clock goes back then. Say whether you mean the first or the second."
    )


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; both aware, kept in UTC. Empty or turned around: `EndBeforeStart`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period is made of aware datetimes")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise EndBeforeStart()

    @classmethod
    def from_range(cls, value: TimestamptzRange) -> Self:
        if value.lower is None or value.upper is None:
            raise ValueError("a period is finite")
        return cls(value.lower, value.upper)

    def to_range(self) -> TimestamptzRange:
        return TimestamptzRange(self.start, self.end, "[)")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, *, after: timedelta) -> "Period":
        return Period(self.start, self.end + after)

    def local(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        return self.start.astimezone(zone), self.end.astimezone(zone)


def instant(local: datetime, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """The instant, in UTC, of a naive wall-clock time in a zone. Refuses `NoSuchTime`; refuses `TwiceThatTime` unless
    `fold` says which (0 the first, 1 the second)."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            raise NoSuchTime(local=local.strftime("%Y-%m-%d %H:%M"))
        if fold is None:
            raise TwiceThatTime(local=local.strftime("%Y-%m-%d %H:%M"))
    return (second if fold == 1 else first).astimezone(UTC)


def day(on: date, zone: ZoneInfo) -> Period:
    """The whole local day, 23 or 25 hours long at a clock change."""
    return days(on, 1, zone)


def days(first: date, count: int, zone: ZoneInfo) -> Period:
    """`count` whole local days from `first`."""
    start = datetime.combine(first, time(), zone)
    return Period(start, datetime.combine(first + timedelta(days=count), time(), zone))


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same instants as sorted periods that neither overlap nor touch."""
    out: list[Period] = []
    for period in sorted(periods):
        if out and period.start <= out[-1].end:
            out[-1] = Period(out[-1].start, max(out[-1].end, period.end))
        else:
            out.append(period)
    return out
