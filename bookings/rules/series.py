"""A booking that comes again: the ways of recurring that are taken, and the dates that this makes. Pure.

Everything is on the hub's wall clock: a rehearsal at eight stays at eight when the clock changes. A date whose time
does not exist, or exists twice, is kept with what is wrong with it, for somebody to decide.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from bookings.rules.request import Visit
from facilities.rules.recurrence import Definition, Recurrence, occurrences
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import NoSuchTime, Period, TwiceThatTime, instant
from hub.kit.refs import Ref
from hub.kit.words import _

MOST_DATES = 104
# Series that wait for a hub's answer hold all their dates: of one organisation at one hub only so many.
MOST_ASKED_FOR = 3
# As far as the last date of the longest series can be: so many months, and a few days.
FURTHEST = timedelta(days=31 * (MOST_DATES + 1))
LONGEST = timedelta(days=6)
DAYS_IN_EACH_MONTH = 28


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    # On the same weekday of each month: the second Tuesday.
    MONTHLY = "monthly"
    # On the last such weekday of each month.
    MONTHLY_LAST = "monthly_last"


class TooManyDates(Refusal):
    code = "too_many_dates"
    status = 400
    message = _("A series has at most %(most)d dates. Choose fewer, or an earlier last day.")


class TooFewDates(Refusal):
    code = "too_few_dates"
    status = 400
    message = _("That is one date or none, and so no series. Choose a later last day, or more dates.")


class TooManySeriesAskedFor(Refusal):
    code = "too_many_series_asked_for"
    message = _(
        "You have asked %(hub)s for %(most)d series already. Wait for its answer, or let one of them go, before you "
        "ask for another."
    )


class UntilOrCount(Refusal):
    code = "until_or_count"
    status = 400
    message = _("Say until when, or how many times: one of the two.")


class NotInEachMonth(Refusal):
    code = "not_in_each_month"
    status = 400
    message = _(
        "The first date is the fifth of its weekday, and most months have only four. Choose the last."
    )


class NotTheLast(Refusal):
    code = "not_the_last"
    status = 400
    message = _(
        "The first date is not the last of its weekday in that month. Begin on %(last)s, or choose how often anew."
    )


class DatesTooLong(Refusal):
    code = "dates_too_long"
    status = 400
    message = _("Each date of a series takes at most six days. Book longer times one by one.")


class DatesOverlap(Refusal):
    code = "dates_overlap"
    status = 400
    message = _("Two of these dates take place at the same time. Leave one of them out.")


class DateElsewhere(Refusal):
    code = "date_elsewhere"
    status = 400
    message = _("What is booked on a date of a series begins on that day: see %(date)s.")


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a first date comes again: until, and including, a day; or so many times, the first one counted."""

    rhythm: Rhythm
    count: int | None = None
    until: date | None = None

    def to_json(self) -> list[Any]:
        return [self.rhythm.value, self.count, self.until.isoformat() if self.until else None]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Self:
        rhythm, count, until = kept
        return cls(Rhythm(rhythm), count, date.fromisoformat(until) if until else None)


def recurrence_of(rhythm: Rhythm, first: date) -> Recurrence:
    """As django-scheduler's rules say it. Raises `NotInEachMonth`, `NotTheLast`."""
    if rhythm == Rhythm.WEEKLY:
        return Recurrence("WEEKLY")
    if rhythm == Rhythm.FORTNIGHTLY:
        return Recurrence("WEEKLY", interval=2)
    if rhythm == Rhythm.MONTHLY_LAST:
        last = _last_of_weekday(first)
        if last != first:
            raise NotTheLast(last=last)
        return Recurrence("MONTHLY", (first.weekday(),), -1)
    if first.day > DAYS_IN_EACH_MONTH:
        raise NotInEachMonth()
    return Recurrence("MONTHLY", (first.weekday(),), (first.day - 1) // 7 + 1)


def _last_of_weekday(of: date) -> date:
    week = timedelta(weeks=1)
    while (of + week).month == of.month:
        of += week
    return of


def definition_of(repeat: Repeat, start: datetime, end: datetime) -> tuple[Definition, tuple[date, ...]]:
    """What recurs, from the naive start and end of its first date, and all of its dates. Raises the refusals above."""
    if (repeat.count is None) == (repeat.until is None):
        raise UntilOrCount()
    if end - start > LONGEST:
        raise DatesTooLong()
    if repeat.count is not None and repeat.count > MOST_DATES:
        raise TooManyDates(most=MOST_DATES)
    recurrence = recurrence_of(repeat.rhythm, start.date())
    last = min(repeat.until or date.max, start.date() + FURTHEST)
    endless = Definition(start, end, recurrence)
    most = repeat.count if repeat.count is not None else MOST_DATES + 1
    dates = tuple(at.date() for at, _end in islice(occurrences(endless, start.date(), last), max(most, 0)))
    # A night that reaches over the last day begins before it; one that begins after it is not of the series.
    dates = tuple(on for on in dates if on <= last)
    if len(dates) > MOST_DATES:
        raise TooManyDates(most=MOST_DATES)
    if len(dates) < 2:
        raise TooFewDates()
    until = datetime.combine(dates[-1], start.time())
    return Definition(start, end, recurrence, until), dates


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series: its lines, and what is wrong with its time on the clock, if anything is. The lines are then
    as near to it as can be."""

    on: date
    lines: tuple[LineWish, ...]
    trouble: NoSuchTime | TwiceThatTime | None = None


def occurrence(
    lines: Sequence[LineWish], first: date, on: date, zone: ZoneInfo, *, fold: int | None = None
) -> Occurrence:
    """The lines of the first date, on another one, at the same times of the clock. `fold` says which of two equal times
    is meant."""
    if on == first:
        return Occurrence(on, tuple(lines))
    trouble: NoSuchTime | TwiceThatTime | None = None
    moved = []
    for line in lines:
        instants = []
        for local in line.period.local(zone):
            wanted = local.replace(tzinfo=None, fold=0) + (on - first)
            try:
                instants.append(instant(wanted, zone, fold=fold))
            except (NoSuchTime, TwiceThatTime) as refusal:
                trouble = trouble or refusal
                # Of a time that does not exist the one an hour later, of two equal ones the first.
                instants.append(wanted.replace(tzinfo=zone).astimezone(UTC))
        start, end = instants
        if end <= start:  # the clock went back between them
            end = start + line.period.length
        moved.append(LineWish(line.facility_id, line.quantity, Period(start, end)))
    return Occurrence(on, tuple(moved), trouble)


def span_of(lines: Iterable[LineWish]) -> Period:
    periods = [line.period for line in lines]
    return Period(min(each.start for each in periods), max(each.end for each in periods))


def wall_span(lines: Sequence[LineWish], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Its first start and last end on the wall clock, naive."""
    start, end = span_of(lines).local(zone)
    return start.replace(tzinfo=None, fold=0), end.replace(tzinfo=None, fold=0)


def shifted(lines: Iterable[LineWish], by: timedelta) -> tuple[LineWish, ...]:
    """The same, so much time later."""
    return tuple(
        LineWish(line.facility_id, line.quantity, Period(line.period.start + by, line.period.end + by))
        for line in lines
    )


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """A date that is taken: `on` is the day of the rule, its lines may be at another time or of another thing."""

    on: date
    lines: tuple[LineWish, ...]


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """What is asked for, complete and frozen: `lines` are those of the first date of the rule, `dates` what is to be
    booked, `left_out` what is not. `price_digest` is that of all prices that were shown, in order."""

    organisation_id: int
    hub_id: int
    repeat: Repeat
    lines: tuple[LineWish, ...]
    dates: tuple[SeriesDate, ...]
    left_out: tuple[date, ...]
    purpose: str
    reference: str
    price_digest: str
    request_key: UUID
    visit: Visit = Visit()
    # What each of its dates is part of, such as a pilot that the organisation takes part in.
    part_of: Ref | None = None

    @property
    def wishes(self) -> list[LineWish]:
        """Of all dates."""
        return [line for each in self.dates for line in each.lines]

    def digest(self) -> str:
        """A hash of all but the key: the same key with another digest is another request and refused."""
        body = {
            "organisation": self.organisation_id,
            "hub": self.hub_id,
            "repeat": self.repeat.to_json(),
            "lines": plain(self.lines),
            "dates": [[each.on.isoformat(), plain(each.lines)] for each in self.dates],
            "left_out": [on.isoformat() for on in self.left_out],
            "purpose": self.purpose,
            "reference": self.reference,
            "price": self.price_digest,
            "visit": self.visit.to_json(),
            # As of a single booking: only where it was said.
            **({"part_of": str(self.part_of)} if self.part_of else {}),
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def plain(lines: Iterable[LineWish]) -> list[list[Any]]:
    return [
        [line.facility_id, line.quantity, line.period.start.isoformat(), line.period.end.isoformat()]
        for line in lines
    ]


def demand_apart(dates: Iterable[SeriesDate], turnaround: timedelta) -> None:
    """Raises `DatesOverlap` where one date is not over, and tidied up, before the next begins."""
    spans = sorted(span_of(each.lines) for each in dates)
    if any(earlier.end + turnaround > later.start for earlier, later in pairwise(spans)):
        raise DatesOverlap()


def demand_on_their_days(dates: Iterable[SeriesDate], zone: ZoneInfo) -> None:
    """Raises `DateElsewhere` for a date of which nothing begins on its day of the hub's clock."""
    for each in dates:
        if all(line.period.local(zone)[0].date() != each.on for line in each.lines):
            raise DateElsewhere(date=each.on.isoformat())


def in_all(digests: Iterable[str]) -> str:
    """One digest of many, in their order."""
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()
