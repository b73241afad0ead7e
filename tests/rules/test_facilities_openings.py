"""Opening windows against a model that walks a clock minute by minute, through both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facilities.rules.openings import first_instant, windows, without
from facilities.rules.recurrence import Definition, Recurrence
from hub.kit.periods import Period, merged

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
APIA, LORD_HOWE = ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
DAILY = Recurrence("DAILY")

weekly = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(
    lambda days: Recurrence("WEEKLY", tuple(sorted(days)))
)
# Mostly near the hours at which the clock changes, in quarters of an hour.
times = st.one_of(st.integers(0, 23 * 4 + 3), st.integers(0, 16)).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def definitions(draw, around: date) -> Definition:
    start = datetime.combine(around - timedelta(days=draw(st.integers(0, 20))), draw(times))
    length = draw(st.one_of(st.integers(1, 26 * 4), st.integers(1, 8)))
    return Definition(start, start + length * timedelta(minutes=15), draw(st.one_of(weekly, st.just(DAILY))))


def modelled(
    openings: list[Definition], closures: list[Definition], within: Period, zone: ZoneInfo
) -> list[Period]:
    """Minute by minute: what the latest time is that the clock has shown, and who says open or closed of it."""
    spans = {True: [], False: []}
    for meaning, found in ((True, openings), (False, closures)):
        for each in found:
            for number in range(60):
                start = datetime.combine(each.start.date() + timedelta(days=number), each.start.time())
                if not each.recurrence.weekdays or start.weekday() in each.recurrence.weekdays:
                    spans[meaning].append((start, start + (each.end - each.start)))
    open_: list[Period] = []
    shown = datetime.min
    at = within.start - timedelta(hours=4)
    while at < within.end:
        shown = max(shown, at.astimezone(zone).replace(tzinfo=None))
        is_open, is_closed = (
            any(start <= shown < end for start, end in spans[meaning]) for meaning in (True, False)
        )
        if at >= within.start and is_open and not is_closed:
            open_.append(Period(at, at + MINUTE))
        at += MINUTE
    return merged(open_)


@pytest.mark.parametrize("changing", [SPRING, AUTUMN])
@given(data=st.data())
def test_windows_are_what_the_minutes_say_through_a_clock_change(changing, data):
    openings = data.draw(st.lists(definitions(changing), min_size=1, max_size=3))
    closures = data.draw(st.lists(definitions(changing), max_size=2))
    within = Period(
        datetime.combine(changing - timedelta(days=1), time(), AMSTERDAM),
        datetime.combine(changing + timedelta(days=2), time(), AMSTERDAM),
    )
    found = windows(openings=openings, closures=closures, within=within, zone=AMSTERDAM)
    assert found == modelled(openings, closures, within, AMSTERDAM)


def opened(start: datetime, end: datetime, on: date, days: int = 1) -> list[tuple[str, str]]:
    """The windows of something daily on some local days, as the clock shows them, with the offset."""
    within = Period(
        datetime.combine(on, time(), AMSTERDAM),
        datetime.combine(on + timedelta(days=days), time(), AMSTERDAM),
    )
    found = windows(openings=[Definition(start, end, DAILY)], closures=[], within=within, zone=AMSTERDAM)
    return [tuple(f"{at:%H:%M%z}" for at in period.local(AMSTERDAM)) for period in found]


def test_a_day_keeps_its_hours_when_the_clock_changes():
    start, end = datetime(2026, 11, 2, 9), datetime(2026, 11, 2, 17)
    assert opened(start, end, SPRING) == [("09:00+0200", "17:00+0200")]
    assert opened(start, end, AUTUMN) == [("09:00+0100", "17:00+0100")]


def test_a_night_ends_by_the_clock_though_it_is_an_hour_shorter_or_longer():
    start, end = datetime(2026, 11, 2, 22), datetime(2026, 11, 3, 6)
    assert opened(start, end, SPRING - timedelta(days=1), 2)[1] == ("22:00+0100", "06:00+0200")
    assert opened(start, end, AUTUMN - timedelta(days=1), 2)[1] == ("22:00+0200", "06:00+0100")


def test_an_opening_at_a_time_that_does_not_exist_begins_when_the_clock_goes_on():
    assert opened(datetime(2026, 11, 2, 2, 30), datetime(2026, 11, 2, 9), SPRING) == [
        ("03:00+0200", "09:00+0200")
    ]


def test_an_opening_within_the_hour_that_does_not_exist_is_none():
    assert opened(datetime(2026, 11, 2, 2, 15), datetime(2026, 11, 2, 2, 45), SPRING) == []


def test_a_time_that_exists_twice_means_the_first():
    assert opened(datetime(2026, 11, 2, 2, 30), datetime(2026, 11, 2, 9), AUTUMN) == [
        ("02:30+0200", "09:00+0100")
    ]
    assert opened(datetime(2026, 11, 2, 0), datetime(2026, 11, 2, 2, 30), AUTUMN) == [
        ("00:00+0200", "02:30+0200")
    ]


def test_hours_that_touch_are_one_window():
    within = Period(datetime(2026, 11, 2, tzinfo=AMSTERDAM), datetime(2026, 11, 5, tzinfo=AMSTERDAM))
    found = windows(
        openings=[
            Definition(datetime(2026, 11, 2, 9), datetime(2026, 11, 2, 13), DAILY),
            Definition(datetime(2026, 11, 2, 13), datetime(2026, 11, 3, 9), DAILY),
        ],
        closures=[],
        within=within,
        zone=AMSTERDAM,
    )
    assert found == [Period(datetime(2026, 11, 2, 9, tzinfo=AMSTERDAM), within.end)]


def test_a_closure_once_cuts_what_it_overlaps():
    within = Period(datetime(2026, 11, 2, tzinfo=AMSTERDAM), datetime(2026, 11, 3, tzinfo=AMSTERDAM))
    hole = Period(datetime(2026, 11, 2, 11, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC))
    found = windows(
        openings=[Definition(datetime(2026, 11, 2, 9), datetime(2026, 11, 2, 17), DAILY)],
        closures=[hole],
        within=within,
        zone=AMSTERDAM,
    )
    assert [period.minutes for period in found] == [180, 240]


@pytest.mark.parametrize("zone", [AMSTERDAM, APIA, LORD_HOWE])
@given(
    at=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    minutes=st.integers(0, 3 * 24 * 60),
)
@example(at=datetime(2011, 12, 29, 23), minutes=2 * 24 * 60)  # Apia left out a whole day
@example(at=datetime(2027, 10, 3, 1, 59), minutes=15)  # Lord Howe goes forward by half an hour
@example(at=datetime(2027, 3, 28, 1, 59), minutes=62)
@example(at=datetime(2027, 10, 31, 1, 59), minutes=62)
def test_what_is_later_on_the_clock_is_never_earlier_in_fact(zone, at, minutes):
    assert first_instant(at, zone) <= first_instant(at + minutes * MINUTE, zone)


@pytest.mark.parametrize("zone", [AMSTERDAM, APIA, LORD_HOWE])
@given(
    at=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(
        lambda at: at.replace(second=0, microsecond=0)
    )
)
@example(at=datetime(2011, 12, 30, 12))
@example(at=datetime(2027, 10, 3, 2, 15))
@example(at=datetime(2027, 3, 28, 2, 30))
def test_the_first_instant_shows_that_time_or_later_and_the_minute_before_it_does_not(zone, at):
    found = first_instant(at, zone)
    assert found.astimezone(zone).replace(tzinfo=None) >= at
    assert (found - MINUTE).astimezone(zone).replace(tzinfo=None) < at


minutes = st.integers(0, 300)
spans = st.lists(
    st.tuples(minutes, st.integers(1, 60)).map(
        lambda pair: Period(
            datetime(2026, 11, 2, tzinfo=UTC) + pair[0] * MINUTE,
            datetime(2026, 11, 2, tzinfo=UTC) + sum(pair) * MINUTE,
        )
    ),
    max_size=6,
)


@given(spans, spans)
def test_what_is_left_without_the_holes_is_every_minute_that_is_in_no_hole(periods, holes):
    def minutes_of(found):
        return {period.start + number * MINUTE for period in found for number in range(period.minutes)}

    left = without(merged(periods), holes)
    assert minutes_of(left) == minutes_of(periods) - minutes_of(holes)
    assert left == merged(left)
