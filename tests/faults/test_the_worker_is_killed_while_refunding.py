"""`kill -9` between each two steps of giving back: it goes back once, and never without being in the books."""

from datetime import timedelta

import pytest

from bookings.actions.cancel import cancel
from bookings.models import Booking
from bookings.models.owed import due_cents
from funding.actions.note_refund import note_refund
from funding.actions.send_refund import send_overdue_refunds, send_refund
from funding.models import CardRefund, Payment, RefundState
from funding.stripe import gateway
from tests import cast
from tests.cast import thursday
from tests.factories.bookings import booked
from tests.factories.paying import ACCOUNT, paid
from tests.factories.terms import DAY_HALF, terms
from tests.faults.test_the_worker_is_killed_while_paying import (
    killed_after_each,
    killed_while_asking,
    twice,
)

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

LATE = thursday(13, 17).start - timedelta(hours=20)
NOTED = [
    ("funding_cardrefund", "UPDATE"),
    ("funding_account", "UPDATE"),
    ("funding_entry", "INSERT"),
    ("funding_posting", "INSERT"),
    ("kit_outboxmessage", "INSERT"),
]


@pytest.fixture
def stage(own_database, cards):
    stage = cast.assemble()
    terms(stage.effenaar, DAY_HALF)
    return stage


@pytest.fixture
def booking(stage, cards):
    """Paid by card: € 160.00, of which half comes back to who cancels late."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    paid(cards, booking)
    return booking


def send(now=LATE) -> None:
    send_refund(refund_id=CardRefund.objects.get().pk, now=now)


def given_back(cards) -> list[int]:
    return [each["amount"] for each in cards.get("refunds", account=ACCOUNT)["data"]]


def test_a_booking_is_cancelled_and_its_money_on_its_way_or_neither(own_database, stage, booking, cards):
    def call_off() -> None:
        cancel(number=booking.number, actor=stage.bo, now=LATE)

    tables = [
        ("bookings_booking", "UPDATE"),
        ("bookings_fee", "INSERT"),
        ("funding_posting", "INSERT"),
        ("funding_cardrefund", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
        ("kit_auditrow", "INSERT"),
    ]
    killed_after_each(own_database, call_off, tables)
    twice(call_off)
    assert CardRefund.objects.get().cents == 8_000 and given_back(cards) == []


@pytest.mark.parametrize("day_later", [False, True])
def test_killed_before_the_answer_is_here_it_goes_back_once(own_database, stage, booking, cards, day_later):
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    killed_while_asking(cards, "POST /v1/refunds$", send)
    assert CardRefund.objects.get().state == RefundState.BEGUN
    if day_later:
        cards.forget_keys()
    at = LATE + timedelta(hours=25 if day_later else 1)
    twice(lambda: send_overdue_refunds(now=at))
    assert CardRefund.objects.get().state == RefundState.ARRIVED and given_back(cards) == [8_000]


def test_what_the_processor_answered_is_noted_or_not(own_database, stage, booking, cards):
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    killed_after_each(own_database, send, NOTED)
    twice(send)
    assert CardRefund.objects.get().state == RefundState.ARRIVED and given_back(cards) == [8_000]


def test_a_refund_that_comes_back_is_credit_again_or_not_yet(own_database, stage, booking, cards):
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    send()
    refund = str(CardRefund.objects.get().stripe_id)
    cards.fail_refund(refund)

    def hear() -> None:
        said = gateway.read_refund(account=ACCOUNT, refund_id=refund)
        note_refund(said=said, account=ACCOUNT, now=LATE)

    killed_after_each(own_database, hear, NOTED)
    twice(hear)
    assert CardRefund.objects.get().state == RefundState.FAILED
    assert due_cents(Booking.objects.get()) == -8_000


def test_a_refund_from_the_dashboard_is_taken_in_whole_or_not(own_database, stage, booking, cards):
    intent = str(Payment.objects.get(about=booking.ref).intent_id)
    made = cards.refund_from_dashboard(intent, 5_000)["id"]

    def hear() -> None:
        said = gateway.read_refund(account=ACCOUNT, refund_id=made)
        note_refund(said=said, account=ACCOUNT, now=LATE)

    killed_after_each(own_database, hear, [("funding_cardrefund", "INSERT"), *NOTED])
    twice(hear)
    assert due_cents(Booking.objects.get()) == 5_000
