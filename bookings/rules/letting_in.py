"""Who of those who book may use what asks for an induction, and when: said before anything is booked. Pure.

What is answered here is what `bookings.rules.inducting` would say of the same things; docs/decisions/0105.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bookings.rules.gathering import common, either
from bookings.rules.inductions import Held
from bookings.rules.together import Ranges, instant_of, microseconds_of
from hub.kit.periods import Period

# Longer than anything lasts: what does not end.
FOREVER = microseconds_of(datetime.fromisoformat("9000-01-01T00:00:00+00:00"))
# By facility, the ids of the inductions that it and what is inside it ask for.
AskedBy: TypeAlias = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The next session with a free seat that gives an induction."""

    hub: str
    slug: str
    title: str
    period: Period
    zone_name: str


@dataclass(frozen=True, slots=True)
class Way:
    """An induction, whose it is, who of those who book holds it, and where it is taught next."""

    id: int
    name: str
    hub_name: str
    held: tuple[Held, ...] = ()
    lesson: Lesson | None = None

    def is_held(self, person_id: int, at: datetime) -> bool:
        return any(each.person_id == person_id and each.counts_at(at) for each in self.held)

    def held_in(self, person_id: int) -> Ranges:
        """The starts at which somebody holds it."""
        mine = [each for each in self.held if each.person_id == person_id]
        return either([[(microseconds_of(each.since), _last(each.until))] for each in mine])


@dataclass(frozen=True, slots=True)
class Need:
    """An induction that is asked for, and which of the things ask for it."""

    way: Way
    facility_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a booking asks of who comes: `lacking` is what its reader does not hold then; `colleague` holds all."""

    asked: tuple[Need, ...]
    lacking: tuple[Need, ...] = ()
    colleague: str = ""

    @property
    def is_barred(self) -> bool:
        """Nobody who may be named holds all that is asked for."""
        return bool(self.lacking) and not self.colleague


@dataclass(frozen=True, slots=True)
class Doors:
    """All that asks for an induction among what is looked at. `person_id` is who looks, nought for a visitor;
    `people`: by id the names of those who may be named."""

    asked: AskedBy = field(default_factory=dict)
    ways: Mapping[int, Way] = field(default_factory=dict)
    person_id: int = 0
    people: Mapping[int, str] = field(default_factory=dict)

    def starts(self, facility_id: int) -> Ranges | None:
        """The starts at which some one person holds all that a facility asks for; None where it asks for nothing."""
        ids = self.asked.get(facility_id)
        if not ids:
            return None
        ways = [self.ways[id_] for id_ in ids]
        return either([common([way.held_in(person) for way in ways]) for person in self._persons])

    def entry(self, facility_ids: Iterable[int], at: datetime) -> Entry | None:
        """Of what is booked together and begins then; None where nothing of it asks for anything."""
        by_way: dict[int, list[int]] = {}
        for facility_id in facility_ids:
            for id_ in self.asked.get(facility_id, ()):
                by_way.setdefault(id_, []).append(facility_id)
        if not by_way:
            return None
        asked = tuple(Need(self.ways[id_], tuple(ids)) for id_, ids in sorted(by_way.items()))
        lacking = tuple(each for each in asked if not each.way.is_held(self.person_id, at))
        holds_all = (
            name
            for id_, name in self.people.items()
            if all(each.way.is_held(id_, at) for each in asked) and id_ != self.person_id
        )
        return Entry(asked, lacking, next(holds_all, "") if lacking else "")

    def bars(self, facility_id: int, at: datetime) -> bool:
        starts = self.starts(facility_id)
        return starts is not None and not any(
            instant_of(first) <= at <= instant_of(last) for first, last in starts
        )

    @property
    def _persons(self) -> list[int]:
        return list(dict.fromkeys([self.person_id, *self.people]))


def _last(until: datetime | None) -> int:
    """The last start before it is over."""
    return microseconds_of(until) - 1 if until else FOREVER
