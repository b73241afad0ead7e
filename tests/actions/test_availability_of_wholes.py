"""Rooms made of rooms and kits of pools, against a model that looks at every five minutes of every unit by itself."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import Occupancy
from bookings.models.availability import Wanted, first_free, free_exactly, free_starts, month, standing
from facilities.models import Facility, OpeningWindow, Unit
from facilities.models.parts import in_service
from facilities.rules.openings import in_both
from funding.rules.lines import LineWish
from hub.kit.periods import Period, merged
from tests.actions.test_availability import (
    AMSTERDAM,
    LONG_BEFORE,
    MIDNIGHTS,
    SPAN,
    STEP,
    stretches,
)
from tests.factories.blocks import taken
from tests.factories.facilities import FacilityFactory, made_of

pytestmark = pytest.mark.usefixtures("either_way")

# Studio A, studio B, a pool of three microphones, one of two recorders.
A, B, MICROPHONES, RECORDERS = range(4)
UNITS = (1, 1, 3, 2)
# A and B; a kit of two microphones and a recorder; both of these together with a microphone more.
AB, KIT, ALL = 4, 5, 6
LEAVES = [{A: 1}, {B: 1}, {MICROPHONES: 1}, {RECORDERS: 1}]
LEAVES += [{A: 1, B: 1}, {MICROPHONES: 2, RECORDERS: 1}, {A: 1, B: 1, MICROPHONES: 3, RECORDERS: 1}]
THINGS = range(7)


@dataclass(frozen=True)
class World:
    midnight: datetime
    turnarounds: list[int]
    openings: list[list[tuple[int, int]]]
    taken: list[list[tuple[int, int]]]

    def at(self, step: int) -> datetime:
        return self.midnight + STEP * step

    def period(self, start: int, end: int) -> Period:
        return Period(self.at(start), self.at(end))

    def open(self, thing: int, start: int, end: int) -> bool:
        return all(
            any(first <= step < last for first, last in self.openings[each])
            for each in {thing, *LEAVES[thing]}
            for step in range(start, end)
        )

    def units(self, leaf: int) -> list[list[tuple[int, int]]]:
        before = sum(UNITS[:leaf])
        return self.taken[before : before + UNITS[leaf]]

    def free_of(self, thing: int, leaf: int, start: int, end: int) -> int:
        needed = range(start, end + max(self.turnarounds[thing], self.turnarounds[leaf]))
        return sum(
            not any(first < needed.stop and needed.start < last for first, last in unit)
            for unit in self.units(leaf)
        )

    def free(self, thing: int, start: int, end: int) -> int:
        return min(self.free_of(thing, leaf, start, end) // each for leaf, each in LEAVES[thing].items())

    def starts(self, thing: int, length: int, quantity: int, window: tuple[int, int]) -> set[int]:
        return {
            start
            for start in range(window[0], window[1] - length + 1)
            if self.free(thing, start, start + length) >= quantity and self.open(thing, start, start + length)
        }


worlds = st.builds(
    World,
    midnight=st.sampled_from(MIDNIGHTS),
    turnarounds=st.lists(st.sampled_from([0, 0, 3, 6]), min_size=7, max_size=7),
    openings=st.lists(stretches(1, 2, 700), min_size=7, max_size=7),
    taken=st.lists(stretches(0, 4, 90), min_size=7, max_size=7),
)


@pytest.fixture
def things(db) -> list[Facility]:
    first = FacilityFactory(units=UNITS[0])
    made = [first, *[FacilityFactory(hub=first.hub, units=units) for units in UNITS[1:]]]
    made.append(made_of((made[A], 1), (made[B], 1)))
    made.append(made_of((made[MICROPHONES], 2), (made[RECORDERS], 1)))
    made.append(made_of((made[AB], 1), (made[KIT], 1), (made[MICROPHONES], 1)))
    return made


def build(things: list[Facility], world: World) -> None:
    """The world in the database, in place of the one before; openings of a whole as they are projected."""
    Occupancy.objects.all().delete()
    OpeningWindow.objects.all().delete()
    windows = []
    for number, facility in enumerate(things):
        facility.turnaround_minutes = world.turnarounds[number] * 5
        facility.grid_minutes = facility.min_minutes = 5
        facility.horizon_days = 400
        facility.save()
        open_in_all = merged(world.period(*each) for each in world.openings[number])
        for leaf in LEAVES[number]:
            open_in_all = in_both(open_in_all, merged(world.period(*each) for each in world.openings[leaf]))
        windows += [OpeningWindow(facility=facility, during=each.to_range()) for each in open_in_all]
    OpeningWindow.objects.bulk_create(windows)
    units = Unit.objects.order_by("pk")
    for unit, periods in zip(units, world.taken, strict=True):
        taken(unit, *(world.period(*each) for each in periods))


@given(worlds, st.integers(1, 30), st.integers(1, 2))
def test_starts_of_wholes_are_those_of_the_model(things, world, length, quantity):
    build(things, world)
    window = (-100, SPAN + 100)
    asked = {"minutes": length * 5, "window": world.period(*window), "now": LONG_BEFORE, "quantity": quantity}
    found = free_starts(facilities=things, **asked)
    first = first_free(facilities=things, **asked)
    for number in THINGS:
        pk = things[number].pk
        expected = world.starts(number, length, quantity, window)
        assert {(at - world.midnight) // STEP for at in found.get(pk, [])} == expected
        assert first.get(pk) == (world.at(min(expected)) if expected else None)


@given(worlds, st.integers(1, 2))
def test_an_exact_window_of_wholes_is_that_of_the_model(things, world, quantity):
    build(things, world)
    edges = {edge for unit in world.taken for stretch in unit for edge in stretch}
    edges |= {edge for opening in world.openings for stretch in opening for edge in stretch}
    for edge in sorted(edges)[:8]:
        for start, end in ((edge, edge + 12), (edge - 12, edge), (edge - 15, edge - 3)):
            look_at(things, world, start, end, quantity)


def look_at(things: list[Facility], world: World, start: int, end: int, quantity: int) -> None:
    period = world.period(start, end)
    found = free_exactly(wanted=Wanted(quantity=quantity), window=period, now=LONG_BEFORE)
    assert {each.facility_id: each.free for each in found} == {
        things[number].pk: world.free(number, start, end)
        for number in THINGS
        if world.open(number, start, end) and world.free(number, start, end) >= quantity
    }
    stands = standing(wishes=[LineWish(each.pk, 1, period) for each in things], now=LONG_BEFORE)
    for number, each in enumerate(stands):
        assert each.open == world.open(number, start, end)
        assert {leaf.id: (leaf.each, len(leaf.free), leaf.in_service) for leaf in each.leaves} == {
            things[leaf].pk: (of_one, world.free_of(number, leaf, start, end), UNITS[leaf])
            for leaf, of_one in LEAVES[number].items()
        }


@given(worlds)
def test_a_month_of_a_whole_is_that_of_the_model(things, world):
    build(things, world)
    first = world.midnight.astimezone(AMSTERDAM).date().replace(day=1)
    days = month(facility=things[ALL], first_day=first, now=LONG_BEFORE)
    shown = {
        step
        for each in days
        for start, end in each.spans
        for step in range((start - world.midnight) // STEP, (end - world.midnight) // STEP)
    }
    last = (datetime.combine(days[-1].date, datetime.min.time(), AMSTERDAM) - world.midnight) // STEP + 288
    assert shown == {step for step in world.starts(ALL, 1, 1, (-100, 2 * SPAN)) if step < last}


def test_a_whole_is_there_as_often_as_its_scarcest_leaf(things):
    counted = in_service([each.pk for each in things])
    assert [counted[each.pk] for each in things] == [1, 1, 3, 2, 1, 1, 1]
    things[MICROPHONES].units.update(state="in_repair")
    assert in_service([things[KIT].pk, things[AB].pk]) == {things[KIT].pk: 0, things[AB].pk: 1}
