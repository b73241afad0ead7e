"""What evenings, Sundays and holidays cost on top, counted by begun hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.surcharges import SurchargeFacts, surcharged
from hub.kit.periods import Period, instant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ALL_DAYS = frozenset(range(1, 8))
EVENING = SurchargeFacts((("en", "Evening"),), ALL_DAYS, False, time(18), time(0), 1_000)
SUNDAY = SurchargeFacts((("en", "Sunday"),), frozenset({7}), True, time(0), time(0), 700)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26)})

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
surcharges = st.builds(
    SurchargeFacts,
    st.just(()),
    st.frozensets(st.integers(1, 7)),
    st.booleans(),
    clocks,
    clocks,
    st.integers(0, 5_000),
)
starts = st.one_of(
    *(
        st.integers(0, 4 * 24 * 4).map(lambda n, first=first: first + timedelta(minutes=15 * n))
        for first in (
            datetime(2026, 10, 23, tzinfo=UTC),
            datetime(2027, 3, 26, tzinfo=UTC),
            datetime(2026, 12, 24, tzinfo=UTC),
        )
    )
)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return instant(datetime(2026, month, day, hour, minute), AMSTERDAM)


def counted(period: Period, *given: SurchargeFacts) -> list[tuple[int, int]]:
    return [(each.hours, each.cents) for each in surcharged(period, AMSTERDAM, given, CHRISTMAS)]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ((26, 13), (26, 18), None),
        ((26, 16), (26, 19), 1),
        ((26, 16), (26, 19, 30), 2),
        ((26, 20), (27, 10), 4),
        # Two evenings of three hours and a half each: their minutes are counted together before hours begin.
        ((26, 20, 30), (27, 21, 30), 7),
    ],
)
def test_begun_hours_of_the_evening_count(start, end, hours):
    expected = [(hours, 1_000)] if hours else []
    assert counted(Period(local(*start), local(*end)), EVENING) == expected


def test_a_holiday_counts_where_the_house_says_so():
    christmas = Period(local(25, 13, month=12), local(25, 17, month=12))
    assert counted(christmas, SUNDAY) == [(4, 700)]
    assert counted(christmas, EVENING, SUNDAY) == [(4, 700)]
    assert counted(Period(local(29, 20), local(29, 22)), EVENING, SUNDAY) == [(2, 1_000), (2, 700)]


@given(surcharges, starts, st.integers(1, 24 * 4), st.integers(0, 60), st.integers(0, 60))
def test_more_time_never_has_less_surcharge(surcharge, start, quarters, before, after):
    quarter = timedelta(minutes=15)
    period = Period(start, start + quarters * quarter)
    longer = Period(period.start - before * quarter, period.end + after * quarter)
    short, long = (
        sum(each.hours * each.cents for each in surcharged(it, AMSTERDAM, [surcharge], CHRISTMAS))
        for it in (period, longer)
    )
    assert short <= long


@given(surcharges, starts, st.integers(1, 24 * 4))
def test_the_minutes_are_those_on_the_clock(surcharge, start, quarters):
    period = Period(start, start + quarters * timedelta(minutes=15))
    clock = {
        (start + n * timedelta(minutes=15)).astimezone(AMSTERDAM).replace(tzinfo=None, fold=0)
        for n in range(quarters)
    }

    def falls(at: datetime) -> bool:
        over_midnight = surcharge.ends <= surcharge.starts
        day = at.date()
        if over_midnight and at.time() < surcharge.ends:
            day -= timedelta(days=1)
        elif not (surcharge.starts <= at.time() and (over_midnight or at.time() < surcharge.ends)):
            return False
        return day.isoweekday() in surcharge.weekdays or (surcharge.holidays and day in CHRISTMAS)

    quarters_in = sum(map(falls, clock))
    hours = sum(each.hours for each in surcharged(period, AMSTERDAM, [surcharge], CHRISTMAS))
    assert hours == -(-quarters_in // 4)
