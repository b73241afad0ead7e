"""What a hub owns comes out whole, in formats that others read; and what comes out of one hub goes into another."""

import csv
import io
import json
import zipfile

import pytest
import time_machine
from icalendar import Calendar

from bookings.models.exporting import KINDS
from facilities.actions._facts import FacilityFacts
from facilities.actions.add_closure import add_closure
from facilities.models import Facility
from funding.models import RateCard
from hub.kit.audit import SITE
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import FeatureFactory
from tests.factories.imports import written
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/effenaar/moving-in/take-along/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def taken(person, what: str, page: str = PAGE) -> bytes:
    response = signed_in(person).post(page, {"what": what})
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content)


def test_what_goes_out_of_one_hub_goes_into_another(cast):
    studio = cast.studio
    studio.about_nl, studio.capacity_people, studio.asks_approval = (
        'Met "vleugel";\nen regie, groot',
        12,
        True,
    )
    studio.turnaround_minutes, studio.fixed_fee = 30, True
    studio.save()
    studio.features.add(FeatureFactory())
    studio.units.update(note="+31 voor hulp", serial_number="=1+1", state="in_service")
    for page, language in (("/nl/desk/effenaar/moving-in/take-along/", "nl"), (PAGE, "en")):
        file = taken(cast.hanna, "facilities.csv", page)
        assert b"'=1+1" in file, language
    written(cast.tetem, file, cast.anna)
    before, after = (
        {each.name: each for each in Facility.objects.filter(hub=hub)} for hub in (cast.effenaar, cast.tetem)
    )
    assert set(before) == set(after)
    for name, facility in before.items():
        assert FacilityFacts.of(facility) == FacilityFacts.of(after[name])
        assert facility.state == after[name].state
        assert units_of(facility) == units_of(after[name]) and rates_of(facility) == rates_of(after[name])


def units_of(facility: Facility) -> list[tuple]:
    return sorted(facility.units.values_list("label", "serial_number", "state", "note"))


def rates_of(facility: Facility) -> dict[str, int]:
    return {
        rate.unit: rate.cents
        for rate in RateCard.objects.filter(facility=facility).latest("valid_from").rates.all()
    }


def test_everything_comes_in_one_file(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    add_closure(
        hub=cast.effenaar,
        starts=NOW.replace(tzinfo=None, month=12, day=24, hour=0),
        ends=NOW.replace(tzinfo=None, month=12, day=25, hour=0),
        knowing=[booking.number],
        actor=SITE,
        now=NOW,
    )
    archive = zipfile.ZipFile(io.BytesIO(taken(cast.hanna, "everything.zip")))
    assert archive.testzip() is None
    assert {name.partition(".")[0] for name in archive.namelist()} == set(KINDS)
    (row,) = json.loads(archive.read("bookings.json"))
    assert (row["number"], row["facility"], row["organisation"]) == (
        booking.number,
        "studio-2",
        cast.zout.name,
    )
    assert row["starts_at"].endswith("Z") and row["starts_at"][:10] == row["starts_local"][:10]
    (event,) = Calendar.from_ical(archive.read("bookings.ics")).walk("VEVENT")
    assert event["DTSTART"].dt == booking.period.start and event["DTEND"].dt == booking.period.end
    (held,) = csv.DictReader(io.StringIO(archive.read("occupancy.csv").decode("utf-8-sig")))
    assert held["booking"] == booking.number and held["reason"] == "booking"
    (closed,) = json.loads(archive.read("closures.json"))
    assert closed["starts_local"] == "2026-12-24 00:00"
    assert cast.bo.email.encode() not in archive.read("bookings.json")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_comes_alone_and_is_noted(cast, kind):
    booked(cast.bo, cast.zout, cast.studio)
    assert isinstance(json.loads(taken(cast.hanna, f"{kind}.json")), list)
    rows = list(csv.reader(io.StringIO(taken(cast.hanna, f"{kind}.csv").decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) <= 1
    found = AuditRow.objects.filter(action="bookings.note_export", about=cast.effenaar.ref)
    assert [row.facts for row in found.order_by("pk")] == [
        {"kind": kind, "format": "json"},
        {"kind": kind, "format": "csv"},
    ]


@pytest.mark.parametrize(
    "what", ["", "x", "units.ics", "bookings.exe", "everything.csv", "../etc.json", "bookings.zip"]
)
def test_what_there_is_not_is_not_found(cast, what):
    assert signed_in(cast.hanna).post(PAGE, {"what": what}).status_code == 404
    assert not AuditRow.objects.filter(action="bookings.note_export").exists()


def test_another_hubs_things_are_not_in_it(cast):
    booked(cast.bo, cast.zout, cast.studio)
    for kind in KINDS:
        found = json.loads(taken(cast.anna, f"{kind}.json", "/en/desk/tetem/moving-in/take-along/"))
        assert not [
            row for row in found if row.get("facility") == "studio-2" or row.get("slug") == "studio-2"
        ]
    assert signed_in(cast.wim).post(PAGE, {"what": "bookings.csv"}).status_code == 404
    assert signed_in(cast.teun).post(PAGE, {"what": "bookings.csv"}).status_code == 403
