"""A week's opening hours as people set and read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from facilities.rules.recurrence import Definition, Recurrence

DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True, order=True, slots=True)
class Hours:
    """Open on a weekday (0 is Monday) from one time to another: to the next day's when that is not later."""

    weekday: int
    opens: time
    closes: time

    @property
    def minutes(self) -> int:
        """The length on the wall clock; from nine to nine is a whole day."""
        return (_minute(self.closes) - _minute(self.opens)) % DAY or DAY


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def clash(week: Sequence[Hours]) -> tuple[Hours, Hours] | None:
    """Two hours of a week that overlap, Sunday night's with Monday morning's too; None when all is well."""
    spans = sorted(
        ((each.weekday * DAY + _minute(each.opens), each) for each in week), key=lambda pair: pair[0]
    )
    following = [*spans[1:], *[(start + WEEK, each) for start, each in spans[:1]]]
    for (start, each), (next_start, other) in zip(spans, following, strict=True):
        if each.minutes > next_start - start:
            return each, other
    return None


def together(week: Iterable[Hours]) -> dict[tuple[time, time], tuple[int, ...]]:
    """The weekdays by the hours that they have in common: each is one thing that recurs."""
    found: dict[tuple[time, time], list[int]] = {}
    for each in sorted(week):
        found.setdefault((each.opens, each.closes), []).append(each.weekday)
    return {hours: tuple(days) for hours, days in found.items()}


def recurring(hours: tuple[time, time], weekdays: tuple[int, ...], on: date) -> Definition:
    """The definition of weekly hours whose first time is on the first of its weekdays at or after `on`."""
    first = on + timedelta(days=(weekdays[0] - on.weekday()) % 7)
    start = datetime.combine(first, hours[0])
    length = timedelta(minutes=Hours(weekdays[0], *hours).minutes)
    return Definition(start, start + length, Recurrence("WEEKLY", weekdays))


def week_of(definitions: Iterable[object]) -> list[Hours]:
    """The weekly hours among what is defined on a calendar, by day and time."""
    return sorted(
        Hours(weekday, each.start.time(), each.end.time())
        for each in definitions
        if isinstance(each, Definition) and each.recurrence.frequency == "WEEKLY"
        for weekday in each.recurrence.weekdays or (each.start.weekday(),)
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row with the same hours (none: closed), for reading: Monday to Friday 09:00–17:00."""

    first: int
    last: int
    hours: tuple[tuple[time, time], ...]


def stretches(week: Iterable[Hours]) -> list[Stretch]:
    """The whole week in as few lines as there are runs of equal days, closed ones included."""
    days: list[list[tuple[time, time]]] = [[] for _day in range(7)]
    for each in sorted(week):
        days[each.weekday].append((each.opens, each.closes))
    runs = [list(run) for _hours, run in groupby(range(7), key=lambda weekday: days[weekday])]
    return [Stretch(run[0], run[-1], tuple(days[run[0]])) for run in runs]
