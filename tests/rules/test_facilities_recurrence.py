"""What recurs on a wall clock: against dateutil, which django-scheduler itself asks."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from facilities.rules.recurrence import Definition, NotSupported, Recurrence, occurrences, parse

FREQUENCY = {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY, "YEARLY": rrule.YEARLY}
DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)

weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(
    lambda found: tuple(sorted(found))
)
recurrences = st.one_of(
    st.sampled_from([Recurrence(frequency) for frequency in FREQUENCY]),
    st.just(Recurrence("WEEKLY", interval=2)),
    weekdays.map(lambda found: Recurrence("WEEKLY", found)),
    st.builds(
        lambda day, nth: Recurrence("MONTHLY", (day,), nth),
        st.integers(0, 6),
        st.sampled_from([1, 2, 3, 4, -1]),
    ),
)
moments = st.builds(
    datetime.combine,
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
lengths = st.integers(1, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("frequency", "params", "meant"),
    [
        ("WEEKLY", "byweekday:MO,TH", Recurrence("WEEKLY", (0, 3))),
        ("WEEKLY", "byweekday:TH,MO;", Recurrence("WEEKLY", (0, 3))),
        ("WEEKLY", "", Recurrence("WEEKLY")),
        ("WEEKLY", "interval:2", Recurrence("WEEKLY", interval=2)),
        ("MONTHLY", "byweekday:TU;bysetpos:2", Recurrence("MONTHLY", (1,), 2)),
        ("MONTHLY", "byweekday:FR;bysetpos:-1", Recurrence("MONTHLY", (4,), -1)),
        ("YEARLY", "", Recurrence("YEARLY")),
        ("DAILY", "", Recurrence("DAILY")),
    ],
)
def test_a_rule_on_the_list_is_understood(frequency, params, meant):
    assert parse(frequency, params) == meant


@pytest.mark.parametrize(
    ("frequency", "params"),
    [
        ("WEEKLY", "byweekday:0,3"),
        ("WEEKLY", "byweekday:2TU"),
        ("WEEKLY", "byweekday:MO,MO"),
        ("WEEKLY", "byweekday:XX"),
        ("WEEKLY", "interval:3"),
        ("MONTHLY", "interval:2"),
        ("WEEKLY", "count:1000000000"),
        ("MONTHLY", "bymonthday:1,15"),
        ("MONTHLY", "byweekday:TU;bysetpos:5"),
        ("MONTHLY", "byweekday:TU,WE;bysetpos:1"),
        ("YEARLY", "byeaster:0"),
        ("SECONDLY", ""),
        ("HOURLY", ""),
        ("", ""),
    ],
)
def test_a_rule_that_means_something_else_than_it_says_is_refused(frequency, params):
    with pytest.raises(NotSupported):
        parse(frequency, params)


@given(recurrences)
def test_what_is_written_is_read_back(recurrence):
    assert parse(recurrence.frequency, recurrence.params) == recurrence


@given(recurrences, moments, lengths, st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.integers(0, 400))
def test_occurrences_are_those_that_dateutil_finds(recurrence, start, length, first, count):
    last = first + timedelta(days=count)
    model = rrule.rrule(
        FREQUENCY[recurrence.frequency],
        dtstart=start,
        interval=recurrence.interval,
        byweekday=[DAYS[day] for day in recurrence.weekdays] or None,
        bysetpos=recurrence.nth or None,
    )
    before = datetime.combine(first, time()) - length
    after = datetime.combine(last, time.max)
    expected = [at for at in model.between(before, after, inc=True) if (at + length).date() >= first]
    found = list(occurrences(Definition(start, start + length, recurrence), first, last))
    assert found == [(at, at + length) for at in expected]


def test_the_last_occurrence_may_start_at_the_very_end():
    definition = Definition(
        datetime(2026, 11, 23, 9),
        datetime(2026, 11, 23, 17),
        Recurrence("DAILY"),
        until=datetime(2026, 11, 25, 9),
    )
    found = [start.day for start, _end in occurrences(definition, date(2026, 11, 1), date(2026, 12, 31))]
    assert found == [23, 24, 25]


def test_what_ends_before_it_starts_is_no_definition():
    with pytest.raises(ValueError):
        Definition(datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 9), Recurrence("DAILY"))
