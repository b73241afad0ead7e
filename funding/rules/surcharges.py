"""What the evening, a Sunday or a public holiday costs on top of the rate card.

An amount for each begun hour, not a percentage of the price: with a percentage of the whole, more time outside the
evening could make the whole cheaper; and hours can be counted by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any, Self
from zoneinfo import ZoneInfo

from funding.rules.time import billable_minutes
from funding.rules.windows import ClockWindow, stretches
from hub.kit.periods import Period

Names = tuple[tuple[str, str], ...]
"""A name in each language: (("nl", "Avond"), ("en", "Evening"))."""


@dataclass(frozen=True, slots=True)
class SurchargeFacts:
    """On which days (ISO weekdays, 1 is Monday; `holidays` adds public holidays) and between which times on the hub's
    clock a begun hour of one unit costs so many cents more."""

    names: Names
    weekdays: frozenset[int]
    holidays: bool
    starts: time
    ends: time
    cents: int

    def to_json(self) -> dict[str, Any]:
        return {
            "names": dict(self.names),
            "weekdays": sorted(self.weekdays),
            "holidays": self.holidays,
            "starts": self.starts.isoformat("minutes"),
            "ends": self.ends.isoformat("minutes"),
            "cents": self.cents,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            tuple(kept["names"].items()),
            frozenset(kept["weekdays"]),
            kept["holidays"],
            time.fromisoformat(kept["starts"]),
            time.fromisoformat(kept["ends"]),
            kept["cents"],
        )


@dataclass(frozen=True, slots=True)
class Surcharged:
    """A surcharge that counts: so many begun hours at `cents` each."""

    names: Names
    hours: int
    cents: int


def surcharged(
    period: Period, zone: ZoneInfo, surcharges: Iterable[SurchargeFacts], holidays: frozenset[date]
) -> tuple[Surcharged, ...]:
    """Those that a period meets, each on its own; a minute may fall under several."""
    found = []
    for each in surcharges:
        window = ClockWindow(each.starts, each.ends)
        stretched = stretches(window, period, zone, partial(_counts, surcharge=each, holidays=holidays))
        minutes = sum(billable_minutes(stretch, zone) for stretch in stretched)
        if minutes:
            found.append(Surcharged(each.names, -(-minutes // 60), each.cents))
    return tuple(found)


def _counts(day: date, surcharge: SurchargeFacts, holidays: frozenset[date]) -> bool:
    return day.isoweekday() in surcharge.weekdays or (surcharge.holidays and day in holidays)
