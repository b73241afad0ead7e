"""What a booking is part of: on its page, in lists, for programs and in what a hub takes along."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bookings.actions.put_under import put_under
from bookings.models.exporting import KINDS
from tests.cast import NOW, assemble
from tests.factories.bookings import booked
from tests.factories.pilots import a_pilot
from tests.signing_in import signed_in

LATER = NOW + timedelta(hours=1)
NUL = "x\x00y"


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def test_a_booking_is_put_under_a_pilot_on_its_page_and_found_by_it(cast):
    pilot, client = a_pilot(cast), signed_in(cast.bo)
    made = booked(cast.bo, cast.zout, cast.studio)
    page = client.get(reverse("bookings:booking", args=[made.number])).content.decode()
    assert f'value="{pilot.ref}"' in page
    url = reverse("bookings:part_of", args=[made.number])
    assert client.post(url, {"part_of": str(pilot.ref)}).status_code == 302
    page = client.get(reverse("bookings:booking", args=[made.number])).content.decode()
    assert reverse("region:pilot", args=[pilot.slug]) in page
    mine = reverse("bookings:list")
    assert made.number in client.get(mine, {"part_of": str(pilot.ref)}).content.decode()
    other = booked(cast.bo, cast.zout, cast.microphones)
    assert other.number not in client.get(mine, {"part_of": str(pilot.ref)}).content.decode()
    for wrong in ("pilot:x", "x", NUL):
        assert client.get(mine, {"part_of": wrong}).status_code == 404
        assert client.post(url, {"part_of": wrong}).status_code in (400, 404)
    assert client.post(url, {"part_of": ""}).status_code == 302
    made.refresh_from_db()
    assert not made.part_of


def test_programs_put_a_booking_under_a_pilot_too(cast):
    pilot, client = a_pilot(cast), signed_in(cast.bo)
    made = booked(cast.bo, cast.zout, cast.studio)

    def said(part_of: object, number: str = made.number) -> tuple[int, dict[str, object]]:
        url = f"/api/bookings/{number}/part-of"
        answer = client.post(url, json.dumps({"part_of": part_of}), content_type="application/json")
        return answer.status_code, answer.json()

    status, body = said(str(pilot.ref))
    assert (status, body["part_of"]) == (200, str(pilot.ref))
    rows = client.get("/api/bookings", {"organisation": cast.zout.uuid, "part_of": str(pilot.ref)}).json()
    assert [each["part_of"] for each in rows["results"]] == [str(pilot.ref)]
    assert said("pilot:nothing")[0] == 400 and said("pilot:nothing")[1]["code"] == "not_part_of"
    for wrong in ("x", 1, NUL, "pilot:" + "x" * 100):
        assert said(wrong)[0] == 400, wrong
    assert said(None)[1]["part_of"] is None


def test_a_hub_takes_along_what_its_bookings_are_part_of(cast):
    pilot, made = a_pilot(cast), booked(cast.bo, cast.zout, cast.studio)
    put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    (row,) = KINDS["bookings"](cast.effenaar)
    assert row["part_of"] == str(pilot.ref)
