"""What somebody is looking for, as values, and how much of it there may be."""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from bookings.rules.request import Visit
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.words import _

MOST_UNITS = 300
MOST_EXTRAS = 3
# Eighteen months, as far as openings are laid out.
MOST_DAYS = 550
SHORTEST, LONGEST = 5, 31 * 24 * 60
HOUR, DAY = 60, 24 * 60
LENGTHS = (
    *(30, HOUR, 90, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 10 * HOUR, 12 * HOUR),
    *(DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY),
)
# Kilometres as the crow flies.
RADII = (5, 10, 25, 40, 75, 100, 150)
EXACTLY, BETWEEN = "exactly", "between"


class Sort(StrEnum):
    SOONEST = "soonest"
    NEAREST = "nearest"
    PRICE = "price"


class PeriodTooLong(Refusal):
    code = "period_too_long"
    status = 400
    message = _("Look within 18 months at most: nothing can be booked further ahead.")


class LongerThanPeriod(Refusal):
    code = "longer_than_period"
    status = 400
    message = _("That is longer than the days you look in. Choose a shorter time or more days.")


@dataclass(frozen=True, slots=True)
class Extra:
    """So many of a kind, or of any kind of a family, at the same hub. `slot` is the question's field it came from."""

    quantity: int
    kind: str = ""
    family: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`when` is the phrase that the window came from; with `EXACTLY` the window is the booking itself. Empty texts and
    None mean: any; of `people` and `activity`: not said."""

    when: str
    window: Period
    minutes: int
    hours: tuple[time, time] | None = None
    kind: str = ""
    family: str = ""
    features: tuple[str, ...] = ()
    region: str = ""
    town: str = ""
    km: int | None = None
    quantity: int = 1
    extras: tuple[Extra, ...] = ()
    hub_id: int | None = None
    sort: Sort = Sort.SOONEST
    people: int | None = None
    activity: str = ""

    @property
    def is_exact(self) -> bool:
        return self.when == EXACTLY

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def visit(self) -> Visit:
        return Visit(people=self.people, activity=self.activity)


def check(window: Period, minutes: int) -> None:
    """Raises `PeriodTooLong`, `LongerThanPeriod`."""
    # Whole local days may be an hour longer.
    if window.length > timedelta(days=MOST_DAYS, hours=1):
        raise PeriodTooLong()
    if timedelta(minutes=minutes) > window.length:
        raise LongerThanPeriod()
