"""Whether those who must come along can come, at a time that suits the thing itself. Pure.

What is answered here is what admission would say of the same lines; stretches are microseconds since 1970 UTC, sorted
and apart, as the database gives them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bookings.rules.companions import Asked, Kept, Owed, owed, perhaps, with_owed
from bookings.rules.grid import MINUTE
from bookings.rules.leaves import Want, choose
from bookings.rules.reasons import HOUR, Need, Reason, next_change
from bookings.rules.request import Visit
from bookings.rules.together import NEVER, Ranges, Thing, instant_of, microseconds_of
from funding.rules.lines import LineWish
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class PresentLeaf:
    """Of one leaf: how many units one of the facility takes, and when each of its units, the lowest first, may be had:
    open, not taken, neither too soon nor too far ahead. `turnaround` is the longer of the two."""

    id: int
    each: int
    turnaround: timedelta
    units: tuple[tuple[int, Ranges], ...]

    def free(self, period: Period) -> tuple[int, ...]:
        start, end = microseconds_of(period.start), microseconds_of(period.end)
        return tuple(unit for unit, stretches in self.units if _covers(stretches, start, end))

    def next_start(self, after: datetime) -> datetime | None:
        """When the next stretch of any unit begins."""
        moment = microseconds_of(after)
        later = []
        for _unit, stretches in self.units:
            number = bisect_right(stretches, moment, key=_first)
            if number < len(stretches):
                later.append(stretches[number][0])
        return instant_of(min(later)) if later else None


@dataclass(frozen=True, slots=True)
class Presence:
    """When a facility can come along; without leaves never."""

    max_minutes: int
    leaves: tuple[PresentLeaf, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """What is booked together in the end. `again`: None when all of it can be had, else before when it cannot.
    `perhaps`: why more may have to come, which depends on what was not said."""

    kept: tuple[Kept, ...]
    again: datetime | None = None
    perhaps: tuple[Reason, ...] = ()

    @property
    def wishes(self) -> tuple[LineWish, ...]:
        return tuple(each.wish for each in self.kept)

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Who comes along, and why."""
        return tuple(owed for each in self.kept for owed in each.owed)


@dataclass
class Company:
    """What facilities need, what they are called, and when those who come along can; for one visit."""

    needs: Mapping[int, tuple[Need, ...]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    presences: Mapping[int, Presence] = field(default_factory=dict)
    visit: Visit = Visit()
    _waiting: dict[tuple[datetime, tuple[tuple[int, int], ...]], datetime | None] = field(
        default_factory=dict
    )

    def waits(
        self, things: Sequence[Thing], at: datetime, length: timedelta, zone: ZoneInfo
    ) -> datetime | None:
        """Whether whoever must come can, when these start together and are free by themselves: None, or before when
        not. Of many with the same needs it is worked out once."""
        bringing = [each for each in things if each.facility_id in self.needs]
        if not bringing:
            return None
        simple = len(bringing) == 1 and not any(each.facility_id in self.presences for each in things)
        asking = bringing if simple else things
        key = (at, tuple((self._mark(each, simple), each.quantity) for each in asking))
        if key not in self._waiting:
            period = Period(at, at + length)
            wishes = [LineWish(each.facility_id, each.quantity, period) for each in asking]
            self._waiting[key] = self.look(wishes, zone).again
        return self._waiting[key]

    def _mark(self, thing: Thing, simple: bool) -> int:
        """Who needs the same has the same object (`needs_of`); by itself nothing else of a thing decides."""
        return id(self.needs[thing.facility_id]) if simple else thing.facility_id

    def look(self, wishes: Sequence[LineWish], zone: ZoneInfo) -> Coming:
        """The wishes, which start together and are free by themselves, with whoever must come along."""
        if not any(wish.facility_id in self.needs for wish in wishes):
            return Coming(tuple(Kept(wish, number) for number, wish in enumerate(wishes)))
        return self._look(tuple(wishes), zone)

    def _look(self, wishes: tuple[LineWish, ...], zone: ZoneInfo) -> Coming:
        people, activity = self.visit.people, self.visit.activity
        asked = [
            Asked(self.names[id_], wish.quantity, wish.period, self.needs.get(id_, ()))
            for wish in wishes
            for id_ in (wish.facility_id,)
        ]
        kept = with_owed(wishes, owed(asked, people=people, activity=activity, zone=zone))
        booked = [each.wish for each in kept]
        unsaid = perhaps(asked, booked, people=people, activity=activity, zone=zone)
        return Coming(kept, self._again(kept, wishes[0].period.start, zone), unsaid)

    def _again(self, kept: Sequence[Kept], at: datetime, zone: ZoneInfo) -> datetime | None:
        waits = [wait for each in kept if each.owed for wait in self._waits(each, at, zone)]
        if not waits and self._enough_for_all(kept):
            return None
        return max([*waits, at + MINUTE])

    def _waits(self, each: Kept, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Nothing when the line can be had; else the earliest start that may change that: a unit becomes free, or the
        reason is gone."""
        wish, presence = each.wish, self.presences.get(each.wish.facility_id)
        scarce = [
            leaf
            for leaf in (presence.leaves if presence else ())
            if len(leaf.free(wish.period)) < leaf.each * wish.quantity
        ]
        if presence and presence.leaves and not scarce:
            if wish.period.minutes > presence.max_minutes:
                # Another start may lie differently on the companion's grid.
                yield at + MINUTE
            return
        ways = [next_change(reason.requirement, at, zone) for owed in each.owed for reason in owed.reasons]
        if scarce:
            # A line moves with the start, but for what the grid makes of both of its ends.
            slack = 2 * (timedelta(minutes=each.owed[0].companion.grid_minutes) + HOUR)
            free = max(leaf.next_start(wish.period.start) or NEVER for leaf in scarce)
            ways.append(free if free == NEVER else at + (free - wish.period.start) - slack)
        yield min((way for way in ways if way), default=NEVER)

    def _enough_for_all(self, kept: Sequence[Kept]) -> bool:
        """Whether lines that take of the same leaf find units together."""
        wants: dict[int, list[Want]] = {}
        taking = Counter(
            leaf.id
            for each in kept
            if each.wish.facility_id in self.presences
            for leaf in self.presences[each.wish.facility_id].leaves
        )
        for wish in (each.wish for each in kept if each.wish.facility_id in self.presences):
            for leaf in self.presences[wish.facility_id].leaves:
                if taking[leaf.id] > 1:
                    needed = wish.period.widened(after=leaf.turnaround)
                    want = Want(leaf.each * wish.quantity, leaf.free(wish.period), needed)
                    wants.setdefault(leaf.id, []).append(want)
        return all(choose(of_leaf) is not None for of_leaf in wants.values())


@dataclass(frozen=True)
class Party:
    """Things that start together and are free by themselves, the main one first. Who comes along is worked out only for
    those that somebody gets to see."""

    company: Company = field(repr=False, compare=False)
    wishes: tuple[LineWish, ...]
    zone: ZoneInfo

    @cached_property
    def coming(self) -> Coming:
        return self.company.look(self.wishes, self.zone)

    @property
    def period(self) -> Period:
        return self.wishes[0].period


def _covers(stretches: Ranges, start: int, end: int) -> bool:
    number = bisect_right(stretches, start, key=_first) - 1
    return number >= 0 and stretches[number][1] >= end


def _first(each: tuple[int, int]) -> int:
    return each[0]
