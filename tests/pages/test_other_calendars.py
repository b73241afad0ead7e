"""The pages about other calendars that a hub reads, as its people use them; bad input is answered in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from bookings.actions._sources import MOST_BYTES
from bookings.models import CalendarSource
from bookings.outbound.fetching import Unfetched
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.feeds import a_link
from tests.factories.repairs import closed_on_thursday
from tests.factories.sources import EVENING, MORNING, SECRET, Server, a_source, blocked_by, ics, read
from tests.signing_in import signed_in

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def stage(db):
    with time_machine.travel(LATER, tick=False):
        yield cast.assemble()


def at(name: str, *arguments) -> str:
    with translation.override("en"):
        return reverse(f"bookings:{name}", args=arguments)


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return " ".join(answer.content.decode().split())


def sent(stage, client=None, **data):
    wanted = {"key": str(uuid4()), "what": f"facility-{stage.studio.pk}", "name": "Theatre", **data}
    client = client or signed_in(stage.hanna)
    return client.post(at("calendars", "effenaar"), {name: value for name, value in wanted.items() if value})


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("../../etc/passwd.ics", content, content_type="text/calendar")


def test_a_link_is_added_read_and_shown_without_its_secret(stage):
    answer = sent(stage, link=SECRET)
    source = CalendarSource.objects.get()
    assert answer.status_code == 302 and answer["Location"] == at("source", "effenaar", source.uuid)
    client = signed_in(stage.hanna)
    assert "is read soon" in text(client.get(at("calendars", "effenaar")))
    read(Server(ics(MORNING, EVENING)), now=LATER)
    page = text(client.get(at("source", "effenaar", source.uuid)))
    assert "2 times are blocked" in page and "calendar.example" in page
    assert "private-0123456789abcdef" not in page
    assert "2 times, read" in text(client.get(at("calendars", "effenaar")))


def test_an_address_to_subscribe_to_is_the_same_address(stage):
    sent(stage, link=f" {SECRET.replace('https', 'webcal')} ")
    assert CalendarSource.objects.get().link == SECRET


def test_a_file_is_added_and_its_name_is_nobodys_path(stage):
    sent(stage, file=upload(ics(MORNING)), what=f"unit-{stage.microphones.units.first().pk}")
    source = CalendarSource.objects.get()
    assert source.unit is not None
    read(now=LATER)
    assert blocked_by(source) == [MORNING]
    again = signed_in(stage.hanna).post(at("source", "effenaar", source.uuid), {"file": upload(ics(EVENING))})
    assert again.status_code == 302
    read(now=LATER)
    assert blocked_by(source) == [EVENING]
    assert "This field is required" in text(
        signed_in(stage.hanna).post(at("source", "effenaar", source.uuid)), 422
    )


def test_a_clash_names_both_on_the_planning_and_where_the_calendar_is(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, period=thursday(10, 11))
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING)), now=LATER)
    client = signed_in(stage.teun)
    for address in (
        at("planning", "effenaar"),
        at("calendars", "effenaar"),
        at("source", "effenaar", source.uuid),
    ):
        page = text(client.get(address))
        assert "Busy there, booked here" in page, address
        assert "Theatre" in page and booking.number in page and "Collectief Zout" in page
    assert "Busy there, booked here" not in text(signed_in(stage.wim).get(at("planning", "tetem")))


def test_a_clash_stands_once_among_what_waits_and_is_repaired_like_any_other(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, period=thursday(10, 11))
    a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING)), now=LATER)
    client = signed_in(stage.teun)
    page = text(client.get(at("planning", "effenaar")))
    assert "Busy there, booked here" in page and "Cannot be kept" not in page
    # The list of what is to be repaired has it all the same, and the calendars lead there.
    repair = at("repair", "effenaar")
    assert booking.number in text(client.get(repair))
    assert f'href="{repair}"' in client.get(at("calendars", "effenaar")).content.decode()
    # Closing that day is the house's own doing, and is said besides.
    closed_on_thursday(stage, booking)
    assert "Cannot be kept" in text(client.get(at("planning", "effenaar")))


def test_a_failure_and_what_was_left_out_are_said(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(Unfetched("answered", "403")), now=LATER)
    client = signed_in(stage.teun)
    assert "answered “403”" in text(client.get(at("calendars", "effenaar")))
    assert "could not be read" in text(client.get(at("source", "effenaar", source.uuid)))
    CalendarSource.objects.update(due_at=LATER)
    odd = (
        ics(MORNING).replace(b"DTSTART:", b"DTSTART;TZID=<b>Narnia</b>:").replace(b"Z\r\nDTEND", b"\r\nDTEND")
    )
    read(Server(odd), now=LATER)
    page = text(client.get(at("source", "effenaar", source.uuid)))
    assert "unknown time zone “&lt;b&gt;Narnia&lt;/b&gt;”" in page


def test_staff_read_and_managers_change(stage):
    a_source(stage.hanna, stage.studio)
    made = a_link(stage.teun, stage.effenaar)
    page = text(signed_in(stage.teun).get(at("calendars", "effenaar")))
    assert "Theatre" in page and "Secret address" not in page and str(made.feed.uuid) not in page
    page = text(signed_in(stage.hanna).get(at("calendars", "effenaar")))
    assert "Secret address" in page and "Revoke: the link of Teun" in page


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"link": "http://calendar.example/x.ics"}, "begins with https://"),
        ({"link": "https://calendar.example:22/x.ics"}, "begins with https://"),
        ({"link": "x" * 3_000}, "at most 2000 characters"),
        ({"link": "https://x.example/\x00"}, "Null characters"),
        ({}, "either a secret address or a file"),
        ({"link": SECRET, "file": b"x"}, "either a secret address or a file"),
        ({"file": b""}, "empty"),
        ({"file": b"x" * (MOST_BYTES + 1)}, "at most 5 MB"),
        ({"link": SECRET, "what": "facility-0"}, "Select a valid choice"),
        ({"link": SECRET, "what": ""}, "required"),
        ({"link": SECRET, "name": ""}, "required"),
        ({"link": SECRET, "name": "x" * 81}, "at most 80 characters"),
        ({"link": SECRET, "key": "1"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(stage, bad, said):
    data = {name: upload(value) if isinstance(value, bytes) else value for name, value in bad.items()}
    assert said in text(sent(stage, **data), 422)
    assert not CalendarSource.objects.exists()


def test_a_facility_of_another_hub_cannot_be_chosen(stage):
    client = signed_in(stage.anna)
    answer = client.post(
        at("calendars", "tetem"),
        {"key": str(uuid4()), "what": f"facility-{stage.studio.pk}", "name": "x", "link": SECRET},
    )
    assert answer.status_code == 422 and not CalendarSource.objects.exists()


def test_a_calendar_of_another_hub_is_not_found(stage):
    source = a_source(stage.hanna, stage.studio)
    for name in ("source", "source_remove"):
        assert signed_in(stage.anna).post(at(name, "tetem", source.uuid)).status_code == 404


def test_the_same_form_twice_adds_one(stage):
    key = str(uuid4())
    assert sent(stage, link=SECRET, key=key).status_code == 302
    assert "is there already" in text(sent(stage, link=SECRET, key=key), 422)
    assert CalendarSource.objects.count() == 1
