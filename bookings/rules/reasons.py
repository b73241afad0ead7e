"""Why somebody must come along, in words, and when such a reason counts. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from facilities.rules.companions import ACTIVITIES, Activity, Requirement, Span, Why
from funding.rules.time import DAY, local_day
from funding.rules.windows import ClockWindow, stretches
from hub.kit.periods import Period
from hub.kit.saying import on_days
from hub.kit.words import _

HOUR = timedelta(hours=1)
MIDNIGHT = time()
CLOCK = (Why.AFTER, Why.BEFORE, Why.WEEKDAY)


@dataclass(frozen=True, slots=True)
class Companion:
    """A facility that comes along, as its rules of time see it."""

    id: int
    name: str
    grid_minutes: int
    min_minutes: int
    turnaround: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Inside:
    """A part that has a rule: `path` are the ids on the way down to it, itself the last; the whole has it so many
    `times`, and so many of the companion are `there` in the whole already."""

    name: str
    path: tuple[int, ...]
    times: int = 1
    there: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """`holidays_of`: whose public holidays are those of the house (`facilities.rules.public_holidays`). `inside`: whose
    rule it is, when it is that of a part."""

    requirement: Requirement
    companion: Companion
    holidays_of: str = ""
    inside: Inside | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a companion is owed: `str()` says it in the reader's language, `code` is for machines. `part` is the name of
    the part whose rule it is, empty where it is the facility's own."""

    requirement: Requirement
    companion: str
    facility: str
    part: str = ""

    @property
    def code(self) -> str:
        return self.requirement.why.value

    def __str__(self) -> str:
        asked = self.requirement
        facts = {
            "companion": self.companion,
            "facility": self._where,
            "people": asked.people,
            "clock": f"{asked.at:%H:%M}" if asked.at else "",
            "hours": asked.hours,
            "activity": ACTIVITIES[Activity(asked.activity)] if asked.activity else "",
            "days": on_days(asked.weekdays, holidays=asked.holidays),
        }
        why = str(WORDS[asked.why]) % facts
        return why if asked.span is Span.WHOLE else f"{why} {SPANS[asked.span]}"

    @property
    def _where(self) -> str:
        return str(PART) % {"part": self.part, "whole": self.facility} if self.part else self.facility


WORDS = {
    Why.ALWAYS: _("%(companion)s always comes with %(facility)s."),
    Why.PEOPLE: _("%(companion)s is needed at %(facility)s from %(people)d people on."),
    Why.AFTER: _("%(companion)s is needed at %(facility)s after %(clock)s."),
    Why.BEFORE: _("%(companion)s is needed at %(facility)s before %(clock)s."),
    Why.LONGER: _("%(companion)s is needed at %(facility)s for more than %(hours)d hours."),
    Why.ACTIVITY: _("%(companion)s is needed at %(facility)s for this: %(activity)s."),
    Why.WEEKDAY: _("%(companion)s is needed at %(facility)s on these days: %(days)s."),
}
PART = _("%(part)s (part of %(whole)s)")
SPANS = {Span.FIRST: _("For the first hour."), Span.LAST: _("For the last hour.")}


def asks_people(needs: Iterable[Need]) -> bool:
    return any(each.requirement.why is Why.PEOPLE for each in needs)


def asks_activity(needs: Iterable[Need]) -> bool:
    return any(each.requirement.why is Why.ACTIVITY for each in needs)


def depends_on_unsaid(need: Need, people: int | None, activity: str) -> bool:
    """Whether it would have to be known how many come, or what for."""
    why = need.requirement.why
    return (why is Why.PEOPLE and people is None) or (why is Why.ACTIVITY and not activity)


def may_count(need: Need, people: int | None, activity: str) -> bool:
    """Whether there are times at which it counts, for so many people with this to do."""
    asked = need.requirement
    if asked.why is Why.PEOPLE:
        return people is not None and asked.people is not None and people >= asked.people
    return asked.why is not Why.ACTIVITY or activity == asked.activity


def counts(need: Need, period: Period, people: int | None, activity: str, zone: ZoneInfo) -> bool:
    """Whether a line at this time has a reason to bring the companion along."""
    asked = need.requirement
    match asked.why:
        case Why.ALWAYS | Why.PEOPLE | Why.ACTIVITY:
            return may_count(need, people, activity)
        case Why.LONGER:
            return asked.hours is not None and period.length > asked.hours * HOUR
        case Why.WEEKDAY:
            return any(asked.counts_on(day, need.holidays_of) for day in _days(period, zone))
        case _:
            # "After" lasts until midnight, "before" begins there.
            at = asked.at or MIDNIGHT
            window = ClockWindow(at, MIDNIGHT) if asked.why is Why.AFTER else ClockWindow(MIDNIGHT, at)
            return period.length >= 2 * DAY or any(True for _stretch in stretches(window, period, zone))


def _days(period: Period, zone: ZoneInfo) -> Iterator[date]:
    """The local days on which any of it lies."""
    day, last = local_day(period.start, zone), local_day(period.end - timedelta.resolution, zone)
    while day <= last:
        yield day
        day += DAY


def next_change(asked: Requirement, start: datetime, zone: ZoneInfo) -> datetime | None:
    """Of a rule that counts for a line from `start` on: the earliest later start at which it may no longer count. None
    where the clock has nothing to do with it."""
    if asked.why not in CLOCK:
        return None
    day = local_day(start, zone)
    clocks = {MIDNIGHT, (asked.at or MIDNIGHT) if asked.why is Why.BEFORE else MIDNIGHT}
    changes = (datetime.combine(day + DAY * number, clock, zone) for number in (0, 1) for clock in clocks)
    return min(change.astimezone(UTC) for change in changes if change > start)
