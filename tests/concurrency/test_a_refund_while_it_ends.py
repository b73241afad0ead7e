"""A refund is heard of while what was paid for ends at a fee: both hold the payment before the accounts."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from bookings.actions import _ending
from bookings.actions import _giving_back as giving_back
from bookings.actions.cancel import cancel
from funding.actions.send_refund import send_refund
from funding.models import CardRefund, RefundState
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, from_a_deadlock
from tests.concurrency.test_rivals_for_a_change import all_at_once
from tests.concurrency.test_rivals_for_a_refund import heard
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.paying import paid
from tests.factories.terms import DAY_HALF, terms

pytestmark = pytest.mark.race
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(own_database, cards):
    stage = cast.assemble()
    terms(stage.effenaar, DAY_HALF)
    return stage


def crossing(own_database, stage, cards, monkeypatch, *, after: bool) -> list[object]:
    """Half is given back already, and fails to arrive just when the other half is cancelled late: as soon as who
    cancels is about to hold the payment, or holds it (`after`)."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    paid(cards, booking)
    changed(stage.bo, booking, stage.studio, period=thursday(13, 15))
    refund = CardRefund.objects.get(payment__about=booking.ref)
    cards.faults("pending", "POST /v1/refunds$")
    send_refund(refund_id=refund.pk, now=NOW)
    refund.refresh_from_db()
    cards.fail_refund(str(refund.stripe_id))
    may_note, noted, hold = threading.Event(), threading.Event(), giving_back.hold_payments

    def slowly(about):
        held = hold(about) if after else None
        may_note.set()
        wait_until_somebody_waits_or(noted)
        return held if after else hold(about)

    monkeypatch.setattr(giving_back, "hold_payments", slowly)

    def note() -> None:
        assert may_note.wait(20)
        try:
            heard(str(refund.stripe_id))
        finally:
            noted.set()

    outcomes = all_at_once(
        own_database, lambda: cancel(number=booking.number, actor=stage.bo, now=LATE), note
    )
    refund.refresh_from_db()
    return [*outcomes, refund.state]


def wait_until_somebody_waits_or(noted: threading.Event) -> None:
    """For a lock, in this database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not noted.is_set():
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


@pytest.mark.parametrize("after", [True, False])
def test_who_cancels_at_a_fee_and_who_notes_a_refund_do_not_wait_in_a_circle(
    own_database, stage, cards, monkeypatch, after
):
    *outcomes, state = crossing(own_database, stage, cards, monkeypatch, after=after)
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert state == RefundState.FAILED
    assert broken_invariants() == {}


def test_without_holding_the_payment_first_they_would(own_database, stage, cards, monkeypatch):
    monkeypatch.setattr(_ending, "hold_what_was_paid", lambda booking: None)
    *outcomes, _state = crossing(own_database, stage, cards, monkeypatch, after=False)
    assert any(isinstance(each, Exception) and from_a_deadlock(each) for each in outcomes)
    assert broken_invariants() == {}
