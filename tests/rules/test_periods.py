from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kit.periods import EndBeforeStart, NoSuchTime, Period, TwiceThatTime, day, days, instant, merged

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(2027, 3, 27, tzinfo=UTC)


def minutes(start: int, end: int) -> Period:
    return Period(EPOCH + timedelta(minutes=start), EPOCH + timedelta(minutes=end))


PERIODS = st.tuples(st.integers(0, 500), st.integers(1, 200)).map(lambda pair: minutes(pair[0], sum(pair)))


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(EndBeforeStart):
        minutes(5, 5)
    with pytest.raises(EndBeforeStart):
        minutes(6, 5)


def test_a_period_knows_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2027, 1, 1), datetime(2027, 1, 2))


def test_neighbours_do_not_overlap() -> None:
    assert not minutes(0, 60).overlaps(minutes(60, 90))
    assert minutes(0, 61).overlaps(minutes(60, 90))


@given(PERIODS, PERIODS)
def test_overlap_is_what_counting_minutes_says(one: Period, other: Period) -> None:
    def covered(period: Period) -> set[int]:
        start = int((period.start - EPOCH).total_seconds() // 60)
        return set(range(start, start + period.minutes))

    assert one.overlaps(other) == bool(covered(one) & covered(other))
    assert one.contains(other) == (covered(other) <= covered(one))


@given(st.lists(PERIODS, max_size=12))
def test_merged_periods_cover_the_same_and_do_not_touch(periods: list[Period]) -> None:
    out = merged(periods)
    assert all(earlier.end < later.start for earlier, later in zip(out, out[1:], strict=False))
    assert all(any(whole.contains(part) for whole in out) for part in periods)
    assert sum((period.length for period in out), timedelta()) <= sum(
        (p.length for p in periods), timedelta()
    )


def test_half_past_two_on_the_morning_the_clock_goes_forward_does_not_exist() -> None:
    with pytest.raises(NoSuchTime) as refused:
        instant(datetime(2027, 3, 28, 2, 30), AMSTERDAM)
    assert "2027-03-28 02:30" in str(refused.value)


def test_half_past_two_on_the_morning_the_clock_goes_back_is_asked_about() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    with pytest.raises(TwiceThatTime):
        instant(twice, AMSTERDAM)
    assert instant(twice, AMSTERDAM, fold=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(twice, AMSTERDAM, fold=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_ordinary_time_needs_no_question() -> None:
    assert instant(datetime(2026, 11, 26, 13), AMSTERDAM) == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_local_day_is_as_long_as_the_clock_makes_it() -> None:
    assert day(date(2027, 3, 28), AMSTERDAM).length == timedelta(hours=23)
    assert day(date(2026, 10, 25), AMSTERDAM).length == timedelta(hours=25)
    assert days(date(2026, 10, 19), 7, AMSTERDAM).length == timedelta(hours=169)


def test_a_period_survives_the_database_range() -> None:
    assert Period.from_range(minutes(1, 9).to_range()) == minutes(1, 9)
