"""Everything that something needs, as baskets that can be booked: at each hub near, with what it lacks from others,
when all of it is free together, and what that costs. The number of statements grows with neither wants nor hubs; only
each other number of units that is wanted is asked for apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bookings.models.companions import needs_of
from bookings.models.company import company
from bookings.models.exactly import Fit
from bookings.models.letting_in import doors_of
from bookings.models.stock import Stocked, free_of, stock_of
from bookings.offers import NOTHING_SAID, distance_km, hub_facts, quoted
from bookings.proposals import MOST_TIMES, Missing, Part, Picked, Proposal, Wanted
from bookings.rules.company import Company, Party
from bookings.rules.gathering import (
    Gathering,
    Item,
    Lack,
    Shelves,
    Want,
    at_hub,
    fitting,
    from_others,
    splits,
)
from bookings.rules.letting_in import Doors, let_in
from bookings.rules.together import Comes, Thing
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from members.models import Organisation, User

# So many hubs are looked through: the nearest of those that have most of it.
MOST_HUBS = 24
MOST_SHOWN = 4
MOST_CHOICES = 12
ALTERNATIVES = 3


@dataclass
class Gatherer:
    """One question with all that may serve it. `open`: the same without what nobody who books was shown how to use;
    None where that is all of it."""

    asked: Wanted
    now: datetime
    stock: list[Stocked]
    shelves: Shelves
    company: Company
    doors: Doors
    open: Shelves | None

    @classmethod
    def of(
        cls, asked: Wanted, organisation: Organisation | None, person: User | None, now: datetime
    ) -> "Gatherer":
        stock = stock_of(kinds=(want.kind for want in asked.wants), minutes=asked.minutes, near=asked.near)
        stock = _nearest(stock, asked)
        by_hub: dict[int, list[Stocked]] = {}
        for each in stock:
            by_hub.setdefault(each.fit.hub_id, []).append(each)
        items = {hub_id: [each.item for each in its] for hub_id, its in by_hub.items()}
        free = free_of(
            stock=stock,
            numbers=_numbers(asked.wants, items.values()),
            minutes=asked.minutes,
            window=asked.window,
            hours=asked.hours,
            now=now,
        )
        names = {each.fit.facility_id: each.fit.name for each in stock}
        needs = needs_of(names) if names else {}
        them = company(needs=needs, names=names, window=asked.window, visit=NOTHING_SAID, now=now)
        shelves = Shelves(items, free, asked.minutes, _comes(them, timedelta(minutes=asked.minutes)))
        ids = {*names, *(need.companion.id for its in needs.values() for need in its)}
        doors = doors_of(facility_ids=ids, organisation=organisation, person=person, now=now)
        return cls(asked, now, stock, shelves, them, doors, let_in(shelves, doors))

    @property
    def hubs(self) -> dict[int, Stocked]:
        """One facility of each hub, that says where the hub is; the nearest first."""
        found: dict[int, Stocked] = {}
        for each in sorted(self.stock, key=lambda each: _distance(each.km)):
            found.setdefault(each.fit.hub_id, each)
        return found

    def gatherings(self) -> list[Gathering]:
        """The best of what hubs have: all of it at one hub before parts, what can be booked at once before what asks
        for an induction first, then the nearest, or without a point asked the soonest. Those shown have what they lack
        from others."""
        hubs = self.hubs
        found = []
        for hub_id, there in hubs.items():
            zone = ZoneInfo(there.fit.zone_name)
            for gathered, shelves in self._at(hub_id, zone):
                first = next(shelves.starts(gathered.shares, zone)).start
                barred = self.open is not None and shelves is self.shelves
                order = (len(gathered.lacks), barred, round(_distance(there.km), 1), first, hub_id)
                found.append((order, gathered, shelves))
        found.sort(key=lambda each: each[0])
        best = [each for each in found if not each[0][1]][: 2 * MOST_SHOWN]
        best += [each for each in found if each[0][1]][:MOST_SHOWN]
        completed = [(self._completed(each, shelves, hubs), shelves) for _order, each, shelves in best]
        # A part of it, where all of it could be had after an induction, is no way to get it.
        whole = {each.hub_id for each, _shelves in completed if not each.lacks}
        ways = [each for each, _shelves in completed if not each.lacks or each.hub_id not in whole]
        ways.sort(key=lambda each: (bool(each.lacks), self._is_barred(each)))
        ways = _each_once(ways)
        # The best that asks for an induction first is always among them: it may be next door.
        asking = [each for each in ways if not each.lacks and self._is_barred(each)][:1]
        shown = ways[:MOST_SHOWN]
        return shown if not asking or asking[0] in shown else [*shown[:-1], *asking]

    def _at(self, hub_id: int, zone: ZoneInfo) -> Iterator[tuple[Gathering, Shelves]]:
        """What a hub has that can be booked at once, and what it has beyond that."""
        found = self.open and at_hub(hub_id, self.asked.wants, self.open, zone)
        if found and self.open:
            yield found, self.open
            if not found.lacks:
                return
        everything = at_hub(hub_id, self.asked.wants, self.shelves, zone)
        if everything and (not found or len(everything.lacks) < len(found.lacks)):
            yield everything, self.shelves

    def _is_barred(self, found: Gathering) -> bool:
        """Whether a booking of it, at its first time, asks for an induction that nobody holds who books."""
        if self.open is None:
            return False
        hubs = {each.fit.facility_id: each.fit.hub_id for each in self.stock}
        first = next(self.shelves.starts(found.all_shares, ZoneInfo(self.hubs[found.hub_id].fit.zone_name)))
        by_hub: dict[int, list[int]] = {}
        for id_ in first.extras:
            by_hub.setdefault(hubs[id_], []).append(id_)
        entries = (self.doors.entry(ids, first.start) for ids in by_hub.values())
        return any(each is not None and each.is_barred for each in entries)

    def _completed(self, found: Gathering, shelves: Shelves, hubs: dict[int, Stocked]) -> Gathering:
        if not found.lacks:
            return found
        here = hubs[found.hub_id]
        others = [each for each in hubs.values() if each.fit.zone_name == here.fit.zone_name]
        if self.asked.near is None:
            others.sort(key=lambda each: _between(here.fit, each.fit))
        ids = [each.fit.hub_id for each in others]
        return from_others(found, ids, shelves, ZoneInfo(here.fit.zone_name))

    def proposal(self, found: Gathering) -> Proposal:
        """With its first time, and some others; not priced yet."""
        by_id = {each.fit.facility_id: each for each in self.stock}
        zone = ZoneInfo(self.hubs[found.hub_id].fit.zone_name)
        first = next(self.shelves.starts(found.all_shares, zone))
        # The other times are those of these very things: they are what the basket gets.
        fixed = [
            replace(share, candidates=tuple(each for each in share.candidates if each.facility_id == id_))
            for share, id_ in zip(found.all_shares, first.extras, strict=True)
        ]
        starts = [each.start for each in islice(self.shelves.starts(fixed, zone), MOST_TIMES)]
        length = timedelta(minutes=self.asked.minutes)
        lines: dict[int, list[Picked]] = {}
        for share, id_ in zip(found.all_shares, first.extras, strict=True):
            fit = by_id[id_].fit
            named = [
                each for each in share.want.named if each in by_id and by_id[each].fit.hub_id == fit.hub_id
            ]
            stand_in = bool(named) and id_ not in share.want.named
            barred = stand_in and all(self.doors.bars(each, first.start) for each in named)
            lines.setdefault(fit.hub_id, []).append(Picked(share.want, fit, share.size, stand_in, barred))
        period = Period(first.start, first.start + length)
        return Proposal(
            parts=tuple(self._part(picked, period, zone, by_id) for picked in lines.values()),
            missing=tuple(self._missing(lack, found.hub_id) for lack in found.lacks),
            times=tuple(_spread(starts, length, zone)),
            others=len(starts) - 1,
        )

    def _part(
        self, picked: Sequence[Picked], period: Period, zone: ZoneInfo, by_id: dict[int, Stocked]
    ) -> Part:
        wishes = tuple(LineWish(each.fit.facility_id, each.quantity, period) for each in picked)
        hub, party = picked[0].fit, Party(self.company, wishes, zone)
        entry = self.doors.entry((wish.facility_id for wish in party.coming.wishes), period.start)
        return Part(hub, by_id[hub.facility_id].km, tuple(picked), party, entry)

    def _missing(self, lack: Lack, hub_id: int) -> Missing:
        others = [
            each
            for each in sorted(self.stock, key=lambda each: _distance(each.km))
            if each.fit.kind == lack.want.kind and each.item.units and each.fit.hub_id != hub_id
        ]
        return Missing(lack, tuple((each.fit, each.km) for each in others[:ALTERNATIVES]))


def gather(
    *, asked: Wanted, organisation: Organisation | None, now: datetime, person: User | None = None
) -> list[Proposal]:
    """At most `MOST_SHOWN` baskets, the best first, each with the organisation's price or the list price, and what it
    asks of who comes: `person`, or a colleague whom they may name."""
    if not asked.wants:
        return []
    gatherer = Gatherer.of(asked, organisation, person, now)
    return _priced([gatherer.proposal(each) for each in gatherer.gatherings()], organisation, now)


def _priced(found: Sequence[Proposal], organisation: Organisation | None, now: datetime) -> list[Proposal]:
    """A constant number of queries for all parts of all of them."""
    parts = [part for each in found for part in each.parts]
    bundles = [Bundle(hub_facts(part.hub), part.party.coming.wishes) for part in parts]
    facts = iter(facts_of_bundles(bundles=bundles, organisation=organisation, now=now))
    out = []
    for each in found:
        priced = []
        for part in each.parts:
            quote, refusal = quoted(next(facts))
            priced.append(replace(part, quote=quote, refusal=refusal))
        out.append(replace(each, parts=tuple(priced)))
    return out


def _each_once(found: Sequence[Gathering]) -> list[Gathering]:
    """Two hubs that complete each other are one way to get it, not two."""
    seen: set[frozenset[tuple[int, frozenset[int]]]] = set()
    out = []
    for each in found:
        key = frozenset(
            (share.want.key, frozenset(thing.facility_id for thing in share.candidates))
            for share in each.all_shares
        )
        if key not in seen:
            out.append(each)
        seen.add(key)
    return out


def _nearest(stock: Sequence[Stocked], asked: Wanted) -> list[Stocked]:
    """Of the nearest hubs, those that have most of it first."""
    by_hub: dict[int, list[Stocked]] = {}
    for each in stock:
        by_hub.setdefault(each.fit.hub_id, []).append(each)

    def order(its: list[Stocked]) -> tuple[int, float, int]:
        items = [each.item for each in its]
        lacking = sum(1 for want in asked.wants if not splits(want, items))
        return lacking, _distance(its[0].km), its[0].fit.hub_id

    kept = {id(each) for its in sorted(by_hub.values(), key=order)[:MOST_HUBS] for each in its}
    return [each for each in stock if id(each) in kept]


def _numbers(wants: Iterable[Want], hubs: Iterable[Sequence[Item]]) -> dict[int, set[int]]:
    """By how many units which facilities are asked for so many."""
    numbers: dict[int, set[int]] = {}
    hubs = list(hubs)
    for want in wants:
        for items in hubs:
            for size in {size for sizes in splits(want, items) for size in sizes}:
                ids = {each.facility_id for each in fitting(want, items) if each.units >= size}
                numbers.setdefault(size, set()).update(ids)
    return numbers


def _comes(them: Company, length: timedelta) -> Callable[[ZoneInfo], Comes]:
    def at(zone: ZoneInfo) -> Comes:
        def comes(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
            return them.waits(those, at, length, zone)

        return comes

    return at


def _spread(starts: Iterable[datetime], length: timedelta, zone: ZoneInfo) -> Iterator[Period]:
    """Of each day the first of the morning, the afternoon and the evening."""
    parts: dict[tuple[date, int], datetime] = {}
    for each in starts:
        local = each.astimezone(zone)
        parts.setdefault((local.date(), 0 if local.hour < 12 else 1 if local.hour < 18 else 2), each)
    for each in islice(parts.values(), MOST_CHOICES):
        yield Period(each, each + length)


def _distance(km: float | None) -> float:
    return km if km is not None else 0.0


def _between(one: Fit, other: Fit) -> float:
    return distance_km((one.latitude, one.longitude), (other.latitude, other.longitude))
