"""Another program's parser reads our calendars to the same instants, around both clock changes too."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import translation
from psycopg.types.range import TimestamptzRange

from bookings.models import Booking
from bookings.outbound.ical import ZONE, Event, calendar_text, event_text
from tests import cast, ical_js
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM
from tests.factories.feeds import a_link, asked

# Forward at 01:00 UTC on 28 March 2027, back at 01:00 UTC on 31 October 2027, and back in 2026 before that.
CHANGES = [
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
]


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def an_event(number: int, start: datetime, end: datetime, **more) -> Event:
    values = {
        "uid": f"{number}@x", "sequence": number, "created": NOW, "since": NOW, "start": start, "end": end,
        "summary": "x", "description": (), "url": "", "status": "CONFIRMED",
    }  # fmt: skip
    return Event(**{**values, **more})


def written(events: list[Event]) -> bytes:
    return calendar_text([], [AMSTERDAM], [event_text(each, "", AMSTERDAM) for each in events]).encode()


@pytest.mark.parametrize("change", CHANGES)
def test_every_half_hour_around_a_clock_change_is_read_to_the_same_instant(change):
    assert AMSTERDAM.key == ZONE
    starts = [change + timedelta(minutes=30 * number) for number in range(-60, 60)]
    events = [an_event(n, at, at + timedelta(minutes=30 * (1 + n % 9))) for n, at in enumerate(starts)]
    found = {each["sequence"]: each for each in ical_js.read(written(events))["events"]}
    for event in events:
        read = found[event.sequence]
        assert (read["start"], read["end"]) == (iso(event.start), iso(event.end))


@pytest.mark.parametrize(
    "text",
    [
        "a, b; c \\ d",
        "C:\\new\\table",
        "BEGIN:VEVENT",
        'quotes "in" it',
        "ü" * 200,
        "🎬" * 60 + "é",
        "x" * 74 + "é" + "x" * 74,
        "a line\nand another",
    ],
)
def test_every_text_comes_back_as_it_was(text):
    event = an_event(1, NOW, NOW + timedelta(hours=1), summary=text, description=(text, text))
    (read,) = ical_js.read(written([event]))["events"]
    assert (read["summary"], read["description"]) == (text, f"{text}\n{text}")


@pytest.mark.django_db
def test_a_feed_is_read_to_the_instants_that_were_booked():
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False), translation.override("en"):
        stage = cast.assemble()
        wanted = {}
        for hour, (change, before, length) in enumerate(
            [(at, before, length) for at in CHANGES[:2] for before in (3, 1, 0) for length in (2, 26)], 9
        ):
            booking = booked(stage.bo, stage.zout, stage.microphones, period=thursday(hour, hour + 1))
            start = change - timedelta(hours=before)
            end = start + timedelta(hours=length)
            Booking.objects.filter(pk=booking.pk).update(during=TimestamptzRange(start, end, "[)"))
            wanted[f"booking-{booking.number}@vliegwiel"] = (iso(start), iso(end))
        for made in (a_link(stage.mira), a_link(stage.teun, stage.effenaar)):
            read = ical_js.read(asked(made).content)
            assert {each["uid"]: (each["start"], each["end"]) for each in read["events"]} == wanted
        assert read["name"] == "Effenaar"
        assert {each["status"] for each in read["events"]} == {"CONFIRMED"}
