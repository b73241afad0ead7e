"""A hold's time is over, and its payment is not called off yet: it is neither simply taken nor free (I10)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking
from funding.models import Payment, PaymentState
from tests import cast
from tests.cast import NOW
from tests.factories.bookings import held
from tests.pages.picking import words
from tests.signing_in import signed_in

OVER = NOW + timedelta(minutes=20)
THURSDAY = "/en/desk/effenaar/planning/?day=2026-11-26"


@pytest.fixture
def stage(db):
    return cast.assemble()


@pytest.fixture
def booking(stage) -> Booking:
    """Somebody began to pay for it; the processor has not said anything since."""
    booking = held(stage.bo, stage.zout, stage.studio)
    Payment.objects.create(
        about=booking.ref, organisation=stage.zout, hub=stage.effenaar, cents=booking.own_cents, key="pay:1",
        state=PaymentState.OPEN, account="acct_effenaar", intent_id="pi_1", asked_at=NOW, opened_at=NOW,
    )  # fmt: skip
    Booking.objects.filter(pk=booking.pk).update(paying=True)
    return booking


def text(client: Client, address: str, at=OVER) -> str:
    with time_machine.travel(at, tick=False):
        page = client.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words(page)))


def day_of(stage) -> str:
    return f"/en/book/at/effenaar/{stage.studio.slug}/?date=2026-11-26"


def test_staff_read_it_in_the_day_and_in_what_waits(stage, booking):
    teun = signed_in(stage.teun)
    assert "being released" not in text(teun, THURSDAY, NOW)
    assert expire_holds(now=OVER) == 0
    said = text(teun, THURSDAY)
    assert "being released" in said and "its time is over, its payment is being called off" in said
    assert "wordt vrijgegeven" in text(teun, THURSDAY.replace("/en/", "/nl/"))


def test_who_books_reads_it_on_that_day_and_of_another_day_nothing(stage, booking):
    ilse, studio = signed_in(stage.ilse), day_of(stage)
    expire_holds(now=OVER)
    assert "Being released: " in text(ilse, studio)
    assert "13:00" in text(ilse, studio).split("Being released: ")[1][:60]
    assert "Being released" not in text(ilse, studio.replace("11-26", "11-27"))
    assert "Being released" not in text(ilse, studio, NOW)
    assert "Collectief Zout" not in text(ilse, studio)
    assert "Wordt vrijgegeven: " in text(ilse, studio.replace("/en/", "/nl/"))


def test_let_go_it_is_free(stage, booking):
    ilse, studio = signed_in(stage.ilse), day_of(stage)
    Booking.objects.filter(pk=booking.pk).update(paying=False)
    assert "Being released" not in text(ilse, studio)
    assert "being released" not in text(signed_in(stage.teun), THURSDAY)


def test_who_wants_just_that_reads_why_it_cannot_be_had_yet(stage, booking):
    ilse = signed_in(stage.ilse)
    form = {"facility": stage.studio.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    with time_machine.travel(NOW, tick=False):
        ilse.post("/en/book/basket/add/", form)
    assert "It is being released." not in text(ilse, "/en/book/quote/", NOW)
    assert "It is being released." in text(ilse, "/en/book/quote/")
