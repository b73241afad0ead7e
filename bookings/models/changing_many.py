"""All reads for changes of several bookings of one organisation at one hub, as a series has them: each is looked at as
if it were the only one, in a number of queries that does not grow with them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.models.admission import Look
from bookings.models.bookings import Booking, Line
from bookings.models.changing import plan_of, who_of
from bookings.models.purse import Parts, Purse, purses_of
from bookings.models.repeating import look_at_dates
from bookings.rules.changing import together
from bookings.rules.inductions import Who
from bookings.rules.request import Visit
from facilities.models import Facility
from funding.rules.lines import LineWish
from hub.kit.periods import Period

# Further than a turnaround reaches; what stands in the way of a longer one is found under the locks.
FAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ToBe:
    """A booking with its lines in order, and what it is to be."""

    booking: Booking
    lines: Sequence[Line]
    wishes: Sequence[LineWish]
    visit: Visit

    @property
    def who(self) -> Who:
        return who_of(self.booking).named(self.visit)


@dataclass(frozen=True, slots=True)
class Seen:
    """What `check_policy`, `check_there` and `reckon` would each have asked for by themselves. `there` is None where
    nothing is added; `approving`: of all these things those that their hub looks at first; `is_apart`: no other of
    these bookings is or will be near, so that it stands the same once those before it are changed."""

    policy: Look
    there: Look | None
    purse: Purse | None
    approving: frozenset[int]
    is_apart: bool

    def wants_approval(self, things: Collection[int]) -> bool:
        return not self.approving.isdisjoint(things)


def seen_together(changes: Sequence[ToBe], *, now: datetime, priced: bool = True) -> dict[int, Seen]:
    """By the id of the booking. Each booking once; they come with their hub and their organisation's seat. Without
    purses where they are not `priced`. Raises Http404 for a facility that is not there."""
    if not changes:
        return {}
    policies = _looks([_Asked(each, each.lines, together(each.wishes)) for each in changes], now)
    plans = {each.booking.pk: plan_of(each.lines, each.wishes) for each in changes}
    added = [each for each in changes if plans[each.booking.pk].added]
    theres = _looks(list(_of_what_is_added(added)), now)
    approving = _approving(policies.values())
    near = _near(changes)
    purses: dict[int, Purse] = {}
    if priced:
        asked = [
            (each.booking, plans[each.booking.pk], Parts.of(each.booking, plans[each.booking.pk]))
            for each in changes
        ]
        found = purses_of(asked, organisation=changes[0].booking.organisation, now=now)
        purses = {each.booking.pk: purse for each, purse in zip(changes, found, strict=True)}
    return {
        pk: Seen(policy, theres.get(pk), purses.get(pk), approving, pk not in near)
        for pk, policy in policies.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked at for one change, as if these lines of it held nothing."""

    change: ToBe
    past: Sequence[Line]
    wishes: tuple[LineWish, ...]


def _near(changes: Sequence[ToBe]) -> set[int]:
    """Whose own time, or the one it is to have, comes near to that of another."""
    reaches = [(each.booking, _reach(each.wishes)) for each in changes]
    return {
        booking.pk
        for booking, reach in reaches
        for other, theirs in reaches
        if other is not booking
        and (reach.overlaps(other.period) or reach.overlaps(theirs) or theirs.overlaps(booking.period))
    }


def _reach(wishes: Sequence[LineWish]) -> Period:
    return Period(
        min(wish.period.start for wish in wishes) - FAR, max(wish.period.end for wish in wishes) + FAR
    )


def _of_what_is_added(changes: Iterable[ToBe]) -> Iterator[_Asked]:
    for each in changes:
        planned = plan_of(each.lines, each.wishes)
        gone = [line for line in each.lines if not planned.stays[line.position]]
        yield _Asked(each, gone, planned.added)


def _looks(asked: Sequence[_Asked], now: datetime) -> dict[int, Look]:
    """One statement for all that are far enough from each other: there the lines of another booking, which hold nothing
    either in it, are in nobody's way anyhow. One for each of the others."""
    alone: list[_Asked] = []
    together_: list[_Asked] = []
    for each in asked:
        reach = _reach(each.wishes)
        near = any(other is not each and other.change.booking.period.overlaps(reach) for other in asked)
        (alone if near else together_).append(each)
    return {pk: seen for group in [together_, *([each] for each in alone)] for pk, seen in _look(group, now)}


def _look(group: Sequence[_Asked], now: datetime) -> Iterator[tuple[int, Look]]:
    if not group:
        return
    found = look_at_dates(
        [each.wishes for each in group],
        hub_id=group[0].change.booking.hub_id,
        now=now,
        past_lines=[line.pk for each in group for line in each.past],
        who=group[0].change.who,
        others=[each.change.who for each in group],
    )
    for each, seen in zip(group, found, strict=True):
        its = replace(seen.facts, visit=each.change.visit, who=each.change.who)
        yield each.change.booking.pk, replace(seen, facts=its)


def _approving(looks: Iterable[Look]) -> frozenset[int]:
    things = {
        id_
        for seen in looks
        for wish in seen.facts.wishes
        for id_ in (wish.thing.id, *(leaf.id for leaf in wish.leaves))
    }
    return frozenset(Facility.objects.filter(pk__in=things, asks_approval=True).values_list("pk", flat=True))
