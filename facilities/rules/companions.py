"""What a facility brings along: somebody who runs the desk, a first-aider, who opens and who closes. Pure.

A requirement has one reason. Several reasons for the same companion are several requirements.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from facilities.rules.public_holidays import is_holiday
from hub.kit.words import _

MOST_REQUIREMENTS = 10
MOST_PEOPLE = 10_000
MOST_HOURS = 168
WEEK = frozenset(range(1, 8))


class Activity(StrEnum):
    """What a group comes to do, as far as a house has rules about it."""

    REHEARSAL = "rehearsal"
    RECORDING = "recording"
    PERFORMANCE = "performance"
    WORKSHOP = "workshop"
    OTHER = "other"


ACTIVITIES = {
    Activity.REHEARSAL: _("rehearsal"),
    Activity.RECORDING: _("recording"),
    Activity.PERFORMANCE: _("performance"),
    Activity.WORKSHOP: _("workshop"),
    Activity.OTHER: _("something else"),
}


class Why(StrEnum):
    ALWAYS = "always"
    PEOPLE = "people"
    AFTER = "after"
    BEFORE = "before"
    LONGER = "longer"
    ACTIVITY = "activity"
    WEEKDAY = "weekday"


class Span(StrEnum):
    """For the whole time, or for an hour at its beginning or end."""

    WHOLE = "whole"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """`people` is the number from which it counts, `at` a time on the hub's clock, `hours` the length over which,
    `weekdays` ISO weekdays (1 is Monday), `holidays` adds public holidays; each belongs to its own reason. `each`: for
    every facility and unit anew."""

    companion_id: int
    why: Why
    quantity: int = 1
    span: Span = Span.WHOLE
    each: bool = False
    people: int | None = None
    at: time | None = None
    hours: int | None = None
    activity: str = ""
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it says what its reason needs, and no more."""
        said = {
            name for name in ("people", "at", "hours", "activity") if getattr(self, name) not in (None, "")
        }
        if self.weekdays or self.holidays:
            said.add("days")
        if not self.weekdays <= WEEK:
            return False
        # Before midnight is the whole day: that is "always".
        return said == NEEDS[self.why] and not (self.why is Why.BEFORE and self.at == time())

    def counts_on(self, day: date, holidays_of: str) -> bool:
        """Of a rule about days; `holidays_of` is where the hub's public holidays are those of."""
        return day.isoweekday() in self.weekdays or (self.holidays and is_holiday(day, holidays_of))


NEEDS: dict[Why, set[str]] = {
    Why.ALWAYS: set(),
    Why.PEOPLE: {"people"},
    Why.AFTER: {"at"},
    Why.BEFORE: {"at"},
    Why.LONGER: {"hours"},
    Why.ACTIVITY: {"activity"},
    Why.WEEKDAY: {"days"},
}
