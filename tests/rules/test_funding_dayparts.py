"""A house that has its own dayparts: what a time costs by them, and that more time never costs less."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.dayparts import UncoveredTime, cheapest_by_the_clock
from funding.rules.price import HOURS, price
from funding.rules.time import billable_minutes
from funding.rules.windows import ClockWindow, stretches
from hub.kit.periods import Period, instant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)
MORNING, AFTERNOON, EVENING = (
    ClockWindow(time(9), time(13)),
    ClockWindow(time(13), time(17)),
    ClockWindow(time(18), time(23)),
)
HOUSE = (MORNING, AFTERNOON, EVENING)
NIGHT = ClockWindow(time(22), time(4))
RATES = {"hour": 5_000, "daypart": 16_000, "day": 40_000}

starts = st.one_of(
    *(
        st.integers(0, 4 * 24 * 4).map(lambda n, first=first: first + timedelta(minutes=15 * n))
        for first in (
            datetime(2026, 10, 23, tzinfo=UTC),
            datetime(2027, 3, 26, tzinfo=UTC),
            datetime(2026, 11, 25, tzinfo=UTC),
        )
    )
)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
windows = st.lists(st.builds(ClockWindow, clocks, clocks), max_size=4)
rates = st.fixed_dictionaries(
    {"hour": st.integers(0, 9_000)},
    optional={"daypart": st.integers(0, 30_000), "day": st.integers(0, 90_000)},
)


def thursday(start: tuple[int, int], end: tuple[int, int], days: int = 0) -> Period:
    return Period(
        instant(datetime(2026, 11, 26, *start), AMSTERDAM),
        instant(datetime(2026, 11, 26 + days, *end), AMSTERDAM),
    )


def charged(period: Period, rates: dict[str, int] = RATES, dayparts: tuple[ClockWindow, ...] = HOUSE) -> str:
    charges = cheapest_by_the_clock(period, AMSTERDAM, rates, dayparts)
    return " + ".join(f"{charge.count} {charge.unit}" for charge in charges)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((13, 0), (17, 0), "1 daypart"),
        ((18, 0), (23, 0), "1 daypart"),
        # Four hours across two dayparts: cheaper than both are hours on their own and one daypart is not enough.
        ((11, 0), (15, 0), "4 hour"),
        ((9, 0), (17, 0), "2 daypart"),
        ((12, 0), (17, 0), "1 daypart + 1 hour"),
        ((13, 0), (16, 0), "3 hour"),
        ((9, 0), (23, 0), "1 day"),
    ],
)
def test_a_daypart_of_the_house_is_bought_whole(start, end, said):
    assert charged(thursday(start, end)) == said


def test_an_evening_that_ends_after_midnight_is_one_daypart():
    assert charged(thursday((22, 0), (4, 0), days=1), dayparts=(NIGHT,)) == "1 daypart"


def test_who_sells_by_the_daypart_alone_sells_no_other_time():
    only = {"daypart": 16_000}
    assert charged(thursday((10, 0), (12, 0)), only) == "1 daypart"
    with pytest.raises(UncoveredTime):
        cheapest_by_the_clock(thursday((17, 0), (18, 0)), AMSTERDAM, only, HOUSE)


def by_trying_everything(period: Period, rates: dict[str, int], dayparts: list[ClockWindow]) -> int:
    """Quarter by quarter, every piece that might begin at or before it and cover it."""
    quarters = -(-billable_minutes(period, AMSTERDAM) // 15)
    pieces = []
    for daypart in dayparts:
        for stretch in stretches(daypart, period, AMSTERDAM):
            before = (
                billable_minutes(Period(period.start, stretch.start), AMSTERDAM)
                if stretch.start > period.start
                else 0
            )
            after = billable_minutes(Period(period.start, stretch.end), AMSTERDAM)
            pieces.append((before // 15, after // 15))

    @cache
    def rest(quarter: int) -> int:
        if quarter >= quarters:
            return 0
        ways = [rates[unit] + rest(quarter + 4 * HOURS[unit]) for unit in rates if unit != "daypart"]
        if "daypart" in rates:
            ways += [rates["daypart"] + rest(end) for start, end in pieces if start <= quarter < end]
        return min(ways)

    return rest(0)


@given(rates, starts, st.integers(1, 2 * 24 * 4), windows)
def test_no_other_cover_is_cheaper(rates, start, quarters, dayparts):
    period = Period(start, start + quarters * 15 * MINUTE)
    charges = cheapest_by_the_clock(period, AMSTERDAM, rates, dayparts)
    assert price(charges) == by_trying_everything(period, rates, dayparts)


@given(rates, starts, st.integers(1, 24 * 4), st.integers(0, 40), st.integers(0, 40), windows)
def test_more_time_never_costs_less(rates, start, quarters, before, after, dayparts):
    period = Period(start, start + quarters * 15 * MINUTE)
    longer = Period(period.start - before * 15 * MINUTE, period.end + after * 15 * MINUTE)
    short, long = (
        price(cheapest_by_the_clock(each, AMSTERDAM, rates, dayparts)) for each in (period, longer)
    )
    assert short <= long


@pytest.mark.parametrize(
    ("day", "window", "hours"),
    [
        # The clock goes back: the night has an hour more, and half past two is there twice.
        (datetime(2026, 10, 25), ClockWindow(time(0), time(6)), 7),
        (datetime(2026, 10, 25), ClockWindow(time(2, 30), time(6)), 4.5),
        # It goes forward: half past two is left out, the window begins at the change.
        (datetime(2027, 3, 28), ClockWindow(time(0), time(6)), 5),
        (datetime(2027, 3, 28), ClockWindow(time(2, 30), time(6)), 3),
        (datetime(2027, 3, 28), ClockWindow(time(2), time(3)), 0),
        (datetime(2026, 11, 26), ClockWindow(time(22), time(22)), 24),
    ],
)
def test_a_stretch_of_the_clock_on_a_night_that_changes(day, window, hours):
    stretch = window.on(day.date(), AMSTERDAM)
    assert (stretch.length if stretch else timedelta()) == timedelta(hours=hours)
