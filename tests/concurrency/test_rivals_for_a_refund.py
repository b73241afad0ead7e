"""Many who hear of one refund, send it, send it again or end bookings at once: each goes back once, and nobody waits in
a circle."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from bookings.actions import send_refund_again as sending
from bookings.actions.cancel import cancel
from bookings.actions.note_paid_back import note_paid_back
from funding.actions import _giving_back as refunding
from funding.actions import _ledger, note_refund
from funding.actions._ledger import BelowFloor, on_its_way_back, open_accounts
from funding.actions.send_refund import send_refund
from funding.models import CardRefund, Entry, Payment, RefundState
from funding.stripe import gateway
from hub.kit.transactions import verb
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, from_a_deadlock, meet_before
from tests.concurrency.test_rivals_for_a_change import all_at_once
from tests.factories.bookings import booked
from tests.factories.paying import ACCOUNT, paid
from tests.factories.terms import DAY_HALF, terms

pytestmark = pytest.mark.race
ROUNDS = [2, pytest.param(20, marks=pytest.mark.soak)]
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(own_database, cards):
    stage = cast.assemble()
    terms(stage.effenaar, DAY_HALF)
    return stage


def on_its_way(cards, stage) -> CardRefund:
    """Given back by who cancelled in time, and not sent yet."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    return CardRefund.objects.get(payment__about=booking.ref)


def heard(refund: str) -> None:
    said = gateway.read_refund(account=ACCOUNT, refund_id=refund)
    note_refund.note_refund(said=said, account=ACCOUNT, now=NOW)


def waiting(cards, stage) -> CardRefund:
    """The same, and the processor has it and waits for a bank."""
    refund = on_its_way(cards, stage)
    cards.faults("pending", "POST /v1/refunds$")
    send_refund(refund_id=refund.pk, now=NOW)
    refund.refresh_from_db()
    return refund


def unlocked(monkeypatch) -> None:
    """Nobody holds the payment's row."""
    rows = Payment.objects.select_related("hub", "organisation")
    monkeypatch.setattr(
        note_refund, "_held_payment", lambda said, account: rows.get(intent_id=said.intent_id)
    )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_event_comes_five_times_at_once_and_is_noted_once(own_database, stage, cards, rounds):
    for _round in range(rounds):
        refund = waiting(cards, stage)
        cards.arrive(str(refund.stripe_id))
        assert (
            all_at_once(own_database, *[lambda refund=refund: heard(str(refund.stripe_id))] * 5) == [None] * 5
        )
        refund.refresh_from_db()
        assert refund.state == RefundState.ARRIVED
        assert Entry.objects.filter(idempotency_key=f"{refund.key}:arrived").count() == 1
        assert broken_invariants() == {}


def test_without_the_payments_row_the_floor_of_what_is_on_its_way_refuses(
    own_database, stage, cards, monkeypatch
):
    refund = waiting(cards, stage)
    cards.arrive(str(refund.stripe_id))
    unlocked(monkeypatch)
    meet_before(monkeypatch, note_refund, "_arrived", 3)
    outcomes = all_at_once(own_database, *[lambda: heard(str(refund.stripe_id))] * 3)
    assert [type(each) for each in outcomes if each] == [BelowFloor, BelowFloor]
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_three_workers_send_one_refund_and_it_goes_back_once(own_database, stage, cards, rounds):
    for _round in range(rounds):
        refund = on_its_way(cards, stage)
        all_at_once(own_database, *[lambda refund=refund: send_refund(refund_id=refund.pk, now=NOW)] * 3)
        send_refund(refund_id=refund.pk, now=NOW)  # who was told to wait comes again
        refund.refresh_from_db()
        assert refund.state == RefundState.ARRIVED
        made = cards.get("refunds", account=ACCOUNT, payment_intent=refund.payment.intent_id)["data"]
        assert [each["amount"] for each in made] == [16_000]
        assert broken_invariants() == {}


def failed(cards, stage) -> CardRefund:
    refund = waiting(cards, stage)
    cards.fail_refund(str(refund.stripe_id))
    heard(str(refund.stripe_id))
    return refund


def again(stage, refund: CardRefund) -> CardRefund:
    number = refund.payment.about.id
    return sending.send_refund_again(number=number, refund_id=refund.pk, actor=stage.hanna, now=NOW)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_managers_send_again_while_a_third_pays_by_bank(own_database, stage, cards, rounds):
    for _round in range(rounds):
        refund = failed(cards, stage)
        number = refund.payment.about.id
        outcomes = all_at_once(
            own_database,
            *[lambda refund=refund: again(stage, refund)] * 2,
            lambda number=number: note_paid_back(number=number, cents=16_000, actor=stage.hanna, now=NOW),
        )
        refused = [each for each in outcomes if isinstance(each, Exception)]
        assert [type(each) for each in refused] == [sending.NothingToGiveBack] * 2
        assert broken_invariants() == {}


def test_without_the_bookings_row_it_would_be_sent_twice(own_database, stage, cards, monkeypatch):
    """The control: the books would say that more goes back than came in."""
    refund = failed(cards, stage)
    monkeypatch.setattr(sending, "held_row", lambda number, actor: sending.Booking.objects.get(number=number))
    monkeypatch.setattr(sending, "hold_payments", lambda about: [])
    meet_before(monkeypatch, sending, "begin_refund", 2)
    all_at_once(own_database, *[lambda: again(stage, refund)] * 2)
    assert broken_invariants() != {}


# One ends a booking at a fee: it writes that the hub earns, then that a refund begins. Another notes that a refund
# arrived: transit and hub in one entry. The account of transit was opened first, so it has the lower id.


def crossing(own_database, stage, cards, monkeypatch) -> list[object]:
    verb(open_accounts)([on_its_way_back(stage.effenaar)])
    arrives = waiting(cards, stage)
    cards.arrive(str(arrives.stripe_id))
    booking = booked(stage.bo, stage.zout, stage.studio)
    paid(cards, booking)
    has_earned, begin = threading.Event(), refunding.begin_refund

    def slowly(**asked):
        has_earned.set()
        wait_until_somebody_waits(own_database)
        return begin(**asked)

    monkeypatch.setattr(refunding, "begin_refund", slowly)

    def note() -> None:
        assert has_earned.wait(20)
        heard(str(arrives.stripe_id))

    return all_at_once(own_database, lambda: cancel(number=booking.number, actor=stage.bo, now=LATE), note)


def wait_until_somebody_waits(own_database) -> None:
    """For a lock, in this database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for what was locked")


def test_who_ends_a_booking_and_who_notes_a_refund_do_not_wait_in_a_circle(
    own_database, stage, cards, monkeypatch
):
    outcomes = crossing(own_database, stage, cards, monkeypatch)
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert broken_invariants() == {}


def test_by_ids_alone_they_would(own_database, stage, cards, monkeypatch):
    in_order = "ORDER BY account.kind = 'refund', account.id"
    assert in_order in _ledger.MOVE
    monkeypatch.setattr(_ledger, "MOVE", _ledger.MOVE.replace(in_order, "ORDER BY account.id"))
    outcomes = crossing(own_database, stage, cards, monkeypatch)
    assert any(isinstance(each, Exception) and from_a_deadlock(each) for each in outcomes)
    assert broken_invariants() == {}
