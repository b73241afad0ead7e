"""The card processor and the books are held against each other, both ways; what differs is shown and booked once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.models import BookingState
from bookings.models.owed import due_cents
from funding.actions.book_difference import (
    AlreadyBooked,
    ProcessorSilent,
    SayHow,
    StillDiffers,
    book_difference,
)
from funding.actions.reconcile import reconcile
from funding.models import CardRefund, Difference, DifferenceKind, Payment, PaymentState, RefundState
from funding.models import reconciling as reading
from funding.models.reconciling import open_differences
from hub.kit import clock
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.paying import ACCOUNT, noted, paid, paid_elsewhere, unheard
from tests.factories.refunds import the_refund, worked

# The processor's clock is the machine's; the stage's is some days before.
LATER = timedelta(hours=1)


@pytest.fixture
def stage(cards, db):
    return cast.assemble()


@pytest.fixture
def booking(stage):
    return booked(stage.bo, stage.zout, stage.studio)


def looked(since=NOW - timedelta(days=1)):
    now = clock.now() + LATER
    return reconcile(since=since, until=now, now=now)


def found() -> list[tuple[str, str]]:
    return sorted(open_differences().values_list("kind", "object_id"))


def book(difference: Difference, actor, reason: str = "") -> Difference:
    soon = NOW + timedelta(minutes=5)
    return book_difference(difference_id=difference.pk, reason=reason, actor=actor, now=soon)


def test_what_is_the_same_makes_no_difference(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    done = looked()
    assert (done.intents, done.charges, done.refunds, done.found, done.unread) == (1, 1, 1, 0, [])
    assert found() == []


def test_what_nobody_paid_and_what_is_the_hubs_own_business_makes_no_difference(cards, booking):
    intent = cards.get("payment_intents", ACCOUNT)["data"]
    assert intent == []
    paid(cards, booking)
    theirs = {**cards.get(f"payment_intents/{Payment.objects.get().intent_id}", ACCOUNT), "metadata": {}}
    cards.put([{**theirs, "id": "pi_of_their_shop"}], ACCOUNT)
    done = looked()
    assert (done.intents, done.found) == (2, 0)


def test_money_that_came_in_unheard_is_found_and_booked_once(cards, stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    payment = unheard(cards, booking)
    assert looked().found == looked().found == 1
    (difference,) = open_differences()
    assert (difference.kind, difference.object_id, difference.hub) == (
        "not_noted",
        payment.intent_id,
        stage.effenaar,
    )
    assert (difference.processor_cents, difference.books_cents) == (16_000, 0)
    book(difference, stage.anna)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert due_cents(booking) == 0
    with pytest.raises(AlreadyBooked):
        book(difference, stage.anna)
    assert AuditRow.objects.filter(action="funding.book_difference").count() == 1
    assert looked().found == 0 and found() == []
    assert broken_invariants() == {}


def test_an_intent_whose_answer_was_lost_is_known_by_its_key(cards, booking):
    payment = unheard(cards, booking)
    Payment.objects.update(intent_id=None, state=PaymentState.OPENING, opened_at=None)
    looked()
    assert found() == [("not_noted", payment.intent_id)]


def test_a_payment_that_we_lost_is_found_and_closed_with_words(cards, booking, stage):
    intent = paid_elsewhere(cards, booking)
    looked()
    (difference,) = open_differences()
    assert (difference.kind, difference.object_id) == (DifferenceKind.UNKNOWN_PAYMENT, intent.id)
    with pytest.raises(SayHow):
        book(difference, stage.anna, "  ")
    book(difference, stage.anna, "Given back at the dashboard")
    assert AuditRow.objects.get(action="funding.book_difference").reason == "Given back at the dashboard"
    looked()
    assert found() == []


def test_a_refund_from_the_dashboard_is_found_and_booked(cards, booking, stage):
    payment = paid(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 5_000)
    looked()
    assert found() == [("unknown_refund", made["id"])]
    book(open_differences().get(), stage.anna)
    assert (the_refund().cents, the_refund().state) == (5_000, RefundState.ARRIVED)
    assert due_cents(booking) == 5_000
    assert looked().found == 0
    assert broken_invariants() == {}


@pytest.mark.parametrize("how", ["arrives", "fails"])
def test_a_refund_that_went_on_unheard_is_found_and_booked(cards, booking, stage, how):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("pending", "POST /v1/refunds$")
    worked()
    assert looked().found == 0
    refund = str(the_refund().stripe_id)
    cards.arrive(refund) if how == "arrives" else cards.fail_refund(refund)
    looked()
    assert found() == [("refund_not_noted", refund)]
    book(open_differences().get(), stage.anna)
    assert the_refund().state == (RefundState.ARRIVED if how == "arrives" else RefundState.FAILED)
    assert looked().found == 0
    assert broken_invariants() == {}


def test_a_refund_whose_answer_was_lost_is_found_and_booked(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked()
    looked()
    assert [kind for kind, _id in found()] == ["refund_not_noted"]
    book(open_differences().get(), stage.anna)
    assert the_refund().state == RefundState.ARRIVED
    assert broken_invariants() == {}


def test_a_refund_that_was_never_sent_is_found_after_a_day_and_sent(cards, booking, stage):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    looked()
    assert found() == [("refund_not_there", the_refund().key)]
    book(open_differences().get(), stage.anna)
    assert cards.get("refunds", ACCOUNT, payment_intent=payment.intent_id)["data"][0]["amount"] == 16_000
    assert looked().found == 0
    assert broken_invariants() == {}


def test_a_refund_that_the_processor_does_not_know_is_credit_again(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    CardRefund.objects.update(stripe_id="re_of_nobody")
    looked()
    assert ("refund_not_there", "re_of_nobody") in found()
    book(Difference.objects.get(kind="refund_not_there"), stage.anna)
    assert the_refund().state == RefundState.FAILED
    assert broken_invariants() == {}


def test_what_is_paid_here_and_not_there_is_shown(cards, booking):
    payment = paid(cards, booking)
    cards.alter(str(payment.intent_id), status="requires_payment_method", amount_received=0)
    looked()
    assert ("not_paid", payment.intent_id) in found()


def test_a_payment_that_is_not_there_at_all_is_shown(cards, booking):
    payment = paid(cards, booking)
    Payment.objects.update(intent_id="pi_of_nobody")
    looked()
    assert ("not_paid", "pi_of_nobody") in found()
    assert payment.state == PaymentState.PAID


@pytest.mark.parametrize("said", [{"amount_received": 15_999}, {"currency": "usd"}])
def test_another_amount_or_currency_is_shown_and_never_booked(cards, booking, stage, said):
    payment = unheard(cards, booking)
    cards.alter(str(payment.intent_id), **said)
    looked()
    assert found() == [("other_amount", payment.intent_id)]
    with pytest.raises(SayHow):
        book(open_differences().get(), stage.anna)
    assert Payment.objects.get().state == PaymentState.OPEN


def test_what_went_back_of_a_charge_as_a_whole_is_compared(cards, booking):
    """Refunds of before the time that is looked at are in it."""
    payment = paid(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 5_000)
    cards.alter(made["id"], created=1_700_000_000)
    looked()
    ((kind, which),) = found()
    assert kind == "other_amount" and which.startswith("ch_")


def test_what_differs_no_more_is_gone(cards, booking, stage):
    payment = unheard(cards, booking)
    looked()
    noted(payment)
    assert looked().gone == 1
    assert found() == []
    with pytest.raises(AlreadyBooked):
        book(Difference.objects.get(), stage.anna)


def test_what_is_not_so_any_more_is_not_booked(cards, booking, stage):
    payment = unheard(cards, booking)
    looked()
    cards.alter(str(payment.intent_id), amount=1, amount_received=1)
    with pytest.raises(StillDiffers):
        book(open_differences().get(), stage.anna)
    assert found() == [("not_noted", payment.intent_id)]


def test_while_the_processor_is_away_nothing_is_booked(cards, booking, stage):
    unheard(cards, booking)
    looked()
    cards.faults("error", ".*", status=500)
    with pytest.raises(ProcessorSilent):
        book(open_differences().get(), stage.anna)
    book(open_differences().get(), stage.anna)


@pytest.mark.parametrize("who", ["hanna", "teun", "zoe", "ilse", "fien"])
def test_only_site_administrators_book(cards, booking, stage, who):
    unheard(cards, booking)
    looked()
    with pytest.raises(Forbidden):
        book(open_differences().get(), getattr(stage, who))
    with pytest.raises(Http404):
        book_difference(difference_id=0, reason="", actor=stage.anna, now=NOW)


def test_many_are_read_in_pieces_without_a_gap(cards, stage, booking, monkeypatch):
    """Of a piece with a row too many the rest is in the next, also where all are of one second."""
    monkeypatch.setattr(reading, "PIECE", 2)
    first = paid(cards, booking)
    hours = [thursday(hour, hour + 1) for hour in range(9, 16)]
    rest = [paid(cards, booked(stage.bo, stage.zout, stage.engineer, period=hour)) for hour in hours]
    for number, payment in enumerate(rest):
        Payment.objects.filter(pk=payment.pk).update(asked_at=NOW + timedelta(seconds=number // 3))
    done = looked()
    assert (done.found, done.intents) == (0, 8)
    Payment.objects.filter(pk=rest[3].pk).update(intent_id="pi_of_nobody")
    looked()
    assert ("not_paid", "pi_of_nobody") in found()
    assert first.intent_id not in {which for _kind, which in found()}


def test_an_account_that_cannot_be_read_keeps_nobody_from_the_others(cards, booking, stage):
    unheard(cards, booking)
    Payment.objects.create(
        about=booking.ref, organisation=stage.zout, hub=stage.tetem, cents=1, state=PaymentState.CANCELLED,
        account="acct_gone", key="k", asked_at=NOW, ended_at=NOW,
    )  # fmt: skip
    done = looked()
    assert (done.unread, done.found) == (["acct_gone"], 1)


def test_the_command_says_what_was_looked_at(cards, booking):
    paid(cards, booking)
    said = StringIO()
    call_command("reconcile", "--since=2026-11-01", stdout=said)
    assert "0 differences" in said.getvalue()
    for wrong in (["--since=yesterday"], ["--since=2026-11-02", "--until=2026-11-01"]):
        with pytest.raises(CommandError):
            call_command("reconcile", *wrong)
