"""What is free somewhere within a period, together with what is wanted with it: docs/availability.md tells how.

One statement finds who may serve at all; the starts of all of them are one statement more for each number of units
that is wanted. So the number of statements grows with neither facilities nor hubs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bookings.models.companions import needs_of
from bookings.models.company import company
from bookings.models.exactly import FITTING, KM, Fit, Wanted
from bookings.models.free_time import Hours, start_ranges
from bookings.rules.ahead import clipped, limits
from bookings.rules.company import Company, Party
from bookings.rules.question import Extra
from bookings.rules.reasons import Need
from bookings.rules.request import Visit
from bookings.rules.together import (
    Ranges,
    Thing,
    Together,
    lies_on_grid,
    starts_together,
)
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from hub.kit.sql import rows

# Long periods are looked through in parts that grow: most have something in the first.
PARTS = (timedelta(days=8), timedelta(days=24), timedelta(days=96))

# Whoever has too few units at all is not looked through.
ENOUGH = """NOT EXISTS (
    SELECT FROM facilities_leaf l
    WHERE l.whole_id = f.id AND l.quantity * {number} > (
        SELECT count(*) FROM facilities_unit u WHERE u.facility_id = l.leaf_id AND u.state = 'in_service'
    )
)"""

CANDIDATES = f"""
WITH main AS MATERIALIZED (
    SELECT f.id, f.hub_id, 0 AS wish
    FROM facilities_facility f
    JOIN facilities_hub hub ON hub.id = f.hub_id
    JOIN facilities_kind kind ON kind.id = f.kind_id
    JOIN members_region region ON region.id = hub.region_id
    WHERE {FITTING} AND {ENOUGH.format(number="%(quantity)s::int")}
), extra AS MATERIALIZED (
    SELECT f.id, f.hub_id, wish.position::int AS wish
    FROM unnest(%(kinds)s::text[], %(families)s::text[], %(numbers)s::int[])
        WITH ORDINALITY AS wish (kind, family, number, position)
    JOIN facilities_kind kind ON wish.kind IN ('', kind.slug) AND wish.family IN ('', kind.family)
    JOIN facilities_facility f ON f.kind_id = kind.id
    WHERE f.state = 'live' AND (f.hub_id IN (SELECT hub_id FROM main)) IS TRUE
        AND %(minutes)s::int BETWEEN f.min_minutes AND f.max_minutes AND {ENOUGH.format(number="wish.number")}
), whole AS MATERIALIZED (
    -- Only hubs that have something for each wish.
    SELECT hub_id FROM extra GROUP BY hub_id HAVING count(DISTINCT wish) = cardinality(%(kinds)s::text[])
)
SELECT candidate.wish, f.grid_minutes, f.notice_minutes, f.horizon_days,
    CASE WHEN %(latitude)s::float8 IS NOT NULL THEN {KM} END,
    ARRAY(SELECT l.leaf_id FROM facilities_leaf l WHERE l.whole_id = f.id),
    f.id, 0, f.name, kind.slug, kind.family, kind.position, town.name,
    hub.id, hub.slug, hub.name, hub.zone_name, hub.gap_policy, hub.municipality_id, hub.region_id,
    hub.latitude::float8, hub.longitude::float8
FROM (SELECT * FROM main UNION ALL SELECT * FROM extra) AS candidate
JOIN facilities_facility f ON f.id = candidate.id
JOIN facilities_kind kind ON kind.id = f.kind_id
JOIN facilities_hub hub ON hub.id = f.hub_id
JOIN members_municipality town ON town.id = hub.municipality_id
WHERE cardinality(%(kinds)s::text[]) = 0 OR (candidate.hub_id IN (SELECT hub_id FROM whole)) IS TRUE
ORDER BY candidate.wish, kind.position, f.name, f.id
"""


@dataclass(frozen=True, slots=True)
class Somewhere:
    """What is wanted, for how long, within which period and hours of the day, with which extras of the same hub; and
    what was said of who comes and for what."""

    wanted: Wanted
    minutes: int
    window: Period
    hours: Hours | None = None
    extras: tuple[Extra, ...] = ()
    visit: Visit = Visit()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A facility that may serve a wish: 0 is the thing itself, from 1 on the extras. `km` from the point asked;
    `leaves`: whose units it takes."""

    wish: int
    grid_minutes: int
    notice_minutes: int
    horizon_days: int
    km: float | None
    leaves: frozenset[int]
    fit: Fit


@dataclass(frozen=True, slots=True)
class There:
    """A start of one facility; `extras` are, wish by wish, the facilities that serve them then, and `party` is all of
    it together."""

    candidate: Candidate
    start: datetime
    extras: tuple[int, ...]
    party: Party


@dataclass(frozen=True, slots=True)
class Things:
    """When each is free: the things themselves by id, the extras by hub and wish, in the hub's own order; and those who
    may have to come along."""

    company: Company
    mains: dict[int, Thing] = field(default_factory=dict)
    extras: dict[tuple[int, int], list[Thing]] = field(default_factory=dict)


@dataclass
class Looking:
    """One question with those who may serve it."""

    asked: Somewhere
    now: datetime
    candidates: list[Candidate]
    needs: dict[int, tuple[Need, ...]] = field(default_factory=dict)
    _limits: dict[tuple[str, int, int], tuple[int, int]] = field(default_factory=dict)
    _zones: dict[str, ZoneInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Somewhere, now: datetime) -> "Looking":
        values = {
            **asked.wanted.values(),
            "minutes": asked.minutes,
            "kinds": [each.kind for each in asked.extras],
            "families": [each.family for each in asked.extras],
            "numbers": [each.quantity for each in asked.extras],
        }
        found = [
            Candidate(wish, grid, notice, horizon, km, frozenset(leaves), Fit(*fit))
            for wish, grid, notice, horizon, km, leaves, *fit in rows(CANDIDATES, values)
        ]
        found = [each for each in found if lies_on_grid(asked.minutes, each.grid_minutes)]
        needs = needs_of(each.fit.facility_id for each in found) if found else {}
        return cls(asked, now, found, needs)

    @property
    def mains(self) -> list[Candidate]:
        return [each for each in self.candidates if each.wish == 0]

    def first(self, enough: int | None = None) -> list[There]:
        """Each facility's first start in the period. With `enough`, later parts of a long period are left out once so
        many are found: those are the soonest."""
        found: list[There] = []
        left = self.mains
        for part in self.parts():
            there = self.firsts(left, part)
            found += there
            left = without(left, there)
            if not left or (enough is not None and len(found) >= enough):
                break
        return found

    def firsts(self, mains: Sequence[Candidate], part: Period) -> list[There]:
        """Of these the first start in a part of the period."""
        things = self._things(mains, part)
        there = [(each, next(self._starts(each, things), None)) for each in mains]
        return [self._there(each, first, things) for each, first in there if first]

    def times(self, facility_ids: Iterable[int], most: int) -> dict[int, list[There]]:
        """By facility its first starts in the whole period, so many at most."""
        wanted = set(facility_ids)
        mains = [each for each in self.mains if each.fit.facility_id in wanted]
        things = self._things(mains, self.asked.window)
        return {
            each.fit.facility_id: [
                self._there(each, at, things) for at in islice(self._starts(each, things), most)
            ]
            for each in mains
        }

    def parts(self) -> Iterator[Period]:
        """The period in parts, soonest first."""
        window, length = self.asked.window, timedelta(minutes=self.asked.minutes)
        start = max(window.start, min(self.now, window.end - length))
        for size in PARTS:
            if start + size + length >= window.end:
                break
            # A booking that starts at the end of a part reaches beyond it.
            yield Period(start, start + size + length)
            start += size
        yield Period(start, window.end)

    def _starts(self, main: Candidate, things: "Things") -> Iterator[Together]:
        thing = things.mains.get(main.fit.facility_id)
        hub, wishes = main.fit.hub_id, range(1, len(self.asked.extras) + 1)
        extras = [things.extras.get((hub, wish), []) for wish in wishes]
        if thing is None or not all(extras):
            return iter(())
        zone, minutes = self._zone(main.fit.zone_name), self.asked.minutes
        if not self.needs:
            return starts_together(thing, extras, minutes=minutes, zone=zone)

        def comes(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
            return things.company.waits(those, at, timedelta(minutes=minutes), zone)

        return starts_together(thing, extras, minutes=minutes, zone=zone, comes=comes)

    def _there(self, main: Candidate, at: Together, things: "Things") -> There:
        period = Period(at.start, at.start + timedelta(minutes=self.asked.minutes))
        numbers = (self.asked.wanted.quantity, *(each.quantity for each in self.asked.extras))
        ids = (main.fit.facility_id, *at.extras)
        wishes = tuple(LineWish(id_, number, period) for id_, number in zip(ids, numbers, strict=True))
        return There(main, at.start, at.extras, Party(things.company, wishes, self._zone(main.fit.zone_name)))

    def _things(self, mains: Sequence[Candidate], window: Period) -> "Things":
        asked = self.with_extras(mains)
        ranges = self._ranges(asked, window)
        names = {each.fit.facility_id: each.fit.name for each in asked}
        visit = self.asked.visit
        things = Things(company(needs=self.needs, names=names, window=window, visit=visit, now=self.now))
        for each in asked:
            free = self._allowed(each, ranges.get((self._number(each), each.fit.facility_id), ()))
            if free:
                id_ = each.fit.facility_id
                thing = Thing(id_, each.grid_minutes, free, each.leaves, self._number(each))
                if each.wish:
                    things.extras.setdefault((each.fit.hub_id, each.wish), []).append(thing)
                else:
                    things.mains[id_] = thing
        return things

    def with_extras(self, mains: Sequence[Candidate]) -> list[Candidate]:
        """These facilities and all that may serve beside them."""
        hubs = {each.fit.hub_id for each in mains}
        return [*mains, *(each for each in self.candidates if each.wish and each.fit.hub_id in hubs)]

    def _ranges(self, asked: Iterable[Candidate], window: Period) -> dict[tuple[int, int], Ranges]:
        """By number of units wanted and facility, when so many are free: a statement for each number."""
        by_number: dict[int, set[int]] = {}
        for each in asked:
            by_number.setdefault(self._number(each), set()).add(each.fit.facility_id)
        out: dict[tuple[int, int], Ranges] = {}
        for number, ids in sorted(by_number.items()):
            found = start_ranges(
                facility_ids=ids,
                length=timedelta(minutes=self.asked.minutes),
                quantity=number,
                window=window,
                now=self.now,
                hours=self.asked.hours,
            )
            out.update({(number, id_): ranges for id_, ranges in found.items()})
        return out

    def _number(self, each: Candidate) -> int:
        return self.asked.extras[each.wish - 1].quantity if each.wish else self.asked.wanted.quantity

    def _allowed(self, each: Candidate, ranges: Ranges) -> Ranges:
        return clipped(ranges, *self._limit(each))

    def _limit(self, each: Candidate) -> tuple[int, int]:
        """The same for all with the same notice and horizon."""
        key = (each.fit.zone_name, each.notice_minutes, each.horizon_days)
        if key not in self._limits:
            zone = self._zone(each.fit.zone_name)
            self._limits[key] = limits(
                each.notice_minutes, each.horizon_days, self.asked.minutes, zone, self.now
            )
        return self._limits[key]

    def _zone(self, name: str) -> ZoneInfo:
        if name not in self._zones:
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]


def without(mains: Iterable[Candidate], there: Iterable[There]) -> list[Candidate]:
    """Those that have no start yet."""
    found = {each.candidate.fit.facility_id for each in there}
    return [each for each in mains if each.fit.facility_id not in found]
