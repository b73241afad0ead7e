"""What one says of a pilot, the same shape from a form and from a seed; and its timeline as places on a line. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Who was asked by mail is not mailed again for the same pilot for so long; a fund that said no for this long.
QUIET = timedelta(days=14)
AFTER_A_NO = timedelta(days=30)
# Organisations and funds that one organisation asks within a day, for all of its pilots.
MOST_ASKED_A_DAY = 10
# Pilots that were written down for one organisation and wait for its answer.
MOST_UNANSWERED = 3


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """Everything about a pilot that its owner writes. `runs`: it has begun, and then it says from when. `theme_ids` are
    `knowledgebase.Theme`, `entry_ids` entries of the atlas, `experiment_id` a page of the knowledge base."""

    title_nl: str = ""
    title_en: str = ""
    aim_nl: str = ""
    aim_en: str = ""
    region_id: int = 0
    runs: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    theme_ids: tuple[int, ...] = ()
    entry_ids: tuple[int, ...] = ()
    experiment_id: int | None = None


@dataclass(frozen=True, slots=True)
class PartnerWish:
    """`who`: a name, or the KvK number of an organisation of this site."""

    who: str
    sector: str
    role_nl: str = ""
    role_en: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on a day: `kind` is begin, milestone, result or end; `path` where one reads more, `language` that
    of its words where it is not the reader's."""

    on: date
    kind: str
    words: str
    path: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment at so many thousandths of the line."""

    moment: Moment
    x: int


@dataclass(frozen=True, slots=True)
class Column:
    """A month with its bookings; `height` of the highest, in percent. `month` is its first day."""

    month: date
    count: int
    x: int
    width: int
    height: int

    @property
    def y(self) -> int:
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Timeline:
    """A line of a thousand from `first` up to `last`; the bar is from the start to the (planned) end. `today` is None
    where the day is not on it. `ticks` are where months begin, but the first; `most` bookings there are in a month."""

    first: date
    last: date
    bar_x: int
    bar_width: int
    today_x: int | None
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    ticks: tuple[int, ...]
    most: int

    @property
    def last_day(self) -> date:
        return self.last - timedelta(days=1)


WIDE = 1_000


def timeline(
    *,
    starts_on: date | None,
    ends_on: date | None,
    moments: list[Moment],
    months: list[tuple[date, int]],
    today: date,
) -> Timeline | None:
    """None where there is nothing to draw: no day that is known. Whole months: from that of the first day to that of
    the last one; what has begun and has no end reaches until today."""
    until = ends_on or (max(today, starts_on) if starts_on else None)
    days = [day for day in (starts_on, until) if day]
    days += [each.on for each in moments] + [month for month, _count in months]
    if not days:
        return None
    first = min(days).replace(day=1)
    last = next_month(max(days))
    long = (last - first).days

    def at(day: date) -> int:
        return round(WIDE * (day - first).days / long)

    most = max((count for _month, count in months), default=0)
    bar = (at(starts_on), at(until)) if starts_on and until else (0, 0)
    return Timeline(
        first=first,
        last=last,
        bar_x=bar[0],
        bar_width=max(bar[1] - bar[0], 4) if starts_on else 0,
        today_x=at(today) if first <= today < last else None,
        marks=tuple(Mark(each, at(each.on)) for each in sorted(moments, key=lambda each: each.on)),
        columns=tuple(
            Column(month, count, at(month), at(next_month(month)) - at(month), round(100 * count / most))
            for month, count in months
        ),
        ticks=tuple(at(month) for month in _months_between(first, last)),
        most=most,
    )


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _months_between(first: date, last: date) -> Iterator[date]:
    month = next_month(first)
    while month < last:
        yield month
        month = next_month(month)


# In which order what falls on one day is told.
ORDER = ("begin", "result", "milestone", "end")


def in_order(moments: Iterable[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda each: (each.on, ORDER.index(each.kind)))
