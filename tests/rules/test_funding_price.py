"""The list price: the cheapest combination that covers the time, and more time never costs less."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.price import HOURS, Charge, cheapest, price
from funding.rules.time import billable_minutes
from hub.kit.periods import Period, instant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)

cards = st.dictionaries(st.sampled_from(sorted(HOURS)), st.integers(0, 200_000), min_size=1)
# Around both clock changes, and at any other time of two years.
starts = st.one_of(
    st.integers(0, 4 * 24 * 12).map(lambda n: datetime(2026, 10, 23, tzinfo=UTC) + timedelta(minutes=5 * n)),
    st.integers(0, 4 * 24 * 12).map(lambda n: datetime(2027, 3, 26, tzinfo=UTC) + timedelta(minutes=5 * n)),
    st.integers(0, 2 * 365 * 24 * 12).map(
        lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * n)
    ),
)
lengths = st.integers(1, 3 * 24 * 60)


def local(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int | None = None) -> datetime:
    return instant(datetime(year, month, day, hour, minute), AMSTERDAM, fold=fold)


def by_trying_everything(minutes: int, rates: dict[str, int]) -> int:
    hours = -(-minutes // 60)
    counts = [range(-(-hours // HOURS[unit]) + 1) for unit in rates]
    fits = (
        combination
        for combination in product(*counts)
        if sum(count * HOURS[unit] for count, unit in zip(combination, rates, strict=True)) >= hours
    )
    return min(sum(count * cents for count, cents in zip(fit, rates.values(), strict=True)) for fit in fits)


@given(cards, st.integers(1, 40 * 60))
def test_no_other_combination_is_cheaper(rates, minutes):
    charges = cheapest(minutes, rates)
    assert sum(charge.count * HOURS[charge.unit] for charge in charges) * 60 >= minutes
    assert price(charges) == by_trying_everything(minutes, rates)


@given(cards, st.integers(1, 30 * 24 * 60), st.integers(0, 10 * 24 * 60))
def test_more_minutes_never_cost_less(rates, minutes, more):
    assert price(cheapest(minutes, rates)) <= price(cheapest(minutes + more, rates))


@given(cards, starts, lengths, st.integers(0, 26 * 60), st.integers(0, 26 * 60))
def test_more_time_never_costs_less_across_the_clock_changes_too(rates, start, length, before, after):
    period = Period(start, start + length * MINUTE)
    longer = Period(period.start - before * MINUTE, period.end + after * MINUTE)
    paid, paid_longer = billable_minutes(period, AMSTERDAM), billable_minutes(longer, AMSTERDAM)
    assert 0 < paid <= paid_longer
    assert price(cheapest(paid, rates)) <= price(cheapest(paid_longer, rates))


@given(starts, lengths)
def test_what_is_paid_for_are_the_different_minutes_on_the_clock(start, length):
    period = Period(start, start + length * MINUTE)
    clock = {(start + n * MINUTE).astimezone(AMSTERDAM).replace(tzinfo=None, fold=0) for n in range(length)}
    assert billable_minutes(period, AMSTERDAM) == len(clock)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        # The night in which the clock goes back: 02:00 to 03:00 happens twice.
        (local(2026, 10, 25, 1), local(2026, 10, 25, 4), 180),
        (local(2026, 10, 25, 2, fold=0), local(2026, 10, 25, 3), 60),
        (local(2026, 10, 25, 2, fold=1), local(2026, 10, 25, 3), 60),
        (local(2026, 10, 25, 2, 30, fold=0), local(2026, 10, 25, 2, 30, fold=1), 60),
        (local(2026, 10, 24, 22), local(2026, 10, 25, 6), 480),
        # The night in which it goes forward: 02:00 to 03:00 does not happen.
        (local(2027, 3, 28, 1), local(2027, 3, 28, 4), 120),
        (local(2027, 3, 27, 22), local(2027, 3, 28, 6), 420),
        # A begun minute counts.
        (local(2026, 11, 26, 13), local(2026, 11, 26, 17) + timedelta(seconds=1), 241),
    ],
)
def test_both_clock_changes(start, end, minutes):
    assert billable_minutes(Period(start, end), AMSTERDAM) == minutes


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1, (Charge("hour", 1, 5_000),)),
        # Four single hours would be € 200.
        (4, (Charge("daypart", 1, 16_000),)),
        (5, (Charge("daypart", 1, 16_000), Charge("hour", 1, 5_000))),
        # Two dayparts (€ 320) cover seven hours; a daypart and three hours (€ 310) cost less.
        (7, (Charge("daypart", 1, 16_000), Charge("hour", 3, 5_000))),
        (8, (Charge("daypart", 2, 16_000),)),
        # From nine hours on the day (€ 350) is cheaper than two dayparts and an hour (€ 370).
        (9, (Charge("day", 1, 35_000),)),
        (27, (Charge("day", 1, 35_000), Charge("hour", 3, 5_000))),
    ],
)
def test_the_combination_that_a_person_would_choose(hours, said):
    assert cheapest(hours * 60, {"hour": 5_000, "daypart": 16_000, "day": 35_000}) == said


def test_a_unit_that_the_card_lacks_is_not_charged():
    assert cheapest(90, {"day": 20_000}) == (Charge("day", 1, 20_000),)


def test_of_equally_cheap_combinations_the_larger_unit_is_charged():
    assert cheapest(240, {"hour": 1_000, "daypart": 4_000}) == (Charge("daypart", 1, 4_000),)
