"""`kill -9` between each two steps of paying by card: money is booked once, and nothing is held for nobody."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking, BookingState
from funding.actions.apply_event import apply_event
from funding.actions.cancel_payment import cancel_payment
from funding.actions.open_payment import ProcessorAway
from funding.actions.take_in_event import read_event, take_in_event
from funding.models import CardRefund, Entry, EntryKind, Payment, PaymentState, StripeEvent
from funding.stripe import gateway
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.cards import (
    ACCOUNT,
    IN_A_MINUTE,
    event_about,
    hear,
    paid_after_all,
    paying,
    takes_cards,
    work_off,
)
from tests.faults import test_the_worker_is_killed as killed
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import everything, paused_after

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

OVER = NOW + timedelta(minutes=15)
LATER = NOW + timedelta(minutes=20)


class Worker(killed.Worker):
    """With connections of its own to the processor too: a fork would share ours."""

    def __init__(self, work: Callable[[], object]) -> None:
        gateway._client.cache_clear()
        super().__init__(work)


@pytest.fixture
def stage(own_database, cards):
    stage = cast.assemble()
    takes_cards(stage.effenaar)
    return stage


@pytest.fixture
def booking(stage):
    return held(stage.bo, stage.zout, stage.studio)


def all_of_it() -> tuple[object, ...]:
    rows = (Payment, StripeEvent, CardRefund)
    return (everything(), *(list(model.objects.order_by("pk").values()) for model in rows))


def killed_after_each(database, work: Callable[[], object], tables: list[tuple[str, str]]) -> None:
    """In a transaction: whatever was written to before is not there."""
    before = all_of_it()
    for table, events in tables:
        with paused_after(database, table, events):
            worker = Worker(work)
            wait_until_paused(database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert broken_invariants() == {}


def twice(work: Callable[[], object]) -> None:
    """Again changes nothing."""
    work()
    after = all_of_it()
    assert broken_invariants() == {}
    work()
    assert all_of_it() == after


def killed_while_asking(cards, match: str, work: Callable[[], object]) -> None:
    """After the processor has done what it was asked, and before its answer is here."""
    cards.faults("delay_answer", match, seconds=6)
    seen = len(cards.get("events", account=ACCOUNT)["data"])
    worker = Worker(work)
    deadline = time.monotonic() + 60
    while len(cards.get("events", account=ACCOUNT)["data"]) == seen:
        assert time.monotonic() < deadline, "the processor was not asked"
        time.sleep(0.05)
    worker.kill_9()


def intents(cards) -> list[str]:
    return [each["status"] for each in cards.get("payment_intents", account=ACCOUNT)["data"]]


def test_beginning_to_pay_leaves_all_of_it_or_nothing(own_database, stage, booking, cards):
    tables = [("funding_payment", "INSERT"), ("bookings_booking", "UPDATE"), ("kit_auditrow", "INSERT")]
    killed_after_each(own_database, lambda: paying(booking, stage.bo), tables)
    assert intents(cards) == []
    twice(lambda: paying(booking, stage.bo))


def test_killed_before_the_answer_is_here_one_goes_on_with_the_same_payment(stage, booking, cards):
    killed_while_asking(cards, "POST /v1/payment_intents$", lambda: paying(booking, stage.bo))
    assert Payment.objects.get().state == PaymentState.OPENING
    assert broken_invariants() == {}
    begun = paying(booking, stage.bo)
    assert intents(cards) == ["requires_payment_method"]
    cards.pay(begun.opened.payment.intent_id)
    hear(cards)
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert broken_invariants() == {}


@pytest.mark.parametrize("day_later", [False, True])
def test_killed_before_the_answer_is_here_it_is_called_off_and_let_go(stage, booking, cards, day_later):
    killed_while_asking(cards, "POST /v1/payment_intents$", lambda: paying(booking, stage.bo))
    at = OVER + timedelta(days=day_later)
    if day_later:
        cards.forget_keys()
    expire_holds(now=at)
    work_off(at)
    assert Booking.objects.get().state == BookingState.EXPIRED
    assert intents(cards) == ["canceled"]
    assert broken_invariants() == {}


def test_the_processor_never_heard_of_it_and_it_is_called_off_and_let_go(stage, booking, cards):
    cards.faults("drop_request", "POST /v1/payment_intents$")
    with pytest.raises(ProcessorAway):
        paying(booking, stage.bo)
    assert Payment.objects.get().state == PaymentState.OPENING
    assert intents(cards) == [] and broken_invariants() == {}
    expire_holds(now=OVER)
    work_off(OVER)
    assert Booking.objects.get().state == BookingState.EXPIRED
    assert intents(cards) == ["canceled"]
    assert broken_invariants() == {}


def test_noting_that_it_is_open_leaves_all_of_it_or_nothing(own_database, stage, booking, cards):
    with paused_after(own_database, "funding_payment", "UPDATE"):
        worker = Worker(lambda: paying(booking, stage.bo))
        wait_until_paused(own_database, worker)
        worker.kill_9()
    assert Payment.objects.get().intent_id is None
    assert broken_invariants() == {}
    twice(lambda: paying(booking, stage.bo))
    assert intents(cards) == ["requires_payment_method"]


def test_an_event_is_taken_in_with_its_message_or_not(own_database, stage, booking):
    event = read_event(event_about(paying(booking, stage.bo).opened.payment))

    def take() -> bool:
        return take_in_event(event=event, now=IN_A_MINUTE)

    tables = [("funding_stripeevent", "INSERT"), ("kit_outboxmessage", "INSERT")]
    killed_after_each(own_database, take, tables)
    twice(take)


def test_money_is_booked_and_the_booking_confirmed_or_neither(own_database, stage, booking, cards):
    payment = paying(booking, stage.bo).opened.payment
    cards.pay(payment.intent_id)
    take_in_event(event=read_event(event_about(payment)), now=IN_A_MINUTE)
    event = StripeEvent.objects.get().pk

    def apply() -> None:
        apply_event(event_id=event, now=IN_A_MINUTE)

    tables = [
        ("funding_payment", "UPDATE"),
        ("funding_account", "INSERT"),
        ("funding_entry", "INSERT"),
        ("funding_posting", "INSERT"),
        ("bookings_booking", "UPDATE"),
        ("kit_auditrow", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, apply, tables)
    with paused_after(own_database, "funding_stripeevent", "UPDATE"):
        worker = Worker(apply)
        wait_until_paused(own_database, worker)
        worker.kill_9()
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert StripeEvent.objects.get().applied_at is None
    twice(apply)
    assert Entry.objects.filter(kind=EntryKind.PAY).count() == 1


def test_calling_off_is_done_once_wherever_it_was_cut_off(own_database, stage, booking, cards):
    payment = paying(booking, stage.bo).opened.payment
    killed_after_each(
        own_database,
        lambda: expire_holds(now=OVER),
        [("funding_payment", "UPDATE"), ("kit_outboxmessage", "INSERT")],
    )
    twice(lambda: expire_holds(now=OVER))

    def cancel() -> None:
        cancel_payment(payment_id=payment.pk, now=OVER)

    killed_while_asking(cards, "/cancel$", cancel)
    assert Booking.objects.get().state == BookingState.HELD
    tables = [
        ("funding_payment", "UPDATE"),
        ("bookings_booking", "UPDATE"),
        ("bookings_occupancy", "UPDATE"),
        ("kit_auditrow", "INSERT"),
    ]
    killed_after_each(own_database, cancel, tables)
    twice(cancel)
    assert Booking.objects.get().state == BookingState.EXPIRED and intents(cards) == ["canceled"]


@pytest.mark.parametrize("is_free", [True, False])
def test_late_money_is_honoured_or_given_back_whole(own_database, stage, booking, cards, is_free):
    payment = paying(booking, stage.bo).opened.payment
    expire_holds(now=OVER)
    work_off(OVER)
    tables = [("funding_payment", "UPDATE"), ("funding_posting", "INSERT"), ("kit_outboxmessage", "INSERT")]
    if is_free:
        tables += [
            ("bookings_booking", "INSERT"),
            ("bookings_occupancy", "INSERT"),
            ("bookings_booking", "UPDATE"),
        ]
    else:
        held(stage.ilse, stage.noord, stage.studio, now=LATER)
        tables += [("funding_cardrefund", "INSERT")]
    paid_after_all(payment, cards)
    payment.refresh_from_db()
    event = StripeEvent.objects.get(object_id=payment.intent_id, type="payment_intent.succeeded").pk

    def apply() -> None:
        apply_event(event_id=event, now=LATER)

    killed_after_each(own_database, apply, tables)
    twice(apply)
    assert (Booking.objects.get(pk=booking.pk).again_as is not None) == is_free
    assert CardRefund.objects.exists() != is_free
