"""How something recurs on a wall clock, and the only ways of recurring that we take from django-scheduler's rules.

`Rule.params` is free text that silently means something else when misread (`byweekday:2TU` becomes every day, a list of
numbers collapses to one), so what is not on this list is refused.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class NotSupported(ValueError):
    """A rule that is not on the list; its text is the argument."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every day, week, month or year; a week on its `weekdays` (0 is Monday), a month on the `nth` of one weekday. With
    an `interval` of two, which only a week without named days may have: every other week."""

    frequency: str
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    interval: int = 1

    @property
    def params(self) -> str:
        """The same as `Rule.params`."""
        if self.interval > 1:
            return f"interval:{self.interval}"
        if not self.weekdays:
            return ""
        days = "byweekday:" + ",".join(WEEKDAYS[day] for day in self.weekdays)
        return f"{days};bysetpos:{self.nth}" if self.nth else days


def parse(frequency: str, params: str) -> Recurrence:
    """What a rule of django-scheduler says, if it is one of: every day, month or year; every week, perhaps on named
    weekdays; every other week; every month on the first to fourth or last (-1) of one weekday. Else `NotSupported`."""
    said = re.sub(r"\s", "", params).rstrip(";")
    if frequency in FREQUENCIES and not said:
        return Recurrence(frequency)
    if frequency == "WEEKLY" and said == "interval:2":
        return Recurrence(frequency, interval=2)
    if frequency == "WEEKLY" and (found := re.fullmatch(r"byweekday:([A-Z]{2}(?:,[A-Z]{2})*)", said)):
        return Recurrence(frequency, _weekdays(found[1], params))
    if frequency == "MONTHLY" and (found := re.fullmatch(r"byweekday:([A-Z]{2});bysetpos:([1-4]|-1)", said)):
        return Recurrence(frequency, _weekdays(found[1], params), int(found[2]))
    raise NotSupported(f"{frequency} {params}")


def _weekdays(said: str, params: str) -> tuple[int, ...]:
    names = said.split(",")
    if len(set(names)) < len(names) or not set(names) <= set(WEEKDAYS):
        raise NotSupported(params)
    return tuple(sorted(WEEKDAYS.index(name) for name in names))


@dataclass(frozen=True, slots=True)
class Definition:
    """Something that is so from one wall-clock time to another, the first time; and how it recurs until, and
    including, a start at `until`. All naive: the zone is the hub's."""

    start: datetime
    end: datetime
    recurrence: Recurrence
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("the end of what recurs must be after its start")


def occurrences(definition: Definition, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Start and end, on the wall clock, of each occurrence that touches the days `first` up to and including `last`.

    The length is that of the wall clock: what is open from 22:00 to 06:00 is so every night.
    """
    length = definition.end - definition.start
    earliest = max(definition.start.date(), first - length - timedelta(days=1))
    for day in _days(definition, earliest, last):
        start = datetime.combine(day, definition.start.time())
        if definition.until is not None and start > definition.until:
            return
        if start >= definition.start and (start + length).date() >= first:
            yield start, start + length


def _days(definition: Definition, first: date, last: date) -> Iterator[date]:
    how = definition.recurrence
    if how.frequency == "YEARLY":
        yield from _years(definition.start.date(), first, last)
    elif how.frequency == "MONTHLY":
        yield from _months(definition.start.date(), how, first, last)
    else:
        begun = definition.start.date()
        wanted = how.weekdays or (range(7) if how.frequency == "DAILY" else (begun.weekday(),))
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() in wanted and (
                how.interval == 1 or (day - begun).days % (7 * how.interval) == 0
            ):
                yield day


def _years(start: date, first: date, last: date) -> Iterator[date]:
    """The same day each year; 29 February only in leap years, as in RFC 5545."""
    for year in range(first.year, last.year + 1):
        if (start.month, start.day) != (2, 29) or calendar.isleap(year):
            day = start.replace(year=year)
            if first <= day <= last:
                yield day


def _months(start: date, how: Recurrence, first: date, last: date) -> Iterator[date]:
    """The same day, or the nth weekday, of each month; a month without that day is passed over."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = divmod(number, 12)
        length = calendar.monthrange(year, month + 1)[1]
        found = [date(year, month + 1, day) for day in range(1, length + 1)]
        if how.nth:
            found = [day for day in found if day.weekday() == how.weekdays[0]]
            day = found[how.nth - 1 if how.nth > 0 else -1]
        elif start.day <= length:
            day = found[start.day - 1]
        else:
            continue
        if first <= day <= last:
            yield day
