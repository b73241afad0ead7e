"""After a booking: an invitation to write down how it was done, gear filled in; and what labs found with a thing."""

import pytest
import time_machine
from django.http import Http404

from bookings.actions._telling import THANKS
from bookings.outbound import timed, writing
from knowledgebase.from_booking import gear_of_booking
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories import knowledge
from tests.factories.bookings import booked
from tests.factories.knowledge import needs, needs_any
from tests.factories.talking import emptied, played

WRITE = "/en/how-tos/?booking="


@pytest.fixture(autouse=True)
def _now():
    emptied()
    with time_machine.travel(thursday(9, 20).end, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def with_editor(monkeypatch) -> None:
    """As if how-tos were written where they are listed."""
    monkeypatch.setattr(writing, "PAGE", "knowledgebase:how_tos")


def test_who_was_there_is_invited_to_write_it_down(cast, bo, teun, with_editor):
    booking = played(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    link = f'href="{WRITE}{booking.number}"'
    assert link in bo.get(f"/en/bookings/{booking.number}/").content.decode()
    assert link not in teun.get(f"/en/bookings/{booking.number}/").content.decode()
    mail = timed.write(booking, THANKS)
    assert f"/how-tos/?booking={booking.number}" in mail.body
    assert f"/how-tos/?booking={booking.number}" in mail.alternatives[0][0]


def test_nobody_is_invited_before_or_where_nothing_is_written(cast, bo, monkeypatch):
    coming = booked(cast.bo, cast.zout, cast.studio, period=thursday(21, 23))
    done = played(cast.bo, cast.zout, cast.microphones)
    monkeypatch.setattr(writing, "PAGE", "knowledgebase:how_tos")
    assert "Write a how-to" not in bo.get(f"/en/bookings/{coming.number}/").content.decode()
    monkeypatch.setattr(writing, "PAGE", "knowledgebase:there_is_no_such_page")
    assert "Write a how-to" not in bo.get(f"/en/bookings/{done.number}/").content.decode()
    assert "?booking=" not in timed.write(done, THANKS).body


def test_what_was_booked_is_the_gear_of_the_how_to(cast):
    booking = played(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), cast.engineer)
    found = gear_of_booking(cast.mira, booking.number)
    assert (found.hub, found.minutes, found.number) == (cast.effenaar, 180, booking.number)
    assert [(each.facility, each.quantity, each.optional) for each in found.gear] == [
        (cast.studio, 1, False),
        (cast.microphones, 2, False),
        (cast.engineer, 1, True),
    ]
    assert all(each.kind == each.facility.kind for each in found.gear)


def test_nobody_else_learns_what_was_booked(cast):
    booking = played(cast.bo, cast.zout, cast.studio)
    coming = booked(cast.bo, cast.zout, cast.studio, period=thursday(21, 23), now=NOW)
    for person, number in (
        (cast.ilse, booking.number),
        (cast.teun, booking.number),
        (cast.bo, coming.number),
        (cast.bo, "nothing"),
    ):
        with pytest.raises(Http404):
            gear_of_booking(person, number)


def test_a_facility_says_what_labs_found_with_it(client, cast):
    named, alike, other = (knowledge.experiment(f"Proef {number}") for number in range(3))
    needs(named, cast.microphones)
    needs_any(alike, cast.microphones.kind, "Een microfoon")
    needs(other, cast.studio)
    for number, (above, title) in enumerate([(named, "Genoemd"), (alike, "Gelijk"), (other, "Anders")]):
        knowledge.result(above, title, on=f"2026-10-0{number + 1}")
    knowledge.result(named, "Teruggenomen", standing="withdrawn")
    knowledge.result(named, "Concept", live=False)
    html = client.get(f"/nl/hubs/effenaar/{cast.microphones.slug}/").content.decode()
    assert html.index("Genoemd") < html.index("Gelijk")
    for words in ("Anders", "Teruggenomen", "Concept"):
        assert words not in html, words
    assert f'href="/nl/experiments/{named.slug}/genoemd/"' in html


@pytest.mark.parametrize("number", ["%00", "A%00BCDEFG", "%D9%A1", "x" * 3_000])
def test_a_number_that_none_can_have_is_not_there(bo, cast, number):
    assert bo.get(f"/en/knowledge/write/?booking={number}").status_code == 404
