"""Hours that a hub gives in kind: what is left of a pledge, and what a line has of it. All in minutes of units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

Hours = tuple[int, date]
"""Of which pledge, and of which calendar month (its first day)."""


@dataclass(frozen=True, slots=True)
class PledgeFacts:
    """A pledge on the day of a line, with what is left of the month: for everybody, and for who asks (None: no
    limit)."""

    id: int
    since: date
    month: date
    left_minutes: int
    organisation_left_minutes: int | None = None
    # Empty for every organisation that has a band.
    bands: frozenset[str] = frozenset()

    @property
    def hours(self) -> Hours:
        return self.id, self.month

    def more(self, minutes: int) -> Self:
        """With so many more left, or fewer; never less than none."""
        mine = self.organisation_left_minutes
        return replace(
            self,
            left_minutes=max(self.left_minutes + minutes, 0),
            organisation_left_minutes=None if mine is None else max(mine + minutes, 0),
        )


@dataclass(frozen=True, slots=True)
class InKind:
    """What of a line is given in kind, and the part of its gap that this carries."""

    pledge_id: int
    month: date
    minutes: int
    cents: int

    @property
    def hours(self) -> Hours:
        return self.pledge_id, self.month

    def cut(self, quantity: int, of: int) -> Self | None:
        """Of so many units of a line, rounded down; None where that is no minute, or not a cent."""
        minutes, cents = self.minutes * quantity // of, self.cents * quantity // of
        return replace(self, minutes=minutes, cents=cents) if minutes and cents else None

    def less(self, other: Self | None) -> Self | None:
        """What is given up of it when so much stays."""
        if other is None:
            return self
        minutes = self.minutes - other.minutes
        return replace(self, minutes=minutes, cents=self.cents - other.cents) if minutes else None

    def to_json(self) -> dict[str, Any]:
        return {
            "pledge_id": self.pledge_id,
            "month": self.month.isoformat(),
            "minutes": self.minutes,
            "cents": self.cents,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Self | None:
        if not kept:
            return None
        month = date.fromisoformat(kept["month"])
        return cls(kept["pledge_id"], month, kept["minutes"], kept["cents"])


def minutes_of(given: Iterable[InKind | None]) -> dict[Hours, int]:
    """Together, by pledge and month."""
    out: dict[Hours, int] = {}
    for each in given:
        if each:
            out[each.hours] = out.get(each.hours, 0) + each.minutes
    return out


def difference(after: Mapping[Hours, int], before: Mapping[Hours, int]) -> dict[Hours, int]:
    """By how much the minutes rise or fall, where they do."""
    moved = {hours: after.get(hours, 0) - before.get(hours, 0) for hours in {*after, *before}}
    return {hours: minutes for hours, minutes in sorted(moved.items()) if minutes}
