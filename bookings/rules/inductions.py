"""Whose induction counts, and whether it does on a day. Pure; docs/decisions/0101 says why so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.rules.request import Visit


@dataclass(frozen=True, slots=True)
class Who:
    """Who will be there: a person of the organisation. `booking_id` where it is booked already, because somebody may
    have let it be without; `waived`: the hub's people let it be as they book it. Nobody has the number nought, so who
    is not known holds nothing."""

    person_id: int = 0
    organisation_id: int = 0
    booking_id: int | None = None
    waived: bool = False

    def named(self, visit: Visit) -> "Who":
        """The colleague who was named instead, if one was."""
        return self if visit.used_by_id is None else replace(self, person_id=visit.used_by_id)


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's induction; without an `until` it does not end."""

    person_id: int
    since: datetime
    until: datetime | None = None

    def counts_at(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """An induction that a facility, or something inside it, asks for, by its name in the reader's words: who of the
    organisation holds it, which bookings are let be without, and when the next session with a free seat is."""

    id: int
    name: str
    held: tuple[Held, ...] = ()
    waived: frozenset[int] = frozenset()
    next_at: datetime | None = None

    def lets_in(self, who: Who, at: datetime) -> bool:
        """Who comes holds it when it begins."""
        if who.waived or who.booking_id in self.waived:
            return True
        return any(each.person_id == who.person_id and each.counts_at(at) for each in self.held)


def lacking(asked: Iterable[Asked], who: Who, at: datetime) -> Asked | None:
    """The first that who comes does not hold then."""
    return next((each for each in asked if not each.lets_in(who, at)), None)
