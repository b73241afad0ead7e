"""Starts that several things share, each time with another facility for each wish."""

from datetime import UTC, datetime, timedelta
from itertools import islice, permutations, product
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.grid import on_grid
from bookings.rules.together import NEVER, Thing, instant_of, lies_on_grid, microseconds_of, starts_together

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STEP = timedelta(minutes=5)
STEPS = 80
# Midnights of both nights in which the clock changes, and of one in which it does not.
MIDNIGHTS = [
    datetime(2027, 3, 27, 23, tzinfo=UTC),
    datetime(2027, 10, 30, 22, tzinfo=UTC),
    datetime(2027, 6, 7, 22, tzinfo=UTC),
]


def thing(number: int, midnight: datetime, grid: int, free: list[tuple[int, int]]) -> Thing:
    ranges, end = [], -2
    for first, size in sorted(free):
        if first > end + 1:
            end = first + size
            ranges.append((microseconds_of(midnight + STEP * first), microseconds_of(midnight + STEP * end)))
    return Thing(number, grid, ranges, frozenset([number]))


stretches = st.lists(st.tuples(st.integers(0, STEPS), st.integers(0, 20)), max_size=4)
grids = st.sampled_from([5, 15, 30, 60, 25])


def fits(each: Thing, at: datetime, length: timedelta) -> bool:
    moment = microseconds_of(at)
    free = any(first <= moment <= last for first, last in each.ranges)
    return free and all(on_grid(edge, each.grid_minutes, AMSTERDAM) for edge in (at, at + length))


@given(
    st.sampled_from(MIDNIGHTS),
    st.tuples(grids, stretches),
    st.lists(st.tuples(grids, stretches), min_size=1, max_size=4),
    st.lists(st.sets(st.integers(0, 4), max_size=4), max_size=3),
    st.sampled_from([30, 60, 75, 180]),
)
def test_every_start_is_one_at_which_the_model_finds_a_facility_for_each_wish(
    midnight, main, others, wishes, minutes
):
    """A wish is a set of candidates; number 0, the thing itself, may be among them and never serves."""
    things = [thing(number, midnight, *each) for number, each in enumerate([main, *others])]
    extras = [[things[number] for number in sorted(wish) if number < len(things)] for wish in wishes]
    length = timedelta(minutes=minutes)
    expected = []
    for step in range(2 * STEPS):
        at = midnight + STEP * step
        choices = [
            chosen
            for chosen in product(*extras)
            if len({0, *(each.facility_id for each in chosen)}) == len(chosen) + 1
            and all(fits(each, at, length) for each in chosen)
        ]
        if choices and fits(things[0], at, length):
            expected.append((at, tuple(each.facility_id for each in choices[0])))
    found = starts_together(things[0], extras, minutes=minutes, zone=AMSTERDAM)
    assert [(each.start, each.extras) for each in found] == expected


@given(
    st.sampled_from(MIDNIGHTS),
    st.lists(st.tuples(grids, stretches, stretches), min_size=2, max_size=5),
    st.lists(st.sets(st.integers(1, 4), max_size=4), max_size=3),
    st.sets(st.frozensets(st.integers(0, 4), min_size=2, max_size=3), max_size=3),
)
def test_of_several_those_are_taken_who_get_whom_they_need(midnight, built, wishes, never):
    """Whom each needs comes at the times of a second list; and some never get whom they need together."""
    things = [thing(number, midnight, grid, free) for number, (grid, free, _company) in enumerate(built)]
    company = [thing(number, midnight, 5, times) for number, (_grid, _free, times) in enumerate(built)]
    extras = [[things[number] for number in sorted(wish) if number < len(things)] for wish in wishes]

    def comes(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
        ids, moment, waits = {each.facility_id for each in those}, microseconds_of(at), []
        for number in ids:
            ranges = company[number].ranges
            if not any(first <= moment <= last for first, last in ranges):
                later = [first for first, _last in ranges if first > moment]
                waits.append(instant_of(min(later)) if later else NEVER)
        if any(those <= ids for those in never):
            waits.append(NEVER)
        return max(waits, default=None)

    expected = []
    for step in range(2 * STEPS):
        at = midnight + STEP * step
        choices = [
            tuple(each.facility_id for each in chosen)
            for chosen in product(*extras)
            if len({0, *(each.facility_id for each in chosen)}) == len(chosen) + 1
            and all(fits(each, at, timedelta(hours=1)) for each in (things[0], *chosen))
            and comes(at, (things[0], *chosen)) is None
        ]
        if choices:
            expected.append((at, choices[0]))
    found = starts_together(things[0], extras, minutes=60, zone=AMSTERDAM, comes=comes)
    assert [(each.start, each.extras) for each in found] == expected


def test_a_wish_leaves_the_only_one_that_serves_another_wish():
    everywhere = [(0, STEPS)]
    main, pool, lamp = (thing(number, MIDNIGHTS[2], 5, everywhere) for number in range(3))
    for order in permutations([[pool, lamp], [pool]]):
        (first,) = islice(starts_together(main, order, minutes=60, zone=AMSTERDAM), 1)
        assert set(first.extras) == {1, 2}


def test_of_several_the_first_is_taken_that_gets_whom_all_of_them_need():
    everywhere = [(0, STEPS)]
    main, one, two, lamp = (thing(number, MIDNIGHTS[2], 5, everywhere) for number in range(4))

    def chosen(*never: set[int]) -> tuple[int, ...] | None:
        def comes(at: datetime, those: tuple[Thing, ...]) -> datetime | None:
            ids = {each.facility_id for each in those}
            return NEVER if any(apart <= ids for apart in never) else None

        wishes = [[one, two], [lamp]]
        found = starts_together(main, wishes, minutes=60, zone=AMSTERDAM, comes=comes)
        return next((each.extras for each in found), None)

    assert chosen() == (1, 3)
    assert chosen({1}) == chosen({0, 1}) == chosen({1, 3}) == (2, 3)
    assert chosen({0, 3}) is chosen({0}) is chosen({1}, {0, 2}) is None


def test_what_takes_of_the_same_never_serves_beside_it():
    everywhere = [(0, STEPS)]
    main = thing(0, MIDNIGHTS[2], 5, everywhere)
    part = Thing(1, 5, main.ranges, frozenset([0, 1]))
    assert list(starts_together(main, [[part]], minutes=60, zone=AMSTERDAM)) == []


def test_a_length_that_is_no_whole_number_of_steps_lies_on_no_grid():
    assert not lies_on_grid(90, 60)
    assert lies_on_grid(90, 30)
    # Seven does not divide the day: after midnight it counts anew, and both ends may lie on it.
    assert lies_on_grid(90, 7)
