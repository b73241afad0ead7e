"""Nothing that a hub owns stays behind, and what comes out can come in again."""

import io
import json
import zipfile
from datetime import time
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps

from bookings.actions.ask_import import ask_import
from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.actions.cancel import cancel
from bookings.actions.mark_attendance import mark_attendance
from bookings.actions.say import say
from bookings.actions.set_words import set_words
from bookings.actions.waive_induction import waive_induction
from bookings.actions.write_import import write_import
from bookings.models import Block, Import, ThreadFile
from bookings.models.exporting import KINDS
from bookings.models.private import booking_files
from bookings.outbound.import_words import left_out
from bookings.outbound.importing import read_calendar
from facilities.actions.publish_house_rules import publish_house_rules
from facilities.actions.set_companion_rules import set_companion_rules
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import Facility
from facilities.outbound.hours import week_at
from facilities.rules.companions import Requirement, Why
from facilities.rules.week import Hours
from funding.actions.set_vat import set_vat
from funding.models import VatSetting
from funding.rules.time import local_day
from tests.actions.test_facilities_photos import add, picture
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.factories.imports import taken_in, written
from tests.factories.inductions import MORNING, a_session, asked_at, given
from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second
from tests.factories.series import open_thursdays, series_of
from tests.factories.sources import SECRET, a_source
from tests.factories.talking import photo as set_up_photo
from tests.factories.talking import played, rider
from tests.factories.waitlist import in_line
from tests.pages.test_taking_along import PAGE, taken

pytestmark = pytest.mark.django_db

# Each model of a hub, by the kinds that have it; and why others have none.
TAKEN = {
    "Hub": "hub", "MessageSetting": "hub", "Facility": "facilities", "Part": "facilities", "Unit": "units",
    "Photo": "photos", "CompanionRule": "companions", "HouseRules": "house_rules",
    "CalendarEntry": "opening_hours", "Booking": "bookings", "Line": "bookings", "Series": "series",
    "SecondOption": "second_options", "WaitlistEntry": "waitlist", "Fee": "fees", "Block": "blocks",
    "BlockUnit": "blocks", "Occupancy": "occupancy", "Remark": "messages", "ThreadFile": "messages",
    "SetUp": "set_ups", "SetUpPhoto": "set_ups", "HubWords": "words", "Caller": "callers",
    "CalendarSource": "calendars",
    "Advance": "advances",
    "Induction": "inductions", "TrainingSession": "sessions", "Attendance": "sessions",
    "InductionWaiver": "waivers",
}  # fmt: skip
LEFT = {
    "Kind": "the site's", "Feature": "the site's", "Leaf": "follows from parts", "OpeningWindow": "follows from hours",
    "Feed": "a key",
    "HandOver": "a key, and an address", "MailOptOut": "a person's choice",
    "ThreadSide": "what was read is no longer news",
    "Import": "what it made is there", "Offer": "a paper, with the invoices", "Contract": "a paper",
    "ContractText": "a paper",
    "InductionGrant": "a person's own", "ReadingTime": "how long the site read for it",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_each_thing_of_a_hub_is_in_one_of_the_kinds_or_has_its_reason():
    models = {
        model.__name__
        for room in ("facilities", "bookings")
        for model in apps.get_app_config(room).get_models()
    }
    assert models == TAKEN.keys() | LEFT.keys() and not TAKEN.keys() & LEFT.keys()
    assert set(TAKEN.values()) <= KINDS.keys()


def test_what_it_asks_for_and_its_sessions_are_taken_along_without_a_name(cast):
    before = booked(cast.bo, cast.zout, cast.studio)
    laser = asked_at(cast.studio)
    session = a_session(cast.effenaar, laser, seats=3, room=cast.engineer)
    seat = booked(cast.bo, cast.zout, session.facility, period=MORNING)
    mark_attendance(number=seat.number, came=True, actor=cast.teun, now=MORNING.start)
    given(laser, cast.ilse)
    waive_induction(number=before.number, induction=laser, reason="We are there.", actor=cast.teun, now=NOW)
    rows = {
        kind: json.loads(taken(cast.hanna, f"{kind}.json")) for kind in ("inductions", "sessions", "waivers")
    }
    (asked,) = rows["inductions"]
    assert (asked["asked_by"], asked["given"], asked["months"]) == ([cast.studio.slug], 1, 12)
    (held,) = rows["sessions"]
    assert (held["seats"], held["came"], held["room"]) == (3, 1, cast.engineer.slug)
    assert held["starts_at"] == MORNING.start.strftime("%Y-%m-%dT%H:%M:%SZ")
    (without,) = rows["waivers"]
    assert (without["booking"], without["reason"]) == (before.number, "We are there.")
    assert "ilse" not in json.dumps(rows).lower()


def test_a_busy_house_takes_all_of_it_along(cast):
    studio = cast.studio
    open_thursdays(studio, count=10)
    series = series_of(cast.bo, cast.zout, studio, count=3).series
    booking = booked(cast.bo, cast.zout, studio)
    in_line(cast.ilse, cast.noord, studio)
    say(number=booking.number, text="We bring a drum kit.", files=[rider()], actor=cast.bo, now=NOW)
    played(cast.bo, cast.zout, cast.microphones, text="Two on stage", photos=[set_up_photo()])
    gives_options(cast.engineer)
    optioned(cast.bo, cast.zout, cast.engineer)
    behind = second(cast.ilse, cast.noord, cast.engineer)
    set_words(hub=cast.effenaar, kind="reminder", text_nl="Tot morgen, {name}", actor=cast.hanna, now=NOW)
    publish_house_rules(hub=cast.effenaar, text_nl="Schoenen uit", actor=cast.hanna, now=NOW)
    set_companion_rules(
        facility=studio,
        requirements=[Requirement(companion_id=cast.engineer.pk, why=Why.AFTER, at=time(22))],
        actor=cast.hanna,
        now=NOW,
    )
    a_source(cast.hanna, studio)
    image = add(cast, picture())
    called(cast)
    archive = zipfile.ZipFile(io.BytesIO(taken(cast.hanna, "everything.zip")))
    assert archive.testzip() is None
    rows = {kind: json.loads(archive.read(f"{kind}.json")) for kind in KINDS}
    # Closures and blocks are tried beside this.
    assert {kind for kind, found in rows.items() if not found} <= {
        "closures",
        "blocks",
        "fees",
        "advances",
        "opening_hours",
        "inductions",
        "sessions",
        "waivers",
    }
    assert (rows["series"][0]["number"], rows["series"][0]["dates"]) == (series.number, 3)
    assert {row["series"] for row in rows["bookings"]} == {None, series.number}
    assert rows["waitlist"][0]["organisation"] == cast.noord.name
    assert rows["second_options"][0]["number"] == behind.number
    assert rows["words"][0]["text_nl"] == "Tot morgen, {name}"
    assert rows["callers"][0]["phone"] == "040 1234567"
    assert rows["companions"][0]["companion"] == cast.engineer.slug
    # What was sent is in it to the byte, under the name that the table says; a link stays a secret.
    (message,) = rows["messages"]
    sent = archive.read(f"messages/{booking.number}/{message['files'][0]}")
    assert message["by"] == "organisation" and sent.startswith(b"%PDF")
    assert archive.read(rows["photos"][0]["file"]) == image.image.storage.open(image.image.name).read()
    (set_up,) = rows["set_ups"]
    kept = archive.read(f"set_ups/{set_up['booking']}/{set_up['photos'][0]}")
    assert kept == booking_files().open(set_up["photos"][0]).read()
    text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".json", ".csv")))
    assert SECRET.encode() not in text and b"private-0123456789" not in text
    assert cast.bo.email.encode() not in text


def called(cast: Cast) -> None:
    book_for_caller(
        hub=cast.effenaar,
        called=Called(organisation="De Regenboog", name="Wil van Dam", phone="040 1234567"),
        unit=cast.studio.units.get(),
        period=thursday(9, 10),
        purpose="",
        own_cents=5_000,
        house_rules_version=1,
        request_key=uuid4(),
        actor=cast.teun,
        now=NOW,
    )


def test_a_file_that_is_gone_does_not_keep_the_others(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    say(number=booking.number, text="", files=[rider()], actor=cast.bo, now=NOW)
    booking_files().delete(ThreadFile.objects.get().stored)
    archive = zipfile.ZipFile(io.BytesIO(taken(cast.hanna, "everything.zip")))
    assert archive.testzip() is None and json.loads(archive.read("messages.json"))


def test_hours_and_vat_go_out_of_one_hub_and_into_another(cast):
    week = [Hours(day, time(10), time(22)) for day in range(5)] + [Hours(5, time(20), time(4))]
    set_opening_hours(hub=cast.effenaar, facility=cast.studio, week=week, actor=cast.hanna, now=NOW)
    today = local_day(NOW, cast.effenaar.zone)
    facts = {"hub": cast.effenaar, "valid_from": today, "actor": cast.hanna, "now": NOW}
    set_vat(facility=cast.studio, rate_bp=0, exemption_reason="Article 11", **facts)
    set_vat(facility=cast.engineer, rate_bp=900, exemption_reason="", **facts)
    for page in ("/nl/desk/effenaar/moving-in/take-along/", PAGE):
        file = taken(cast.hanna, "facilities.csv", page)
    written(cast.tetem, file, cast.anna)
    there = {each.name: each for each in Facility.objects.filter(hub=cast.tetem)}
    assert week_at(cast.tetem, there["Studio 2"]) == sorted(week)
    assert week_at(cast.tetem, there["Sound engineer"]) == []
    vats = VatSetting.objects.filter(hub=cast.tetem).values_list(
        "facility__name", "rate_bp", "exemption_reason"
    )
    assert set(vats) >= {("Studio 2", 0, "Article 11"), ("Sound engineer", 900, "")}
    # And here it says nothing new.
    again = taken(cast.anna, "facilities.csv", "/en/desk/tetem/moving-in/take-along/")
    assert written(cast.tetem, again, cast.anna).preview["same_count"] == len(there)


def brought(hub, unit, file: bytes, actor) -> Import:
    wishes = {"units": [unit.pk], "kind": "production"}
    asked = taken_in(hub, file, actor, of="calendar", file_name="b.ics", wishes=wishes)
    found = read_calendar(uuid=asked.uuid, now=NOW)
    assert found is not None
    return found


def test_bookings_and_blocks_that_went_out_come_in_elsewhere_at_the_same_instants(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    cancelled = booked(cast.ilse, cast.noord, cast.engineer)
    cancel(number=cancelled.number, actor=cast.ilse, now=NOW)
    blocked(cast.microphones.units.first(), period=thursday(18, 22), title="Own show")
    hall = FacilityFactory(hub=cast.tetem, slug="hal", name="Hal")
    unit = hall.units.get()
    for kind, title, period in (
        ("bookings", cast.zout.name, booking.period),
        ("blocks", "Own show", thursday(18, 22)),
    ):
        found = brought(cast.tetem, unit, taken(cast.hanna, f"{kind}.ics"), cast.anna)
        assert found.preview["problems"] == []
        ask_import(found=found, seen=found.preview["digest"], actor=cast.anna, now=NOW)
        write_import(uuid=found.uuid, now=NOW)
        (made,) = Block.objects.filter(origin=found.ref)
        assert made.period == period and title in made.title


def test_what_is_here_already_is_not_brought_in_beside_itself(cast):
    booked(cast.bo, cast.zout, cast.studio)
    blocked(cast.microphones.units.first(), period=thursday(18, 22))
    unit = cast.engineer.units.get()
    for kind in ("bookings", "blocks"):
        found = brought(cast.effenaar, unit, taken(cast.hanna, f"{kind}.ics"), cast.hanna)
        assert (found.preview["count"], found.preview["problems"][0][2]) == (0, "nothing_ahead")
        (said,) = left_out(found.preview)
        assert said.startswith("1 of these are bookings or blocks that are here already.")
