"""Parts laid flat, time that is open in both, and who gets which unit."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.leaves import Want, choose, peak
from facilities.rules.openings import in_both
from facilities.rules.parts import Circle, containing, leaves
from hub.kit.periods import Period, merged

ZERO = datetime(2027, 1, 1, tzinfo=UTC)


def hours(start: int, end: int) -> Period:
    return Period(ZERO + timedelta(hours=start), ZERO + timedelta(hours=end))


def test_parts_of_parts_multiply_and_add_up():
    parts = {1: {2: 1, 3: 2}, 2: {4: 1, 5: 3}, 3: {5: 1}}
    assert leaves(1, parts) == {4: 1, 5: 5}
    assert leaves(4, parts) == {4: 1}
    assert containing(5, parts) == {1, 2, 3, 5}
    assert containing(1, parts) == {1}


@pytest.mark.parametrize(
    "parts", [{1: {1: 1}}, {1: {2: 1}, 2: {1: 1}}, {1: {4: 1, 2: 1}, 2: {3: 1}, 3: {1: 2}}]
)
def test_what_would_contain_itself_is_seen_and_the_way_round_told(parts):
    with pytest.raises(Circle) as seen:
        leaves(1, parts)
    assert seen.value.through[0] == seen.value.through[-1] == 1
    assert containing(1, parts) >= {1}


stretch = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda at: hours(at[0], at[0] + at[1]))


@given(st.lists(stretch, max_size=4).map(merged), st.lists(stretch, max_size=4).map(merged))
def test_what_is_open_in_both_is_open_in_each(some, others):
    found = in_both(some, others)
    for number in range(27):
        at = hours(number, number + 1)
        inside = [any(each.contains(at) for each in periods) for periods in (some, others, found)]
        assert inside[2] == (inside[0] and inside[1])
    assert found == sorted(found)


@given(st.lists(st.tuples(stretch, st.integers(1, 3)), max_size=5))
def test_the_peak_is_the_most_at_one_hour(wants):
    each_hour = [
        sum(count for period, count in wants if period.contains(hours(number, number + 1)))
        for number in range(27)
    ]
    assert peak(wants) == max(each_hour, default=0)


units = st.lists(st.integers(1, 5), unique=True, max_size=5).map(lambda ids: tuple(sorted(ids)))
at_once = st.lists(st.builds(Want, st.integers(1, 2), units, st.just(hours(0, 2))), min_size=1, max_size=4)
anyhow = st.lists(st.builds(Want, st.integers(1, 2), units, stretch), min_size=1, max_size=4)


def fits(wants, chosen) -> bool:
    held = [(want, unit) for want, its in zip(wants, chosen, strict=True) for unit in its]
    return all(
        len(set(its)) == want.count and set(its) <= set(want.free)
        for want, its in zip(wants, chosen, strict=True)
    ) and not any(
        unit == other and want is not another and want.needed.overlaps(another.needed)
        for number, (want, unit) in enumerate(held)
        for another, other in held[:number]
    )


def possible(wants) -> bool:
    slots = [want for want in wants for _n in range(want.count)]
    for seats in product(*[want.free for want in slots]):
        pairs = list(zip(slots, seats, strict=True))
        if not any(
            unit == other and want.needed.overlaps(another.needed)
            for number, (want, unit) in enumerate(pairs)
            for another, other in pairs[:number]
        ):
            return True
    return False


@given(at_once)
def test_units_for_all_at_once_are_found_whenever_there_is_a_way(wants):
    wants = [Want(want.count, want.free, want.needed) for want in wants]
    chosen = choose(wants)
    assert (chosen is not None) == possible(wants)
    if chosen is not None:
        assert fits(wants, chosen)


@given(anyhow)
def test_units_that_are_chosen_never_collide(wants):
    chosen = choose([Want(want.count, want.free, want.needed) for want in wants])
    if chosen is not None:
        assert fits([Want(want.count, want.free, want.needed) for want in wants], chosen)


def test_who_comes_later_may_send_an_earlier_one_to_another_unit():
    both, one = Want(1, (1, 2), hours(0, 2)), Want(1, (1,), hours(1, 3))
    assert choose([both, one]) == [[2], [1]]
    assert choose([one, one]) is None
    assert choose([Want(2, (3, 4, 5), hours(0, 2))]) == [[3, 4]]
    # One unit serves two that do not meet.
    assert choose([Want(1, (7,), hours(0, 2)), Want(1, (7,), hours(2, 4))]) == [[7], [7]]
