"""What people get in their mail: the placer in their language with an event, the hub a copy of its own."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from django.core import mail
from django.utils.translation import override
from icalendar import Calendar

from bookings.actions.cancel import cancel
from bookings.models import Booking
from bookings.outbound.calendar import PUBLISH, calendar_file
from bookings.outbound.ical import AMSTERDAM
from funding.models import Fund
from hub.kit import outbox
from hub.kit.periods import Period
from members.models import User
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.money import fill

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        yield stage


def deliver(now=LATER) -> list:
    """What the worker sends, as it goes over the line."""
    mail.outbox.clear()
    for message in outbox.claim(now=now):
        assert outbox.deliver(message, now=now)
    return [
        message_from_bytes(each.message().as_bytes(linesep="\r\n"), policy=default) for each in mail.outbox
    ]


def subject(message) -> str:
    return message["Subject"].strip()


def parts(message, kind: str) -> list:
    return [part for part in message.walk() if part.get_content_type() == kind]


def event_lines(text: str) -> dict[str, str]:
    """A reader of our own, so that the file is not only read by who wrote it: unfold, split at the first colon."""
    unfolded = text.replace("\r\n ", "").replace("\r\n\t", "")
    inside = unfolded.split("BEGIN:VEVENT\r\n")[1].split("\r\nEND:VEVENT")[0]
    return dict(line.split(":", 1) for line in inside.split("\r\n"))


def test_a_confirmation_goes_to_the_placer_with_the_event_and_to_the_hub(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    to_bo, to_hub = deliver()
    assert (to_bo["To"], to_hub["To"]) == ("bo@example.org", stage.effenaar.email)
    assert subject(to_bo) == f"Booked: Effenaar, Thursday 26 November 2026, 13:00–17:00 ({booking.number})"
    assert "26 november 2026" in subject(to_hub).lower()
    (text,) = parts(to_bo, "text/plain")
    words = text.get_content()
    assert "You are expected at Effenaar." in words
    assert "- 2 × Condenser microphone: €\u00a020.00" in words
    assert "Of €\u00a0180.00: Collectief Zout €\u00a0" in words
    assert "Regional Makers Fund €\u00a0" in words
    assert f"/en/bookings/{booking.number}/" in words
    assert "microphones-001, microphones-002" in parts(to_hub, "text/plain")[0].get_content()
    assert len(parts(to_bo, "text/html")) == 1
    invitation, attached = parts(to_bo, "text/calendar")
    assert invitation["Content-Type"].params["method"] == "REQUEST"
    assert attached.get_filename() == f"{booking.number}.ics"
    assert len(parts(to_hub, "text/calendar")) == 1


def test_each_mail_is_sent_once(stage):
    booked(stage.bo, stage.zout, stage.studio)
    assert len(deliver()) == 2
    assert deliver(LATER + timedelta(hours=1)) == []


def test_the_placer_reads_it_in_their_own_language(stage):
    User.objects.filter(pk=stage.bo.pk).update(language="nl")
    booking = booked(stage.bo, stage.zout, stage.studio)
    to_bo, _to_hub = deliver()
    assert "donderdag 26 november 2026" in subject(to_bo)
    assert f"/nl/bookings/{booking.number}/" in parts(to_bo, "text/plain")[0].get_content()


def test_the_event_is_the_booking(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    to_bo, _to_hub = deliver()
    text = parts(to_bo, "text/calendar")[1].get_content().replace("\r\n", "\n").replace("\n", "\r\n")
    lines = event_lines(text)
    assert lines["UID"] == f"booking-{booking.number}@vliegwiel"
    assert lines["SEQUENCE"] == "0"
    assert lines["STATUS"] == "CONFIRMED"
    assert lines["DTSTART;TZID=Europe/Amsterdam"] == "20261126T130000"
    assert lines["DTEND;TZID=Europe/Amsterdam"] == "20261126T170000"
    assert lines["SUMMARY"] == "Studio 2 at Effenaar"
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "REQUEST"
    assert (event.start, event.end) == (booking.period.start, booking.period.end)
    assert f"Booking {booking.number} for Collectief Zout" in event["description"]


def test_a_cancellation_takes_the_event_out_of_the_calendar_and_says_why(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    deliver()
    cancel(number=booking.number, actor=stage.teun, now=LATER, reason="The roof leaks.")
    to_bo, to_hub = deliver()
    assert subject(to_bo).startswith("Cancelled: Effenaar")
    assert "Reason: The roof leaks." in parts(to_bo, "text/plain")[0].get_content()
    calendar = Calendar.from_ical(parts(to_bo, "text/calendar")[0].get_content())
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == f"booking-{booking.number}@vliegwiel"
    assert to_hub["To"] == stage.effenaar.email


def test_a_confirmation_that_waited_until_after_the_cancellation_is_not_sent(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    told = deliver()
    assert len(told) == 2
    assert subject(told[0]).startswith("Cancelled")
    assert all(parts(each, "text/calendar")[0]["Content-Type"].params["method"] == "CANCEL" for each in told)


def test_a_hub_without_an_address_gets_no_mail_and_nothing_fails(stage):
    stage.effenaar.email = ""
    stage.effenaar.save()
    booked(stage.bo, stage.zout, stage.studio)
    assert len(deliver()) == 1


def test_the_same_mail_twice_has_one_id(stage):
    booked(stage.bo, stage.zout, stage.studio)
    ids = {each["Message-ID"] for each in deliver()}
    outbox.OutboxMessage.objects.update(done_at=None)
    assert {each["Message-ID"] for each in deliver()} == ids
    assert len(ids) == 2


def test_what_people_type_never_becomes_a_line_of_mail_or_event(stage):
    evil = "Film\r\nBcc: all@example.org\r\nEND:VEVENT\r\rX:\u2028y;,\\"
    booking = booked(stage.bo, stage.zout, stage.studio, purpose=evil)
    Booking.objects.filter(pk=booking.pk).update(end_reason=evil)
    stage.studio.name = "Studio\r\nATTACH:http://x"
    stage.studio.save()
    stage.effenaar.name = "Eff\nenaar"
    stage.effenaar.save()
    to_bo, _to_hub = deliver()
    assert "Bcc" not in to_bo
    text = calendar_file(fresh(booking), method=PUBLISH, url="https://x.example").decode()
    assert "\r" not in text.replace("\r\n", "")
    assert "\n" not in text.replace("\r\n", "")
    assert text.count("END:VEVENT\r\n") == 1
    assert "\r\nATTACH" not in text
    lines = event_lines(text)
    assert "Film Bcc: all@example.org END:VEVENT X: y\\;\\,\\\\" in lines["DESCRIPTION"]


def fresh(booking: Booking) -> Booking:
    return Booking.objects.select_related("hub__municipality", "organisation", "placed_by").get(pk=booking.pk)


# Hours in UTC around both clock changes, with the wall clock that stands in the file, or UTC where it shows twice.
@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((2027, 3, 27, 22), (2027, 3, 28, 5), ("20270327T230000", "20270328T070000")),
        ((2027, 3, 28, 0), (2027, 3, 28, 1), ("20270328T010000", "20270328T030000")),
        ((2027, 10, 30, 20), (2027, 10, 31, 6), ("20271030T220000", "20271031T070000")),
        ((2027, 10, 31, 0), (2027, 10, 31, 1), ("20271031T000000Z", "20271031T010000Z")),
        ((2027, 10, 31, 1), (2027, 10, 31, 3), ("20271031T010000Z", "20271031T040000")),
        ((2027, 7, 1, 10), (2027, 7, 4, 10), ("20270701T120000", "20270704T120000")),
    ],
)
def test_the_times_of_an_event_are_the_instants_of_the_booking(stage, start, end, said):
    period = Period(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))
    booking = booked(stage.bo, stage.zout, stage.studio)
    Booking.objects.filter(pk=booking.pk).update(during=period.to_range())
    text = calendar_file(fresh(booking), method=PUBLISH, url="https://x.example").decode()
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (period.start, period.end)
    lines = event_lines(text)
    values = [value for name, value in lines.items() if name.startswith(("DTSTART", "DTEND"))]
    assert tuple(values) == said
    zone = zone_in(text)
    for value, at in zip(values, (period.start, period.end), strict=True):
        if not value.endswith("Z"):
            local = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
            assert local.astimezone(UTC) == at


def zone_in(text: str):
    """The zone as another library reads it from the file alone."""
    return tzical(StringIO(text.replace("\r\n", "\n"))).get("Europe/Amsterdam")


def test_the_zone_that_we_send_is_the_zone_that_there_is():
    sent = tzical(StringIO(AMSTERDAM)).get("Europe/Amsterdam")
    known = ZoneInfo("Europe/Amsterdam")
    at = datetime(2000, 1, 1, tzinfo=UTC)
    while at.year < 2040:
        local = at.astimezone(known)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            assert local.replace(tzinfo=sent).utcoffset() == local.utcoffset(), at
        at += timedelta(hours=7)


def test_a_hub_in_a_zone_whose_rules_we_do_not_send_gets_utc(stage):
    stage.effenaar.zone_name = "America/Curacao"
    stage.effenaar.save()
    booking = booked(stage.bo, stage.zout, stage.studio, period=thursday(13, 17))
    text = calendar_file(fresh(booking), method=PUBLISH, url="https://x.example").decode()
    assert "VTIMEZONE" not in text
    assert event_lines(text)["DTSTART"] == "20261126T120000Z"
