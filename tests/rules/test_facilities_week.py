"""A week's hours as people set and read them."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from facilities.rules.week import DAY, WEEK, Hours, Stretch, clash, recurring, stretches, together, week_of

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
hours = st.builds(Hours, st.integers(0, 6), times, times)
weeks = st.lists(hours, max_size=6)


def minutes_of(each: Hours) -> list[int]:
    start = each.weekday * DAY + each.opens.hour * 60 + each.opens.minute
    return [(start + number) % WEEK for number in range(each.minutes)]


@given(weeks)
def test_a_clash_is_a_minute_of_the_week_given_twice(week):
    every = [minute for each in week for minute in minutes_of(each)]
    assert (clash(week) is not None) == (len(set(every)) < len(every))


@given(weeks, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_hours_are_read_back_from_what_recurs(week, on):
    once = sorted(set(week))
    assert week_of([recurring(each, weekdays, on) for each, weekdays in together(once).items()]) == once


def test_a_night_runs_into_the_next_day_and_nine_to_nine_is_a_whole_one():
    assert Hours(0, time(22), time(6)).minutes == 8 * 60
    assert Hours(0, time(9), time(9)).minutes == DAY
    assert Hours(0, time(9), time(0)).minutes == 15 * 60


def test_equal_days_are_read_as_one_line():
    week = [Hours(day, time(9), time(17)) for day in range(5)] + [Hours(6, time(12), time(17))]
    assert stretches(week) == [
        Stretch(0, 4, ((time(9), time(17)),)),
        Stretch(5, 5, ()),
        Stretch(6, 6, ((time(12), time(17)),)),
    ]
    assert stretches([]) == [Stretch(0, 6, ())]
