"""Which dates a series has, and at which instants, also when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.rules.series import (
    MOST_DATES,
    DatesTooLong,
    NotInEachMonth,
    NotTheLast,
    Repeat,
    Rhythm,
    TooFewDates,
    TooManyDates,
    UntilOrCount,
    definition_of,
    occurrence,
    span_of,
)
from bookings.rules.series_change import Other, Wanted, changed_lines
from funding.rules.lines import LineWish
from hub.kit.periods import NoSuchTime, Period, TwiceThatTime

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = datetime(2026, 12, 8, 19)  # the second of its month


def days(repeat: Repeat, start: datetime = TUESDAY, hours: int = 3) -> list[str]:
    _definition, found = definition_of(repeat, start, start + timedelta(hours=hours))
    return [on.isoformat() for on in found]


def lines(start: datetime, end: datetime, facility: int = 1) -> tuple[LineWish, ...]:
    period = Period(start.replace(tzinfo=AMSTERDAM), end.replace(tzinfo=AMSTERDAM))
    return (LineWish(facility, 1, period),)


@pytest.mark.parametrize(
    ("rhythm", "found"),
    [
        (Rhythm.WEEKLY, ["2026-12-08", "2026-12-15", "2026-12-22"]),
        (Rhythm.FORTNIGHTLY, ["2026-12-08", "2026-12-22", "2027-01-05"]),
        (Rhythm.MONTHLY, ["2026-12-08", "2027-01-12", "2027-02-09"]),
    ],
)
def test_so_many_dates_from_the_first_on(rhythm, found):
    assert days(Repeat(rhythm, count=3)) == found


def test_the_last_friday_of_each_month():
    found = days(Repeat(Rhythm.MONTHLY_LAST, count=4), datetime(2026, 11, 27, 20))
    assert found == ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"]


def test_until_a_day_counts_that_day():
    weekly = Repeat(Rhythm.WEEKLY, until=date(2026, 12, 22))
    assert days(weekly)[-1] == "2026-12-22"
    assert days(Repeat(Rhythm.WEEKLY, until=date(2026, 12, 21)))[-1] == "2026-12-15"


def test_a_night_that_reaches_over_the_last_day_is_still_of_the_series():
    late = datetime(2026, 12, 8, 22)
    assert days(Repeat(Rhythm.WEEKLY, until=date(2026, 12, 15)), late, hours=5) == [
        "2026-12-08",
        "2026-12-15",
    ]


def test_as_many_as_there_may_be_and_not_one_more():
    assert len(days(Repeat(Rhythm.WEEKLY, count=MOST_DATES))) == MOST_DATES
    for too_many in (MOST_DATES + 1, 10**9):
        with pytest.raises(TooManyDates):
            days(Repeat(Rhythm.WEEKLY, count=too_many))
    with pytest.raises(TooManyDates):
        days(Repeat(Rhythm.WEEKLY, until=date(2199, 12, 31)))
    assert len(days(Repeat(Rhythm.MONTHLY, count=MOST_DATES))) == MOST_DATES


@pytest.mark.parametrize(
    "repeat",
    [
        Repeat(Rhythm.WEEKLY, count=1),
        Repeat(Rhythm.WEEKLY, count=0),
        Repeat(Rhythm.WEEKLY, count=-4),
        Repeat(Rhythm.WEEKLY, until=date(2026, 12, 8)),
        Repeat(Rhythm.WEEKLY, until=date(2020, 1, 1)),
    ],
)
def test_one_date_or_none_is_no_series(repeat):
    with pytest.raises(TooFewDates):
        days(repeat)


@pytest.mark.parametrize("repeat", [Repeat(Rhythm.WEEKLY), Repeat(Rhythm.WEEKLY, 3, date(2027, 1, 1))])
def test_until_when_or_how_often_is_one_of_the_two(repeat):
    with pytest.raises(UntilOrCount):
        days(repeat)


def test_a_fifth_tuesday_is_not_in_each_month_and_the_third_is_not_the_last():
    with pytest.raises(NotInEachMonth):
        days(Repeat(Rhythm.MONTHLY, count=3), datetime(2026, 12, 29, 19))
    with pytest.raises(NotTheLast) as refused:
        days(Repeat(Rhythm.MONTHLY_LAST, count=3), datetime(2026, 12, 15, 19))
    assert refused.value.facts["last"] == date(2026, 12, 29)


def test_a_date_that_lasts_a_week_is_booked_by_itself():
    with pytest.raises(DatesTooLong):
        days(Repeat(Rhythm.WEEKLY, count=3), hours=6 * 24 + 1)


def test_a_way_of_recurring_that_is_not_on_the_list_does_not_exist():
    for foreign in ("secondly", "SECONDLY", "daily", "", "FREQ=WEEKLY"):
        with pytest.raises(ValueError):
            Rhythm(foreign)


@pytest.mark.parametrize("first", [date(2026, 10, 22), date(2027, 3, 25)])
def test_eight_in_the_evening_stays_eight_when_the_clock_changes(first):
    evening = lines(datetime.combine(first, time(20)), datetime.combine(first, time(23)))
    later = occurrence(evening, first, first + timedelta(weeks=1), AMSTERDAM)
    start, end = span_of(later.lines).local(AMSTERDAM)
    assert (start.time(), end.time()) == (time(20), time(23))
    assert later.trouble is None
    assert span_of(later.lines).start - span_of(evening).start != timedelta(weeks=1)


def test_a_night_over_the_change_has_its_times_and_another_length():
    first = date(2027, 3, 20)
    night = lines(datetime(2027, 3, 20, 22), datetime(2027, 3, 21, 6))
    later = occurrence(night, first, date(2027, 3, 27), AMSTERDAM)
    assert span_of(later.lines).length == timedelta(hours=7)


def test_a_time_that_does_not_exist_is_kept_with_what_is_wrong():
    first = date(2027, 3, 21)
    night = lines(datetime(2027, 3, 21, 2, 15), datetime(2027, 3, 21, 4))
    later = occurrence(night, first, date(2027, 3, 28), AMSTERDAM)
    assert isinstance(later.trouble, NoSuchTime)
    assert span_of(later.lines).start == datetime(2027, 3, 28, 1, 15, tzinfo=UTC)


def test_of_a_time_that_exists_twice_somebody_says_which():
    first = date(2026, 10, 18)
    night = lines(datetime(2026, 10, 18, 2), datetime(2026, 10, 18, 5))
    asked = occurrence(night, first, date(2026, 10, 25), AMSTERDAM)
    assert isinstance(asked.trouble, TwiceThatTime)
    for fold, hours in ((0, 4), (1, 3)):
        meant = occurrence(night, first, date(2026, 10, 25), AMSTERDAM, fold=fold)
        assert meant.trouble is None
        assert span_of(meant.lines).length == timedelta(hours=hours)


def test_a_new_time_and_what_was_beside_it_moves_along():
    evening = lines(datetime(2026, 12, 8, 19), datetime(2026, 12, 8, 22))
    before = lines(datetime(2026, 12, 8, 17), datetime(2026, 12, 8, 19), facility=2)
    found = changed_lines((*evening, *before), Wanted(time(20), time(23), weekday=3), AMSTERDAM)
    spans = [each.period.local(AMSTERDAM) for each in found]
    assert [(start.strftime("%a %H"), end.strftime("%H")) for start, end in spans] == [
        ("Thu 20", "23"),
        ("Thu 18", "20"),
    ]


def test_a_change_of_things_leaves_the_time_as_it_is():
    evening = lines(datetime(2026, 12, 8, 19), datetime(2026, 12, 8, 22))
    found = changed_lines(evening, Wanted(things={1: Other(7, 2)}), AMSTERDAM)
    assert found == (LineWish(7, 2, evening[0].period),)
    assert changed_lines(evening, Wanted(things={1: Other(1, 0)}), AMSTERDAM) == ()


def test_a_new_end_before_the_start_is_of_the_day_after():
    evening = lines(datetime(2026, 12, 8, 19), datetime(2026, 12, 8, 22))
    (found,) = changed_lines(evening, Wanted(time(21), time(1)), AMSTERDAM)
    assert found.period.length == timedelta(hours=4)
