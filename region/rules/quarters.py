"""The periods that figures are made of: whole quarters and whole years, as they are in the country. Pure.

There is no choosing of days: whoever could move a period by one day could see whose booking that day had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

COUNTRY = ZoneInfo("Europe/Amsterdam")
FIRST_YEAR, LAST_YEAR = 2020, 2099
YEARS_BACK = 3


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def next(self) -> "Quarter":
        return self.back(-1)

    def back(self, by: int) -> "Quarter":
        years, number = divmod(self.year * 4 + self.number - 1 - by, 4)
        return Quarter(years, number + 1)

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.next.first)

    @property
    def name(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole quarters that follow each other, both ends belonging to it; `name` is how the address says it."""

    first: Quarter
    last: Quarter
    name: str

    @property
    def start(self) -> datetime:
        return self.first.start

    @property
    def end(self) -> datetime:
        return self.last.end

    def until(self, today: date) -> datetime:
        """Its end, or the beginning of today while it is not over."""
        return min(self.end, max(midnight(today), self.start))


def year_of(year: int) -> Span:
    return Span(Quarter(year, 1), Quarter(year, 4), str(year))


def quarter_of(quarter: Quarter) -> Span:
    return Span(quarter, quarter, quarter.name)


def spans(today: date) -> Iterator[Span]:
    """What one may choose: this year and three before, and each of their quarters that has begun; the latest first."""
    for year in range(today.year, today.year - YEARS_BACK - 1, -1):
        yield year_of(year)
        for number in (4, 3, 2, 1):
            if Quarter(year, number).first <= today:
                yield quarter_of(Quarter(year, number))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COUNTRY)
