"""When people are written to: not at night, on the hub's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.rules.escalating import is_urgent, presses
from bookings.rules.waitlist import offer_until
from bookings.rules.waking import awake, awake_before

ZONE = ZoneInfo("Europe/Amsterdam")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """On that day of March 2027, on the clock of Amsterdam; on the 28th it goes forward."""
    return datetime(2027, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "later", "before"),
    [
        (at(24, 14), at(24, 14), at(24, 14)),
        (at(24, 9), at(24, 9), at(24, 9)),
        (at(24, 21), at(24, 21), at(24, 21)),
        (at(24, 22), at(25, 9), at(24, 21)),
        (at(24, 3), at(24, 9), at(23, 21)),
        # The night in which an hour is missing.
        (at(27, 23), at(28, 9), at(27, 21)),
        (at(28, 4), at(28, 9), at(27, 21)),
    ],
)
def test_nights_are_left_to_sleep(when, later, before):
    assert awake(when, ZONE) == later
    assert awake_before(when, ZONE) == before


def test_an_offer_lasts_its_hours_until_the_morning_and_never_past_the_start():
    assert offer_until(hours=4, start=at(30, 9), now=at(24, 10), zone=ZONE) == at(24, 14)
    assert offer_until(hours=12, start=at(30, 9), now=at(24, 10), zone=ZONE) == at(25, 9)
    assert offer_until(hours=12, start=at(24, 20), now=at(24, 10), zone=ZONE) == at(24, 20)


def test_a_request_is_pressed_at_half_near_the_end_and_then_with_the_managers():
    asked, until = at(22, 10), at(24, 10)
    assert dict(presses(asked_at=asked, until=until, zone=ZONE)) == {
        "half": at(23, 10),
        "near": at(23, 21),
        "managers": at(23, 21),
    }


def test_what_falls_into_the_night_is_said_before_it_or_not_at_all():
    asked = at(24, 20)
    assert [step for step, _at in presses(asked_at=asked, until=asked + timedelta(hours=4), zone=ZONE)] == [
        "half", "near", "managers",
    ]  # fmt: skip
    late = at(24, 22)
    assert list(presses(asked_at=late, until=late + timedelta(hours=4), zone=ZONE)) == []


def test_it_is_urgent_when_a_fifth_of_the_time_is_left():
    asked, until = at(22, 10), at(22, 20)
    assert not is_urgent(asked_at=asked, until=until, now=at(22, 17, 59))
    assert is_urgent(asked_at=asked, until=until, now=at(22, 18))
