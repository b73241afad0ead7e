"""A hub's managers note on a booking's page what came in by bank before there is an invoice."""

import re

import pytest
import time_machine

from bookings.models import Advance, Booking
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked, held
from tests.factories.cards import work_off
from tests.factories.invoicing import invoices_by
from tests.pages.picking import words
from tests.signing_in import signed_in

SAID = {"cents": "60,00", "received_on": "2026-11-20", "key": "7d3b1a3e-6c0f-4a58-9a52-0d7a6b1f0c11"}


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def booking(stage) -> Booking:
    return booked(stage.bo, stage.zout, stage.studio)


def page_of(person, booking) -> str:
    return words(signed_in(person).get(f"/en/bookings/{booking.number}/")).replace("\u00a0", " ")


def sent(person, booking, what="by-bank/", follow=True, **said):
    return signed_in(person).post(f"/en/bookings/{booking.number}/{what}", said, follow=follow)


def test_it_is_noted_shown_to_both_sides_and_taken_back(stage, booking):
    assert "Money came in by bank" in page_of(stage.hanna, booking)
    page = words(sent(stage.hanna, booking, **SAID)).replace("\u00a0", " ")
    assert "Noted: it is in the books." in page and "Received by bank" in page
    advance = Advance.objects.get()
    assert (advance.cents, str(advance.received_on)) == (6_000, "2026-11-20")
    for person, may in ((stage.hanna, True), (stage.teun, False), (stage.bo, False)):
        seen = page_of(person, booking)
        assert "€ 60.00" in seen and "20 November 2026" in seen
        assert ("This is wrong" in seen, "Money came in by bank" in seen) == (may, may)
    sent(stage.hanna, booking, **SAID)
    assert Advance.objects.count() == 1, "sent twice"
    missing = sent(stage.hanna, booking, f"by-bank/{advance.pk}/undo/", reason="")
    assert "Say what was wrong" in words(missing) and Advance.objects.count() == 1
    undone = sent(stage.hanna, booking, f"by-bank/{advance.pk}/undo/", reason="Of <b>others</b>.")
    assert "Taken back: it is owed again." in words(undone)
    assert "taken back: Of &lt;b&gt;others&lt;/b&gt;." in undone.content.decode()
    assert re.search(r"Still to pay.{0,80}160", page_of(stage.bo, booking))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"cents": ""}, "This field is required"),
        ({"cents": "0"}, "above nought"),
        ({"cents": "-5"}, "Write an amount of euros"),
        ({"cents": "1e9"}, "Write an amount of euros"),
        ({"cents": "60\0"}, "Null characters are not allowed"),
        ({"received_on": "2026-11-24"}, "still to come"),
        ({"received_on": "31-02-2026"}, "date"),
        ({"received_on": "9" * 400}, "date"),
        ({"key": "not a key"}, "UUID"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(stage, booking, said, answer):
    response = sent(stage.hanna, booking, **{**SAID, **said})
    assert response.status_code == 400
    page = words(response)
    assert answer in page and not Advance.objects.exists()
    assert 'value="60,00"' in response.content.decode() or "cents" in said


def test_what_is_not_booked_yet_or_was_invoiced_meanwhile_is_refused_in_words(stage, booking):
    waiting = held(stage.bo, stage.zout, stage.engineer)
    assert "note the money once it is" in words(sent(stage.hanna, waiting, **SAID))
    invoices_by(stage.effenaar)
    sent(stage.hanna, booking, **SAID)
    work_off(NOW)
    assert "Money came in by bank" not in page_of(stage.hanna, booking)
    again = sent(stage.hanna, booking, **{**SAID, "key": ""})
    assert "note the money on invoice EFF-2026-0001" in words(again)


def test_reading_one_of_these_addresses_goes_to_the_booking(stage, booking):
    for what in ("by-bank/", "by-bank/1/undo/"):
        response = signed_in(stage.hanna).get(f"/en/bookings/{booking.number}/{what}")
        assert (response.status_code, response["Location"]) == (302, f"/en/bookings/{booking.number}/")
    assert sent(stage.hanna, booking, "by-bank/999/undo/", reason="x").status_code == 404
