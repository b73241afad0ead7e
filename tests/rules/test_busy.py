"""What calendar files of other programs say of when somebody is busy."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.rules.busy import (
    CAPPED,
    COUNTED,
    TOO_OFTEN,
    UNKNOWN_ZONE,
    UNREADABLE,
    Busy,
    as_json,
    from_json,
    read_busy,
)
from hub.kit.periods import Period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WINDOW = Period(datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 11, 23, tzinfo=UTC))
OUTLOOKS_OWN = (
    "BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
)  # fmt: skip


def file(*events: tuple[str, ...], head: tuple[str, ...] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Another//program//EN", *head]
    for number, event in enumerate(events):
        uid = () if any(line.startswith("UID") for line in event) else (f"UID:{number}@another",)
        lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20261101T000000Z", "SUMMARY:Secret", *event, "END:VEVENT"]
    return "\r\n".join((*lines, "END:VCALENDAR", "")).encode()


def busy(*events: tuple[str, ...], head: tuple[str, ...] = (), most: int = 1_000) -> Busy:
    return read_busy(file(*events, head=head), zone=AMSTERDAM, window=WINDOW, most=most)


def said(*events: tuple[str, ...], **more) -> list[str]:
    """Starts and ends in UTC."""
    read = busy(*events, **more)
    assert read.notes == []
    return [f"{each.start:%m-%d %H:%M}/{each.end:%m-%d %H:%M}" for each in read.times]


def test_an_event_in_utc():
    assert said(("DTSTART:20261126T100000Z", "DTEND:20261126T120000Z")) == ["11-26 10:00/11-26 12:00"]


@pytest.mark.parametrize(
    "zone",
    ["Europe/Amsterdam", "W. Europe Standard Time", "/freeassociation.sourceforge.net/Europe/Amsterdam"],
)
def test_a_zone_by_any_of_its_names(zone):
    found = said((f"DTSTART;TZID={zone}:20261126T100000", f"DTEND;TZID={zone}:20261126T120000"))
    assert found == ["11-26 09:00/11-26 11:00"]


def test_a_foreign_zone():
    zone = "Pacific Standard Time"
    assert said((f"DTSTART;TZID={zone}:20261126T100000", "DURATION:PT90M")) == ["11-26 18:00/11-26 19:30"]


def test_a_zone_that_the_file_explains_itself():
    event = (
        "DTSTART;TZID=Customized Time Zone:20261126T100000",
        "DTEND;TZID=Customized Time Zone:20261126T120000",
    )
    assert said(event, head=OUTLOOKS_OWN) == ["11-26 09:00/11-26 11:00"]


def test_a_zone_that_nobody_knows_is_named_and_the_rest_is_read():
    unknown = (
        "DTSTART;TZID=Narnia/Cair Paravel:20261126T100000",
        "DTEND;TZID=Narnia/Cair Paravel:20261126T110000",
    )
    read = busy(unknown, ("DTSTART:20261127T100000Z", "DTEND:20261127T120000Z"))
    assert read.notes == [(UNKNOWN_ZONE, "Narnia/Cair Paravel")] and len(read.times) == 1


def test_a_time_without_a_zone_is_on_the_hubs_clock():
    assert said(("DTSTART:20261126T100000", "DTEND:20261126T120000")) == ["11-26 09:00/11-26 11:00"]


def test_a_whole_day_ends_before_the_next():
    day = ("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127")
    assert said(day) == ["11-25 23:00/11-26 23:00"]
    assert said(("DTSTART;VALUE=DATE:20261126",)) == ["11-25 23:00/11-26 23:00"]
    # The day on which the clock goes forward has 23 hours.
    assert said(("DTSTART;VALUE=DATE:20270328",)) == ["03-27 23:00/03-28 22:00"]


def test_a_weekly_event_keeps_its_hour_over_the_clock_change():
    weekly = (
        "DTSTART;TZID=Europe/Amsterdam:20270321T100000", "DTEND;TZID=Europe/Amsterdam:20270321T110000",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    )  # fmt: skip
    assert said(weekly) == ["03-21 09:00/03-21 10:00", "03-28 08:00/03-28 09:00"]


def test_exceptions_additions_and_moved_dates():
    zone = "TZID=Europe/Amsterdam"
    series = (
        "UID:s", f"DTSTART;{zone}:20261124T100000", f"DTEND;{zone}:20261124T110000", "RRULE:FREQ=DAILY;COUNT=4",
        f"EXDATE;{zone}:20261125T100000", f"RDATE;{zone}:20261201T100000",
    )  # fmt: skip
    moved = (
        "UID:s", f"RECURRENCE-ID;{zone}:20261126T100000", f"DTSTART;{zone}:20261126T150000",
        f"DTEND;{zone}:20261126T160000",
    )  # fmt: skip
    off = ("UID:s", f"RECURRENCE-ID;{zone}:20261127T100000", f"DTSTART;{zone}:20261127T100000",
           f"DTEND;{zone}:20261127T110000", "STATUS:CANCELLED")  # fmt: skip
    assert said(series, moved, off) == [
        "11-24 09:00/11-24 10:00",
        "11-26 14:00/11-26 15:00",
        "12-01 09:00/12-01 10:00",
    ]


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_takes_no_time_blocks_nothing(line):
    assert said(("DTSTART:20261126T100000Z", "DTEND:20261126T120000Z", line)) == []


def test_an_instant_blocks_nothing():
    assert said(("DTSTART:20261126T100000Z",)) == []
    assert said(("DTSTART:20261126T100000Z", "DTEND:20261126T100000Z")) == []


def test_what_comes_from_this_site_is_not_read_back():
    assert (
        said(("UID:booking-K7QM-3D2X@vliegwiel", "DTSTART:20261126T100000Z", "DTEND:20261126T120000Z")) == []
    )


def test_times_that_touch_or_overlap_are_one():
    found = said(
        ("DTSTART:20261126T100000Z", "DTEND:20261126T120000Z"),
        ("DTSTART:20261126T120000Z", "DTEND:20261126T130000Z"),
        ("DTSTART:20261126T110000Z", "DTEND:20261126T113000Z"),
    )
    assert found == ["11-26 10:00/11-26 13:00"]


def test_an_endless_rule_ends_where_nobody_looks_any_more():
    read = busy(("DTSTART:20200101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"))
    assert len(read.times) == 365 and read.notes == []


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "HOURLY;BYMINUTE=0,30"])
def test_a_rule_of_more_than_appointments_is_refused_and_named(often):
    read = busy(("DTSTART:20261126T100000Z", "DURATION:PT1S", f"RRULE:FREQ={often}"))
    assert (read.times, [code for code, _fact in read.notes]) == ([], [TOO_OFTEN])


def test_an_hourly_rule_from_long_ago_is_refused():
    assert busy(("DTSTART:19000101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY")).notes == [
        (TOO_OFTEN, "HOURLY")
    ]


def test_a_thousand_million_times_is_capped_with_a_word():
    read = busy(("DTSTART:20261126T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1000000000"), most=50)
    assert len(read.times) == 50
    assert read.notes == [(CAPPED, "50"), (COUNTED, "2027-11-23")]


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "FREQ=DAILY;INTERVAL=0", "INTERVAL=2"])
def test_a_rule_that_is_none_is_counted_as_unreadable(rule):
    read = busy(
        ("DTSTART:20261126T100000Z", "DURATION:PT1H", f"RRULE:{rule}"),
        ("DTSTART:20261127T100000Z", "DURATION:PT1H"),
    )
    assert len(read.times) == 1 and read.notes == [(UNREADABLE, "")]


def test_an_event_without_a_start_or_with_a_wrong_one_is_counted():
    read = busy(
        ("DTEND:20261126T100000Z",), ("DTSTART:yesterday",), ("DTSTART:20261127T100000Z", "DURATION:PT1H")
    )
    assert len(read.times) == 1 and read.notes == [(UNREADABLE, "")]


def test_a_very_long_event_has_the_same_pieces_tomorrow():
    event = ("DTSTART:20200101T000000Z", "DTEND:20300101T000000Z")
    today = busy(event).times
    later = Period(WINDOW.start + timedelta(days=1), WINDOW.end)
    assert read_busy(file(event), zone=AMSTERDAM, window=later, most=99).times == today


@pytest.mark.parametrize(
    "data", [b"", b"<html>Sign in</html>", b"PK\x03\x04zip", b"\xff\xfe\x00", b"BEGIN:VCARD\r\n"]
)
def test_what_is_no_calendar_is_said_to_be_none(data):
    with pytest.raises(ValueError):
        read_busy(data, zone=AMSTERDAM, window=WINDOW, most=10)


def test_what_was_read_travels_whole():
    read = busy(("DTSTART:20261126T100000Z", "DTEND:20261126T120000Z"), ("DTSTART:x",))
    assert from_json(as_json(read)) == read
