"""Free time as SQL tells it, against a model that looks at every five minutes of every unit by itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookings.models import Occupancy
from bookings.models.availability import (
    Hours,
    Wanted,
    first_free,
    free_exactly,
    free_starts,
    free_units,
    month,
)
from bookings.rules.grid import on_grid
from facilities.models import Facility, OpeningWindow, Unit
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from tests.factories.blocks import taken
from tests.factories.facilities import FacilityFactory

pytestmark = pytest.mark.usefixtures("either_way")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STEP = timedelta(minutes=5)
LONG_BEFORE = datetime(2027, 1, 1, tzinfo=UTC)
# Local midnights before both clock changes of 2027 and before an ordinary day.
MIDNIGHTS = [
    datetime(2027, 3, 27, tzinfo=AMSTERDAM).astimezone(UTC),
    datetime(2027, 10, 30, tzinfo=AMSTERDAM).astimezone(UTC),
    datetime(2027, 6, 8, tzinfo=AMSTERDAM).astimezone(UTC),
]
SPAN = 3 * 24 * 12  # three days in steps


@dataclass(frozen=True)
class World:
    """One facility: everything in steps of five minutes from a local midnight."""

    midnight: datetime
    turnaround: int
    grid_minutes: int
    openings: list[tuple[int, int]]
    taken: list[list[tuple[int, int]]]

    def at(self, step: int) -> datetime:
        return self.midnight + STEP * step

    def period(self, start: int, end: int) -> Period:
        return Period(self.at(start), self.at(end))

    def open(self, start: int, end: int) -> bool:
        return all(any(first <= each < last for first, last in self.openings) for each in range(start, end))

    def free(self, unit: int, start: int, end: int) -> bool:
        needed = range(start, end + self.turnaround)
        return not any(first <= each < last for first, last in self.taken[unit] for each in needed)

    def units_free(self, start: int, end: int) -> int:
        return sum(self.free(unit, start, end) for unit in range(len(self.taken)))

    def starts(self, length: int, quantity: int, window: tuple[int, int]) -> set[int]:
        return {
            start
            for start in range(window[0], window[1] - length + 1)
            if on_grid(self.at(start), self.grid_minutes, AMSTERDAM)
            and self.open(start, start + length)
            and self.units_free(start, start + length) >= quantity
        }


def apart(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that do not overlap an earlier one; touching is fine."""
    kept: list[tuple[int, int]] = []
    for start, length in stretches:
        if all(start + length <= first or last <= start for first, last in kept):
            kept.append((start, start + length))
    return kept


def stretches(least: int, most: int, longest: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Mostly on quarters of an hour, so that ends meet beginnings often."""
    quarters = st.tuples(st.integers(0, SPAN // 3), st.integers(1, longest // 3)).map(
        lambda at: (at[0] * 3, at[1] * 3)
    )
    anywhere = st.tuples(st.integers(0, SPAN), st.integers(1, longest))
    one = st.one_of(quarters, quarters, anywhere)
    return st.lists(one, min_size=least, max_size=most).map(apart)


worlds = st.builds(
    World,
    midnight=st.sampled_from(MIDNIGHTS),
    turnaround=st.sampled_from([0, 3, 6, 12]),
    grid_minutes=st.sampled_from([5, 5, 15, 30, 60, 240]),
    openings=stretches(1, 4, 500),
    taken=st.lists(stretches(2, 6, 120), min_size=1, max_size=4),
)


@pytest.fixture
def facility(db) -> Facility:
    return FacilityFactory(units=4)


def build(facility: Facility, world: World) -> Facility:
    """The world in the database, in place of the one before."""
    Occupancy.objects.all().delete()
    OpeningWindow.objects.all().delete()
    facility.turnaround_minutes = world.turnaround * 5
    facility.grid_minutes, facility.min_minutes = world.grid_minutes, world.grid_minutes
    facility.horizon_days = 400
    facility.save()
    units = list(facility.units.order_by("pk"))
    OpeningWindow.objects.bulk_create(
        OpeningWindow(facility=facility, during=world.period(*each).to_range()) for each in world.openings
    )
    for number, unit in enumerate(units):
        in_service = number < len(world.taken)
        Unit.objects.filter(pk=unit.pk).update(state="in_service" if in_service else "in_repair")
        if in_service:
            taken(unit, *(world.period(*each) for each in world.taken[number]))
    return facility


@given(worlds, st.integers(1, 30), st.integers(1, 2), st.integers(-SPAN, 200), st.integers(SPAN, 2 * SPAN))
def test_starts_are_those_of_the_model(facility, world, length, quantity, first, size):
    build(facility, world)
    window = (first, first + size)
    found = free_starts(
        facilities=[facility],
        minutes=length * 5,
        window=world.period(*window),
        now=LONG_BEFORE,
        quantity=quantity,
    )
    expected = world.starts(length, quantity, window)
    assert {(at - world.midnight) // STEP for at in found.get(facility.pk, [])} == expected


@given(
    worlds,
    st.integers(1, 30),
    st.integers(1, 2),
    st.sampled_from(
        [(time(9), time(17)), (time(8, 30), time(12, 15)), (time(20), time(6)), (time(0), time(0))]
    ),
)
def test_the_first_start_within_hours_of_the_day_is_that_of_the_model(
    facility, world, length, quantity, between
):
    build(facility, world)
    window = (-SPAN, 2 * SPAN)
    found = first_free(
        facilities=[facility],
        minutes=length * 5,
        window=world.period(*window),
        now=LONG_BEFORE,
        hours=Hours(*between),
        quantity=quantity,
    )
    steps = [
        start
        for start in world.starts(length, quantity, window)
        if all(within(world.at(step), between) for step in range(start, start + length))
    ]
    assert found == ({facility.pk: world.at(min(steps))} if steps else {})


def within(at: datetime, between: tuple[time, time]) -> bool:
    first, last = between
    shown = at.astimezone(AMSTERDAM).time()
    return first <= shown < last if first < last else shown >= first or shown < last


@given(worlds, st.integers(1, 2))
def test_an_exact_window_is_free_when_the_model_says_so(facility, world, quantity):
    build(facility, world)
    edges = {edge for unit in world.taken for stretch in unit for edge in stretch} | {
        edge for stretch in world.openings for edge in stretch
    }
    # Windows that end or begin at, or a turnaround before, something: there the mistakes would be.
    for edge in sorted(edges)[:6]:
        for start, end in (
            (edge, edge + 12),
            (edge - 12, edge),
            (edge - 12 - world.turnaround, edge - world.turnaround),
        ):
            look_at(facility, world, start, end, quantity)


def look_at(facility: Facility, world: World, start: int, end: int, quantity: int) -> None:
    period = world.period(start, end)
    found = free_exactly(wanted=Wanted(quantity=quantity), window=period, now=LONG_BEFORE)
    free = world.units_free(start, end)
    fits = (
        world.open(start, end)
        and free >= quantity
        and (end - start) * 5 >= facility.min_minutes
        and all(on_grid(world.at(each), world.grid_minutes, AMSTERDAM) for each in (start, end))
    )
    assert [each.free for each in found] == ([free] if fits else [])
    units = list(facility.units.order_by("pk").values_list("pk", flat=True))
    expected = [
        unit for number, unit in enumerate(units[: len(world.taken)]) if world.free(number, start, end)
    ]
    (ids,) = free_units(wishes=[LineWish(facility.pk, 1, period)], now=LONG_BEFORE)
    assert list(ids) == expected


# The night the clock goes back: from midnight to four are five hours, and a booking of four covers the first four.
@example(World(MIDNIGHTS[1], 0, 240, [(0, 396)], [[(0, 3)]]), 1)
@given(worlds, st.integers(1, 3))
def test_a_month_shows_each_instant_that_the_shortest_booking_can_cover(facility, world, quantity):
    build(facility, world)
    length = facility.min_minutes // 5
    first = world.midnight.astimezone(AMSTERDAM).date().replace(day=1)
    days = month(facility=facility, first_day=first, now=LONG_BEFORE, quantity=quantity)
    shown = {
        step
        for each in days
        for start, end in each.spans
        for step in range((start - world.midnight) // STEP, (end - world.midnight) // STEP)
    }
    starts = world.starts(length, quantity, (-12 * 24, SPAN * 2))
    covered = {step for start in starts for step in range(start, start + length)}
    whole = range(
        (datetime.combine(days[0].date, datetime.min.time(), AMSTERDAM) - world.midnight) // STEP,
        (datetime.combine(days[-1].date + timedelta(days=1), datetime.min.time(), AMSTERDAM) - world.midnight)
        // STEP,
    )
    assert shown == covered & set(whole)
    assert all((each.state in ("free", "some")) == bool(each.spans) for each in days)


def test_every_day_of_the_month_has_a_state(facility):
    on = [date(2027, 3, day) for day in (2, 9, 10, 11, 12, 30)]
    for each in on:
        opens = datetime(each.year, each.month, each.day, 9, tzinfo=AMSTERDAM)
        OpeningWindow.objects.create(
            facility=facility, during=Period(opens, opens + timedelta(hours=8)).to_range()
        )
    facility.horizon_days, facility.notice_minutes = 14, 60
    unit = facility.units.order_by("pk").first()
    Unit.objects.exclude(pk=unit.pk).update(state="retired")

    def block(day: int, start: int, end: int) -> None:
        local = datetime(2027, 3, day, tzinfo=AMSTERDAM)
        taken(unit, Period(local.replace(hour=start), local.replace(hour=end)))

    block(10, 9, 17)
    block(11, 10, 12)
    now = datetime(2027, 3, 9, 11, 10, tzinfo=AMSTERDAM)
    days = {each.date.day: each for each in month(facility=facility, first_day=date(2027, 3, 20), now=now)}
    assert len(days) == 31
    states = {day: days[day].state for day in (1, 2, 9, 10, 11, 12, 13, 23, 24, 30)}
    assert states == {
        1: "past",
        2: "past",
        9: "free",
        10: "full",
        11: "some",
        12: "free",
        13: "closed",
        23: "closed",
        24: "beyond",
        30: "beyond",
    }
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in days[9].spans] == ["12:30-17:00"]
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in days[11].spans] == ["09:00-10:00", "12:00-17:00"]
