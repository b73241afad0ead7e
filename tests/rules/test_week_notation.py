"""Opening hours in one line, as people write them in a spreadsheet."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.rules.week import Hours, clash
from facilities.rules.week_notation import Unreadable, read_week, written

WEEKDAYS = [Hours(day, time(10), time(22)) for day in range(5)]
SATURDAY = Hours(5, time(12), time(18))


@pytest.mark.parametrize(
    "text",
    [
        "ma-vr 10:00-22:00; za 12:00-18:00",
        "mo-fr 10:00-22:00; sa 12:00-18:00",
        "Ma t/m Vr 10.00 – 22.00 uur\nzaterdag 12-18",
        "maandag tot vrijdag: 10-22; za: 12:00–18:00; zo gesloten",
        "Mon, Tue, wed & thu and fri 10 - 22; Sat 12h-18h; Sunday closed",
        "MA–VR 10u-22u;ZA 12u-18u;",
    ],
)
def test_hours_are_read_as_people_write_them(text):
    assert list(read_week(text)) == [*WEEKDAYS, SATURDAY]


def test_a_day_may_open_twice_a_night_goes_on_and_a_run_goes_over_the_weekend():
    assert list(read_week("vr-ma 09:00-12:00, 13:00-17:00"))[:2] == [
        Hours(0, time(9), time(12)),
        Hours(0, time(13), time(17)),
    ]
    assert {each.weekday for each in read_week("fr-mo 9-12")} == {4, 5, 6, 0}
    assert read_week("za 20:00-04:00") == (Hours(5, time(20), time(4)),)
    assert read_week("dagelijks 00:00-24:00")[6] == Hours(6, time(), time())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("altijd", "hours"),
        ("10:00-22:00", "hours"),
        ("ma 25:00-26:00", "hours"),
        ("ma 10:75-12:00", "hours"),
        ("ma 10:00", "hours"),
        ("ma-di-wo 10-12", "hours"),
        ("xx 10-12", "hours"),
        ("ma ١٠-١٢", "hours"),
        ("ma-zo gesloten", "never_open"),
        (";;", "never_open"),
        ("ma 10-14, 13-17", "hours_overlap"),
        ("zo 20:00-06:00; ma 05:00-09:00", "hours_overlap"),
    ],
)
def test_what_is_not_understood_is_named(text, code):
    with pytest.raises(Unreadable) as refused:
        read_week(text)
    assert refused.value.code == code and refused.value.part


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
WEEKS = st.lists(st.builds(Hours, st.integers(0, 6), TIMES, TIMES), min_size=1, max_size=9, unique=True)


@given(WEEKS.filter(lambda week: clash(week) is None), st.sampled_from(["nl", "en"]))
def test_whatever_is_written_reads_back_as_it_was(week, language):
    assert list(read_week(written(week, language))) == sorted(week)
