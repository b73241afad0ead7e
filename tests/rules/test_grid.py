"""The grid is counted on the wall clock, also when the clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.grid import bookable, first_on_grid, last_on_grid, on_grid, starts
from hub.kit.periods import Period, merged

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)
# Around both clock changes: 28 March 2027 at 01:00 UTC, 31 October 2027 at 01:00 UTC; and an ordinary night.
NIGHTS = [
    datetime(2027, 3, 28, tzinfo=UTC),
    datetime(2027, 10, 31, tzinfo=UTC),
    datetime(2027, 6, 1, tzinfo=UTC),
]
instants = st.builds(
    lambda night, minutes: night + MINUTE * minutes, st.sampled_from(NIGHTS), st.integers(-1500, 1500)
)
grids = st.sampled_from([5, 15, 30, 45, 60, 90, 120, 240, 420])


@given(instants, grids)
def test_the_first_step_from_here_is_the_first_that_a_walk_by_minutes_meets(at, grid):
    walked = at
    while not on_grid(walked, grid, AMSTERDAM):
        walked += MINUTE
    assert first_on_grid(at, grid, AMSTERDAM) == walked


@given(instants, grids)
def test_the_last_step_until_here_is_the_first_that_a_walk_back_meets(at, grid):
    walked = at
    while not on_grid(walked, grid, AMSTERDAM):
        walked -= MINUTE
    assert last_on_grid(at, grid, AMSTERDAM) == walked


def test_seconds_are_never_on_the_grid():
    noon = datetime(2027, 6, 1, 10, tzinfo=UTC)
    assert on_grid(noon, 30, AMSTERDAM)
    assert not on_grid(noon + timedelta(seconds=1), 30, AMSTERDAM)
    assert first_on_grid(noon + timedelta(microseconds=1), 30, AMSTERDAM) == noon + 30 * MINUTE
    assert last_on_grid(noon - timedelta(microseconds=1), 30, AMSTERDAM) == noon - 30 * MINUTE


@pytest.mark.parametrize(("night", "hours"), [(NIGHTS[0], 23), (NIGHTS[1], 25), (NIGHTS[2], 24)])
def test_a_day_has_as_many_whole_hours_as_the_clock_shows(night, hours):
    midnight = night.astimezone(AMSTERDAM).replace(hour=0)
    tomorrow = (midnight + timedelta(days=1)).replace(hour=0)
    found = list(starts([(midnight, tomorrow - MINUTE)], 60, AMSTERDAM))
    assert len(found) == hours
    assert len(set(found)) == hours


def test_a_daypart_grid_starts_at_the_same_hours_on_every_day():
    spring = list(starts([(NIGHTS[0], NIGHTS[0] + timedelta(days=1))], 240, AMSTERDAM))
    assert [at.astimezone(AMSTERDAM).hour for at in spring] == [4, 8, 12, 16, 20, 0]


@given(instants, st.integers(0, 3000), grids, st.integers(0, 8))
def test_what_is_bookable_is_what_some_booking_on_the_grid_covers(first, minutes, grid, more):
    last, length = first + MINUTE * minutes, MINUTE * (grid + 15 * more)
    found = bookable([(first, last)], length, grid, AMSTERDAM)
    covered = merged(Period(at, at + length) for at in starts([(first, last)], grid, AMSTERDAM))
    assert found == covered


def test_what_no_booking_covers_in_the_spring_night_is_not_bookable():
    """At 02:00 nothing can begin, there is no such time: two hours from midnight or from 04:00, and never 03:00."""
    midnight = datetime(2027, 3, 27, 23, tzinfo=UTC)
    found = bookable([(midnight, midnight + 180 * MINUTE)], 120 * MINUTE, 120, AMSTERDAM)
    hours = [tuple(at.astimezone(AMSTERDAM).hour for at in (each.start, each.end)) for each in found]
    assert hours == [(0, 3), (4, 6)]


def test_time_that_is_bookable_is_joined_and_snapped():
    at = datetime(2027, 6, 1, 8, 10, tzinfo=UTC)
    ranges = [(at, at + 40 * MINUTE), (at + 45 * MINUTE, at + 60 * MINUTE)]
    found = bookable(ranges, 60 * MINUTE, 30, AMSTERDAM)
    assert [(period.start, period.end) for period in found] == [
        (at + 20 * MINUTE, at + 110 * MINUTE),
    ]
