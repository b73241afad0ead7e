"""What is left for a block, and the times that are tried for a booking that must move."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.blocking import Gap, gaps, without
from bookings.rules.repairing import as_seen, nearby, nearest, shifted
from funding.rules.lines import LineWish
from hub.kit.periods import Period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)


def hours(first: int, last: int) -> Period:
    return Period(MIDNIGHT + timedelta(hours=first), MIDNIGHT + timedelta(hours=last))


stretches = st.tuples(st.integers(0, 23), st.integers(1, 8)).map(lambda each: hours(each[0], sum(each)))


def covered(*periods: Period) -> set[int]:
    return {hour for hour in range(48) for each in periods if each.contains(hours(hour, hour + 1))}


@given(stretches, st.lists(stretches, max_size=5))
def test_what_is_left_is_the_period_without_the_others_hour_by_hour(period, others):
    left = list(without(period, others))
    assert covered(*left) == covered(period) - covered(*others)
    assert all(one.end < two.start for one, two in zip(left, left[1:], strict=False))


@given(
    st.lists(st.tuples(st.integers(1, 3), stretches), max_size=4),
    st.lists(st.tuples(st.integers(1, 3), stretches), max_size=4),
    st.lists(st.tuples(st.integers(1, 3), stretches), max_size=4),
)
def test_blocks_get_all_that_was_freed_and_they_want_once_and_nothing_that_is_taken(wants, freed, taken):
    wanted = [Gap(number, unit, period) for number, (unit, period) in enumerate(wants)]
    held: dict[int, list[Period]] = {}
    for unit, period in taken:
        held.setdefault(unit, []).append(period)
    found = gaps(wanted, freed, held)
    for unit in (1, 2, 3):
        got = [each.during for each in found if each.unit_id == unit]
        assert sum(each.minutes for each in got) == 60 * len(covered(*got)), "each time once"
        wanted_then = covered(*(each.during for each in wanted if each.unit_id == unit))
        freed_then = covered(*(period for its, period in freed if its == unit))
        assert covered(*got) == (wanted_then & freed_then) - covered(*held.get(unit, ()))


def test_a_booking_is_shifted_on_the_wall_clock_whatever_happens_to_the_clock():
    before = datetime(2027, 3, 27, 13, tzinfo=AMSTERDAM)
    wish = LineWish(7, 2, Period(before, before + timedelta(hours=4)))
    (moved,) = shifted([wish], timedelta(days=1), AMSTERDAM) or ()
    start, end = moved.period.local(AMSTERDAM)
    assert (start.day, start.hour, end.hour, moved.quantity) == (28, 13, 17, 2)
    # Half past two does not exist that night.
    assert shifted([wish], timedelta(hours=13, minutes=30), AMSTERDAM) is None


def test_the_nearest_comes_first_and_of_two_as_far_the_later():
    start = MIDNIGHT + timedelta(hours=13)
    starts = [start + timedelta(hours=each) for each in (-2, 3, 2, 0, -1)]
    assert [(each - start) / timedelta(hours=1) for each in nearest(starts, start)] == [-1, 2, -2, 3]


@pytest.mark.parametrize(("minutes", "grid", "found"), [(60, 30, [30, -30]), (60, 60, []), (30, 45, [])])
def test_what_meets_the_old_time_is_less_than_its_length_away(minutes, grid, found):
    by = list(nearby(timedelta(minutes=minutes), grid, 24))
    assert [each / timedelta(minutes=1) for each in by] == found


def test_what_was_seen_differs_by_state_and_by_change():
    assert len({as_seen("confirmed", 1), as_seen("confirmed", 2), as_seen("requested", 1)}) == 3
