"""Everything that something needs, gathered: at one hub as far as that goes, the rest elsewhere at the same time. Pure.

What is wanted is so many of a kind. A hub serves that with one facility that has so many units, or with several; a
*share* is the part of a want that one facility serves. `bookings.rules.together` says when shares are free together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.rules.together import Comes, Ranges, Thing, Together, everybody, starts_together

# How many other hubs are asked for what one hub lacks.
MOST_OTHERS = 5
# Stands for the time that all have in common; no facility has this number.
NOTHING = 0


class Reason(StrEnum):
    """Why a hub does not serve a want: it has none, too few, none for so long, or none that is free with the rest."""

    NONE = "none"
    FEW = "few"
    LENGTH = "length"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Want:
    """So many of a kind (a slug), rather of the `named` facilities; `key` is its place in the list."""

    key: int
    kind: str
    quantity: int
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A facility with its kind, its hub, its units in service, and whether it is booked for so long at all."""

    facility_id: int
    hub_id: int
    kind: str
    units: int
    fits: bool
    grid_minutes: int
    leaves: frozenset[int]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a want that one facility is to serve: any of these, the first rather."""

    want: Want
    size: int
    candidates: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """A want that nobody near serves, why not at this hub, and how many there are here."""

    want: Want
    reason: Reason
    here: int


@dataclass(frozen=True, slots=True)
class Gathering:
    """What one hub serves, and after it what others do; `lacks` is what is left."""

    hub_id: int
    shares: tuple[Share, ...]
    lacks: tuple[Lack, ...] = ()
    borrowed: tuple[Share, ...] = ()

    @property
    def all_shares(self) -> tuple[Share, ...]:
        return (*self.shares, *self.borrowed)


def fitting(want: Want, items: Sequence[Item]) -> list[Item]:
    """Of one hub's: those that may serve a want, the named first; else in the hub's own order."""
    mine = [each for each in items if each.kind == want.kind and each.fits and each.units > 0]
    return sorted(mine, key=lambda each: each.facility_id not in want.named)


def splits(want: Want, items: Sequence[Item]) -> list[tuple[int, ...]]:
    """How a hub's units may make up a want, the likeliest first: by one facility, by as few as can be. None when it
    has too few."""
    mine = fitting(want, items)
    ways: list[tuple[int, ...]] = (
        [(want.quantity,)] if any(each.units >= want.quantity for each in mine) else []
    )
    left, sizes = want.quantity, []
    for each in sorted(mine, key=lambda each: (each.facility_id not in want.named, -each.units)):
        if left:
            sizes.append(min(left, each.units))
            left -= sizes[-1]
    if not left and tuple(sizes) not in ways:
        ways.append(tuple(sizes))
        if any(each.facility_id in want.named for each in mine):
            # What is named goes before what is whole.
            ways.reverse()
    return ways


@dataclass(frozen=True, slots=True)
class Shelves:
    """All that may serve, by hub in the hubs' own order, and by (units, facility) when so many are free."""

    by_hub: dict[int, list[Item]]
    free: dict[tuple[int, int], Ranges]
    minutes: int
    comes: Callable[[ZoneInfo], Comes] = lambda zone: everybody

    def share_outs(self, want: Want, hub_id: int) -> Iterator[tuple[Share, ...]]:
        """The ways in which a hub may serve a want, as far as there is time for each share at all."""
        items = self.by_hub.get(hub_id, [])
        for sizes in splits(want, items):
            shares = tuple(Share(want, size, self._things(want, size, items)) for size in sizes)
            if all(share.candidates for share in shares):
                yield shares

    def _things(self, want: Want, size: int, items: Sequence[Item]) -> tuple[Thing, ...]:
        return tuple(
            Thing(each.facility_id, each.grid_minutes, free, each.leaves, size)
            for each in fitting(want, items)
            if each.units >= size and (free := self.free.get((size, each.facility_id)))
        )

    def starts(self, shares: Sequence[Share], zone: ZoneInfo) -> Iterator[Together]:
        """Every start at which all of these are free together, earliest first."""
        ranges = common([either([thing.ranges for thing in share.candidates]) for share in shares])
        if not ranges:
            return iter(())
        grid = min(thing.grid_minutes for share in shares for thing in share.candidates)
        time = Thing(NOTHING, grid, ranges, frozenset())
        asked = self.comes(zone)

        def comes(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
            real = tuple(each for each in those if each.facility_id != NOTHING)
            return asked(at, real) if real else None

        candidates = [share.candidates for share in shares]
        return starts_together(time, candidates, minutes=self.minutes, zone=zone, comes=comes)

    def more(
        self, shares: Sequence[Share], want: Want, hub_id: int, zone: ZoneInfo
    ) -> tuple[Share, ...] | None:
        """How a hub serves a want beside these; None when it cannot at any time."""
        for added in self.share_outs(want, hub_id):
            if next(self.starts([*shares, *added], zone), None) is not None:
                return added
        return None


def at_hub(hub_id: int, wants: Sequence[Want], shelves: Shelves, zone: ZoneInfo) -> Gathering | None:
    """What a hub has of it for the same time, one after the other in the order wanted; None for nothing at all."""
    shares: list[Share] = []
    lacks = []
    for want in wants:
        added = shelves.more(shares, want, hub_id, zone)
        if added:
            shares += added
        else:
            lacks.append(_lack(want, shelves.by_hub.get(hub_id, [])))
    return Gathering(hub_id, tuple(shares), tuple(lacks)) if shares else None


def from_others(found: Gathering, hubs: Sequence[int], shelves: Shelves, zone: ZoneInfo) -> Gathering:
    """The same with what is lacking from other hubs, these in their order, at a time that suits all of it. A hub that
    lends already is asked first: each is a booking of its own."""
    borrowed: list[Share] = []
    lenders: list[int] = []
    left = []
    for lack in found.lacks:
        order = [*lenders, *(each for each in hubs if each not in lenders and each != found.hub_id)]
        having = [each for each in order if any(shelves.share_outs(lack.want, each))][:MOST_OTHERS]
        for hub_id in having:
            added = shelves.more([*found.shares, *borrowed], lack.want, hub_id, zone)
            if added:
                borrowed += added
                lenders = list(dict.fromkeys([*lenders, hub_id]))
                break
        else:
            left.append(lack)
    return replace(found, borrowed=tuple(borrowed), lacks=tuple(left))


def _lack(want: Want, items: Sequence[Item]) -> Lack:
    mine = [each for each in items if each.kind == want.kind and each.units > 0]
    here = sum(each.units for each in mine)
    long_enough = sum(each.units for each in mine if each.fits)
    if not here:
        reason = Reason.NONE
    elif here < want.quantity:
        reason = Reason.FEW
    else:
        reason = Reason.LENGTH if long_enough < want.quantity else Reason.TAKEN
    return Lack(want, reason, here)


def either(many: Sequence[Ranges]) -> list[tuple[int, int]]:
    """The instants that lie in any of these, as closed ranges, sorted and apart."""
    out: list[tuple[int, int]] = []
    for first, last in sorted(each for ranges in many for each in ranges):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def common(many: Sequence[Ranges]) -> list[tuple[int, int]]:
    """The instants that lie in all of these, each sorted and apart."""
    if not many:
        return []
    out = list(many[0])
    for ranges in many[1:]:
        out = _both(out, ranges)
    return out


def _both(one: Ranges, other: Ranges) -> list[tuple[int, int]]:
    out, mine, theirs = [], 0, 0
    while mine < len(one) and theirs < len(other):
        first = max(one[mine][0], other[theirs][0])
        last = min(one[mine][1], other[theirs][1])
        if first <= last:
            out.append((first, last))
        if one[mine][1] < other[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return out
