"""What a program that has a calendar already is told, and that every text in a calendar comes through whole."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar
from psycopg.types.range import TimestamptzRange

from bookings.actions.cancel import cancel
from bookings.models import Booking, Feed, Line
from bookings.outbound import feeds
from facilities.models import Facility, Hub
from members.models import Municipality, Organisation
from tests import cast, ical_js
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM
from tests.factories.feeds import a_link, asked

LATER = NOW + timedelta(minutes=10)
# Forward and back, in the year that a calendar shows.
CHANGES = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]


@pytest.fixture
def stage(db):
    with time_machine.travel(LATER, tick=False), translation.override("en"):
        yield cast.assemble()


def again(made, first):
    return asked(made, **{"if-none-match": first["ETag"]})


def test_for_who_has_it_already_nothing_is_written(stage, monkeypatch):
    booked(stage.bo, stage.zout, stage.studio)
    made = a_link(stage.mira)
    first = asked(made)

    def fail(**_values):
        raise RuntimeError("an event was written")

    monkeypatch.setattr(feeds, "written", fail)
    with CaptureQueriesContext(connection) as captured:
        assert again(made, first).status_code == 304
    assert len([each for each in captured if "SAVEPOINT" not in each["sql"]]) <= 4
    with pytest.raises(RuntimeError):
        asked(made)


@pytest.mark.parametrize(
    ("of", "change"),
    [
        (Hub, {"name": "Another name"}),
        (Hub, {"street": "Another street 1"}),
        (Hub, {"latitude": "51.50000"}),
        (Municipality, {"name": "Another town"}),
        (Organisation, {"name": "Another name"}),
        (Facility, {"name": "Another name"}),
        (Booking, {"purpose": "Another thing"}),
        (Booking, {"people": 12}),
        (Booking, {"setup_minutes": 30}),
        (Booking, {"during": thursday(12, 17).to_range()}),
        (Booking, {"sequence": 7}),
        (Line, {"quantity": 1}),
        (Feed, {"language": "nl"}),
    ],
)
def test_whatever_a_calendar_says_changes_its_tag_with_its_text(stage, of, change):
    booked(
        stage.bo, stage.zout, (stage.microphones, 2, thursday(13, 17)), (stage.studio, 1, thursday(13, 17))
    )
    made = a_link(stage.mira)
    first = asked(made)
    of.objects.update(**change)
    then = again(made, first)
    assert then.status_code == 200 and then["ETag"] != first["ETag"] and then.content != first.content


def test_a_desks_calendar_changes_its_tag_too(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    for made in (a_link(stage.teun, stage.effenaar), a_link(stage.teun, stage.studio)):
        first = asked(made)
        assert again(made, first).status_code == 304
        Organisation.objects.filter(pk=stage.zout.pk).update(name=f"Zout for {made.feed.kind}")
        assert again(made, first).status_code == 200
    last = asked(made)
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    assert again(made, last).status_code == 200


def test_a_line_that_moves_by_itself_changes_the_tag(stage):
    booked(stage.bo, stage.zout, stage.microphones, stage.studio)
    made = a_link(stage.mira)
    first = asked(made)
    Line.objects.filter(facility=stage.studio).update(during=thursday(14, 15).to_range())
    then = again(made, first)
    assert then.status_code == 200 and "14:00–15:00" in then.content.decode().replace("\r\n ", "")


def test_those_whose_words_are_in_a_calendar_are_all_there():
    """A release that writes another text changes the tag by their contents, so none of them may have moved."""
    missing = [name for name in feeds.WRITERS if not (feeds.SITE / name).is_file()]
    assert missing == []


def test_lines_at_times_of_their_own_say_when(stage):
    made = a_link(stage.mira)
    booked(stage.bo, stage.zout, (stage.studio, 1, thursday(13, 17)), (stage.engineer, 1, thursday(14, 16)))
    (event,) = ical_js.read(asked(made).content)["events"]
    assert "Studio 2: Thursday 26 November, 13:00–17:00\n" in event["description"]
    assert "Sound engineer: Thursday 26 November, 14:00–16:00\n" in event["description"]
    (of_engineer,) = ical_js.read(asked(a_link(stage.teun, stage.engineer)).content)["events"]
    # By itself it has one time, which the event says.
    assert "Sound engineer\n" in of_engineer["description"]
    assert (of_engineer["start"], of_engineer["end"]) == (
        "2026-11-26T13:00:00.000Z",
        "2026-11-26T15:00:00.000Z",
    )


NASTY = [
    "a, b; c",
    "C:\\new\\table",
    'say "so", he; she',
    "\\, \\; \\\\ \\n",
    "BEGIN:VEVENT",
    *(f"{'x' * before}{'é🎬' * 12}" for before in range(6)),
    "ü" * 110,
]


@pytest.mark.parametrize("text", NASTY)
def test_two_other_parsers_read_every_name_and_purpose_as_it_was(stage, text):
    booking = booked(stage.bo, stage.zout, stage.studio, purpose=text)
    Facility.objects.filter(pk=stage.studio.pk).update(name=text)
    Organisation.objects.filter(pk=stage.zout.pk).update(name=text)
    Hub.objects.filter(pk=stage.effenaar.pk).update(name=text)
    content = asked(a_link(stage.teun, stage.effenaar)).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (read,) = ical_js.read(content)["events"]
    (also,) = Calendar.from_ical(content).walk("VEVENT")
    for summary, description, location in (
        (read["summary"], read["description"], read["location"]),
        (str(also["SUMMARY"]), str(also["DESCRIPTION"]), str(also["LOCATION"])),
    ):
        assert summary == f"{text}: {text}" and location.startswith(f"{text}, ")
        lines = description.split("\n")
        assert lines[:3] == [f"Booking {booking.number} for {text}", text, text]


def test_lines_that_somebody_typed_become_one(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    Booking.objects.filter(pk=booking.pk).update(purpose="one\r\ntwo\nthree\tfour")
    content = asked(a_link(stage.mira)).content
    (read,) = ical_js.read(content)["events"]
    (also,) = Calendar.from_ical(content).walk("VEVENT")
    for description in (read["description"], str(also["DESCRIPTION"])):
        assert "\none two three four\n" in description


@pytest.mark.parametrize("change", CHANGES)
def test_two_other_parsers_read_the_hours_around_a_clock_change_to_the_same_instants(stage, change):
    booking = booked(stage.bo, stage.zout, stage.studio)
    made = a_link(stage.mira)
    for half_hours in range(-6, 7):
        start = change + timedelta(minutes=30 * half_hours)
        end = start + timedelta(minutes=30)
        Booking.objects.filter(pk=booking.pk).update(during=TimestamptzRange(start, end, "[)"))
        content = asked(made).content
        (also,) = Calendar.from_ical(content).walk("VEVENT")
        assert also.decoded("DTSTART").astimezone(UTC) == start
        assert also.decoded("DTEND").astimezone(UTC) == end
        twice = start.astimezone(AMSTERDAM).replace(fold=0).utcoffset() != (
            start.astimezone(AMSTERDAM).replace(fold=1).utcoffset()
        )
        # An hour that the clock shows twice can be said in UTC alone.
        assert (b"DTSTART:2027" in content) is twice
