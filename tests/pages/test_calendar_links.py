"""What a calendar program gets at a secret link, and what stands on the page where people make theirs."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from bookings.actions.block import block
from bookings.actions.cancel import cancel
from bookings.actions.expire_holds import expire_holds
from bookings.actions.lift_block import lift_block
from bookings.actions.revoke_feed import revoke_feed
from bookings.models import Booking, BookingState, Feed
from bookings.models.feeds import MOST_AN_HOUR
from members.models import Grant, Membership
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked, held
from tests.factories.feeds import a_link, address, asked, events
from tests.signing_in import signed_in

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def stage(db):
    with time_machine.travel(LATER, tick=False), translation.override("en"):
        yield cast.assemble()


def uid(booking) -> str:
    return f"booking-{booking.number}@vliegwiel"


def test_a_person_sees_what_their_organisations_booked(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    booked(stage.ilse, stage.noord, stage.studio, period=thursday(18, 20))
    found = events(a_link(stage.mira))
    assert list(found) == [uid(booking)]
    event = found[uid(booking)]
    assert event["SUMMARY"] == "Studio 2, 2 × Condenser microphone at Effenaar"
    assert event.decoded("DTSTART").astimezone(UTC) == booking.period.start
    assert event.decoded("DTEND").astimezone(UTC) == booking.period.end
    assert "Recording our film" in event["DESCRIPTION"] and booking.number in event["URL"]
    assert event["STATUS"] == "CONFIRMED"


def test_somebodys_own_calendar_has_not_what_others_booked(stage):
    booked(stage.bo, stage.zout, stage.studio)
    mine = booked(stage.zoe, stage.zout, stage.studio, period=thursday(18, 20))
    assert list(events(a_link(stage.zoe, own=True))) == [uid(mine)]
    assert events(a_link(stage.mira, own=True)) == {}


def test_nobodys_address_is_in_a_calendar(stage):
    booked(stage.bo, stage.zout, stage.studio)
    for made in (a_link(stage.mira), a_link(stage.teun, stage.effenaar)):
        assert b"bo@example.org" not in asked(made).content
        assert b"ATTENDEE" not in asked(made).content


def test_a_hub_sees_who_comes_for_what(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    event = events(a_link(stage.teun, stage.effenaar))[uid(booking)]
    assert event["SUMMARY"] == "Collectief Zout: Studio 2"
    assert "Recording our film" in event["DESCRIPTION"]


def test_a_facilitys_calendar_has_its_own_lines_and_hours_alone(stage):
    booking = booked(
        stage.bo, stage.zout, (stage.studio, 1, thursday(13, 17)), (stage.engineer, 1, thursday(14, 16))
    )
    booked(stage.ilse, stage.noord, stage.microphones)
    found = events(a_link(stage.teun, stage.engineer))
    assert list(found) == [f"booking-{booking.number}-{stage.engineer.pk}@vliegwiel"]
    (event,) = found.values()
    assert event["SUMMARY"] == "Collectief Zout: Sound engineer"
    assert event.decoded("DTSTART").astimezone(UTC) == thursday(14, 16).start


def test_a_hold_is_nobodys_appointment(stage):
    held(stage.bo, stage.zout, stage.studio)
    assert events(a_link(stage.mira)) == {}


def test_what_was_cancelled_stays_with_a_raised_sequence_for_two_months(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, period=thursday(13, 17))
    made = a_link(stage.mira)
    before = events(made)[uid(booking)]
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    after = events(made)[uid(booking)]
    assert after["STATUS"] == "CANCELLED" and after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")
    Booking.objects.filter(pk=booking.pk).update(ended_at=NOW - timedelta(days=61))
    assert events(made) == {}


def test_what_waited_too_long_is_cancelled_at_once_with_a_raised_sequence(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    values = {"state": BookingState.OPTION, "optioned_at": NOW, "confirmed_at": None}
    Booking.objects.filter(pk=booking.pk).update(held_until=LATER + timedelta(hours=1), **values)
    made = a_link(stage.mira)
    assert events(made)[uid(booking)]["STATUS"] == "TENTATIVE"
    Booking.objects.filter(pk=booking.pk).update(held_until=NOW)
    event = events(made)[uid(booking)]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", booking.sequence + 1)
    # Written down it is the same event.
    assert expire_holds(now=NOW) == 1 and Booking.objects.get(pk=booking.pk).sequence == 1
    assert events(made)[uid(booking)].to_ical() == event.to_ical()


def test_a_house_sees_its_own_blocks_and_when_they_are_lifted(stage):
    units = [stage.studio.units.get().pk]
    kept = block(
        hub=stage.effenaar, unit_ids=units, period=thursday(9, 12), kind="maintenance", title="New, floor; \\",
        actor=stage.teun, now=NOW,
    )  # fmt: skip
    made, of_mics = a_link(stage.teun, stage.effenaar), a_link(stage.teun, stage.microphones)
    (event,) = events(made).values()
    assert event["SUMMARY"].startswith("New, floor; \\: Studio 2")
    assert events(of_mics) == {} and len(events(a_link(stage.teun, stage.studio))) == 1
    assert events(a_link(stage.mira)) == {}
    lift_block(uuid=kept.uuid, actor=stage.teun, now=LATER)
    (lifted,) = events(made).values()
    assert lifted["STATUS"] == "CANCELLED" and lifted["SEQUENCE"] > event["SEQUENCE"]


def test_what_was_read_from_another_calendar_does_not_go_back_there(stage):
    units = [stage.studio.units.get().pk]
    block(hub=stage.effenaar, unit_ids=units, period=thursday(9, 12), kind="busy", actor=stage.teun, now=NOW)
    assert events(a_link(stage.teun, stage.effenaar)) == {}


def test_what_people_type_never_becomes_a_line_of_the_calendar(stage):
    nasty = "Film\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x; \\n , é" + "ü" * 80 + "\x00\x1b\u2028"
    booking = booked(stage.bo, stage.zout, stage.studio)
    Booking.objects.filter(pk=booking.pk).update(purpose=nasty.replace("\x00", ""))
    made = a_link(stage.mira)
    text = asked(made).content
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"") and text.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert "SUMMARY:x; \\n , é" in events(made)[uid(booking)]["DESCRIPTION"]


def test_who_may_not_see_it_any_more_sees_nothing_from_that_moment(stage):
    booked(stage.bo, stage.zout, stage.studio)
    person, desk = a_link(stage.mira), a_link(stage.teun, stage.effenaar)
    assert events(person) and events(desk)
    Membership.objects.filter(person=stage.mira).delete()
    Grant.objects.filter(person=stage.teun).update(revoked_at=LATER)
    assert events(person) == {}
    assert asked(desk).status_code == 404
    stage.mira.is_active = False
    stage.mira.save()
    assert asked(person).status_code == 404


def test_a_wrong_link_and_a_revoked_one_are_the_same(stage):
    made = a_link(stage.mira)
    revoke_feed(uuid=made.feed.uuid, actor=stage.mira, now=LATER)
    wrong = Client().get(reverse("calendar_feed", args=["x" * 43]))
    gone = asked(made)
    assert (wrong.status_code, gone.status_code) == (404, 404)
    strip = re.compile(rb"csrf\w+.*?>|nonce=\S+|/calendars/[\w-]+")
    assert strip.sub(b"", wrong.content) == strip.sub(b"", gone.content)
    assert dict(wrong.headers).keys() == dict(gone.headers).keys()


@pytest.mark.parametrize("key", ["%00", "x" * 5_000, "..%2F..", "é", "'; DROP TABLE bookings_feed; --"])
def test_a_link_that_cannot_be_one_is_not_found(stage, key):
    assert Client().get(f"/calendars/{key}.ics").status_code == 404


def test_a_program_that_knows_it_already_gets_no_more_than_that(stage):
    booked(stage.bo, stage.zout, stage.studio)
    made = a_link(stage.mira)
    first = asked(made)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in first["Cache-Control"] and "Set-Cookie" not in first.headers
    same = asked(made, **{"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    since = asked(made, **{"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304
    with time_machine.travel(LATER + timedelta(minutes=5), tick=False):
        booked(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
        for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
            assert asked(made, **headers).status_code == 200
        latest = asked(made)
        assert datetime.strptime(latest["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT") == (
            (LATER + timedelta(minutes=5)).replace(tzinfo=None)
        )


def test_a_program_may_ask_for_the_head_alone_and_may_not_write(stage):
    made = a_link(stage.mira)
    head = Client().head(address(made))
    assert (head.status_code, head.content) == (200, b"") and head["ETag"] == asked(made)["ETag"]
    assert Client().post(address(made)).status_code == 405


def test_a_link_that_is_asked_all_the_time_waits_and_others_do_not(stage):
    made, other = a_link(stage.mira), a_link(stage.zoe)
    Feed.objects.filter(pk=made.feed.pk).update(asked=MOST_AN_HOUR, hour_began=NOW)
    assert asked(made).status_code == 429 and asked(other).status_code == 200


def test_whoever_guesses_links_is_stopped_for_a_minute(stage):
    def guess() -> int:
        return Client().get(reverse("calendar_feed", args=["x" * 43])).status_code

    assert [guess() for _number in range(61)] == [404] * 60 + [429]
    with time_machine.travel(LATER + timedelta(seconds=61), tick=False):
        assert guess() == 404
    assert asked(a_link(stage.mira)).status_code == 200


def test_the_number_of_statements_does_not_grow(stage):
    made = a_link(stage.teun, stage.effenaar)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            asked(made)
        return len([each for each in captured if "SAVEPOINT" not in each["sql"]])

    booked(stage.bo, stage.zout, stage.studio)
    few = statements()
    for hour in range(9, 13):
        booked(stage.bo, stage.zout, stage.microphones, period=thursday(hour, hour + 1))
    assert statements() == few <= 7


def test_the_calendar_says_how_often_it_likes_to_be_asked_and_what_it_is(stage):
    text = asked(a_link(stage.teun, stage.studio)).content.decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text and "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert "X-WR-CALNAME:Studio 2\\, Effenaar\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


def page(client, **data):
    with translation.override("en"):
        url = reverse("bookings:feeds")
    return client.post(url, {"key": str(uuid4()), **data}) if data else client.get(url)


def test_a_new_link_is_shown_once_and_works(stage):
    booked(stage.bo, stage.zout, stage.studio)
    client = signed_in(stage.mira)
    shown = page(client, what="organisations", name="my phone")
    (link,) = re.findall(r'value="([^"]+\.ics)"', shown.content.decode())
    assert "no-store" in shown["Cache-Control"]
    assert b"BEGIN:VEVENT" in Client().get(link.partition("localhost:8000")[2]).content
    again = page(client)
    assert b"my phone" in again.content and b".ics" not in again.content
    assert f"{LATER.day} November 2026" in again.content.decode()


def test_a_link_is_made_anew_and_revoked_on_the_page(stage):
    client, made = signed_in(stage.mira), a_link(stage.mira)
    anew = client.post(reverse("bookings:feed_replace", args=[made.feed.uuid]))
    (link,) = re.findall(r'value="([^"]+\.ics)"', anew.content.decode())
    assert asked(made).status_code == 404
    client.post(reverse("bookings:feed_revoke", args=[made.feed.uuid]))
    assert Client().get(link.partition("localhost:8000")[2]).status_code == 404


def test_the_page_offers_a_hubs_calendars_to_who_works_there(stage):
    assert b"Studio 2" in page(signed_in(stage.teun)).content
    assert b"Studio 2" not in page(signed_in(stage.mira)).content
    refused = page(signed_in(stage.mira), what=f"hub-{stage.effenaar.pk}")
    assert refused.status_code == 422 and not Feed.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"what": "everything"},
        {"what": ""},
        {"what": "own", "name": "x" * 61},
        {"what": "own", "name": "x\x00"},
        {"what": "own", "key": "1"},
    ],
)
def test_a_form_that_is_wrong_makes_no_link(stage, bad):
    assert page(signed_in(stage.mira), **bad).status_code == 422
    assert not Feed.objects.exists()


def test_the_same_form_twice_says_that_the_link_was_shown(stage):
    client, key = signed_in(stage.mira), str(uuid4())
    page(client, what="own", key=key)
    twice = page(client, what="own", key=key)
    assert twice.status_code == 422 and b"shown once" in twice.content
