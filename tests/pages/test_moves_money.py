"""What a drag does to money stands there before it is done: what goes back, what is still to be paid, which fund
carries another part."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.actions.note_advance import note_advance
from bookings.models import Booking
from bookings.moving_money import Carrier, carriers
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import carried_stage
from tests.pages.moving_help import bar, done, dragged, said
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=2)
# The studio is charged by the daypart: two of them, one of them, and one at another time.
LONG, SHORT, ELSEWHEN = thursday(13, 21), thursday(13, 17), thursday(9, 13)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def stage() -> cast.Cast:
    return carried_stage()


@pytest.fixture
def teun(stage) -> Client:
    return signed_in(stage.teun)


def paid(stage: cast.Cast, booking: Booking, cents: int) -> None:
    note_advance(
        number=booking.number,
        cents=cents,
        received_on=LATER.date(),
        key=uuid4(),
        actor=stage.hanna,
        now=LATER,
    )


def euros(cents: int) -> str:
    return f"€ {cents // 100}.{cents % 100:02d}"


def test_what_was_paid_too_much_goes_back_and_so_does_what_the_funds_set_aside(stage, teun):
    booking = booked(stage.bo, stage.zout, stage.studio, period=LONG)
    paid(stage, booking, booking.own_cents)
    before, funds = booking.own_cents, booking.funds_cents
    asked = dragged(teun, bar(booking), to=SHORT)
    text = said(asked)
    done(teun, asked)
    booking.refresh_from_db()
    assert booking.own_cents < before and booking.funds_cents < funds
    assert f"Already paid {euros(before)} ." in text or f"Already paid {euros(before)}." in text
    assert f"You pay {euros(before - booking.own_cents)} back by bank." in text
    assert "goes back to the fund" in text and "Regional Makers Fund" in text
    assert broken_invariants() == {}


def test_what_is_still_to_be_paid_is_said(stage, teun):
    booking = booked(stage.bo, stage.zout, stage.studio, period=SHORT)
    paid(stage, booking, 1_000)
    before = booking.own_cents
    asked = dragged(teun, bar(booking), to=LONG)
    text = said(asked)
    done(teun, asked)
    booking.refresh_from_db()
    assert booking.own_cents > before
    assert f"{euros(booking.own_cents - 1_000)} is still to be paid afterwards." in text
    assert "back by bank" not in text


def test_where_nothing_was_paid_it_says_so_only_when_the_price_changes(stage, teun):
    booking = booked(stage.bo, stage.zout, stage.studio, period=SHORT)
    assert "Already paid" not in said(dragged(teun, bar(booking), to=ELSEWHEN))
    assert "Already paid nothing." in said(dragged(teun, bar(booking), to=LONG))


def test_where_the_price_stays_nothing_goes_back_and_nothing_is_to_be_paid(stage, teun):
    booking = booked(stage.bo, stage.zout, stage.studio, period=SHORT)
    paid(stage, booking, booking.own_cents)
    text = said(dragged(teun, bar(booking), to=ELSEWHEN))
    assert "stays as it is" in text and "Nothing goes back, nothing is still to be paid." in text
    assert "goes back to the fund" not in text


def test_carriers_are_those_whose_part_differs():
    def share(role: str, cents: int, fund: int | None = None) -> dict[str, object]:
        label = "Open Doors" if fund else role
        return {"role": role, "label": label, "names": {}, "cents": cents, "fund_id": fund}

    before = {"shares": [share("own", 100), share("fund", 40, 1), share("hub", 10)]}
    after = {"shares": [share("own", 50), share("fund", 60, 1), share("hub", 10)]}
    assert carriers(before, after) == (Carrier("Open Doors", True, 40, 60),)
    assert carriers(before, {"shares": []})[1] == Carrier("hub", False, 10, 0)
    assert carriers(before, before) == ()
