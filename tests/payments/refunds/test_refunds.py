"""What is paid above what is owed goes back by card, whatever went wrong on the way, once and to the cent."""

from datetime import timedelta

import pytest

from bookings.actions.cancel import cancel
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.send_refund_again import NothingToGiveBack, send_refund_again
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from bookings.models.going_back import would_go_back
from bookings.models.owed import due_cents
from funding.actions.note_refund import ForeignRefund, NotPaidYet, OtherAmount, note_refund
from funding.actions.send_refund import send_overdue_refunds, send_refund
from funding.models import AccountKind, CardRefund, RefundState, RefundWhy
from funding.stripe import gateway
from hub.kit.models import OutboxMessage
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.changes import changed
from tests.factories.paying import ACCOUNT, noted, paid, paid_elsewhere, unheard
from tests.factories.refunds import AFTER, LATE, SOON, balance, given_back, heard, the_refund, worked


def test_who_cancels_in_time_gets_everything_back(cards, booking, stage):
    payment = paid(cards, booking)
    assert would_go_back(booking, own_cents=0).card_cents == 18_000
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert (the_refund().state, the_refund().cents) == (RefundState.BEGUN, 18_000)
    assert balance(AccountKind.REFUND, stage.effenaar) == 18_000
    assert given_back(cards, payment) == 0
    assert broken_invariants() == {}
    worked()
    assert the_refund().state == RefundState.ARRIVED
    assert given_back(cards, payment) == 18_000
    assert [balance(kind, stage.effenaar) for kind in ("refund", "card", "hub", "hub_paid")] == [0, 0, 0, 0]
    assert balance(AccountKind.ORGANISATION, stage.zout) == 0
    assert broken_invariants() == {}


def test_who_cancels_late_gets_back_what_is_above_the_fee(cards, booking, stage):
    payment = paid(cards, booking)
    assert would_go_back(booking, own_cents=9_000).cents == 9_000
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    worked(LATE)
    assert given_back(cards, payment) == 9_000
    booking.refresh_from_db()
    assert due_cents(booking) == 0
    assert broken_invariants() == {}
    waive_fee(number=booking.number, reason="Flu", actor=stage.teun, now=LATE)
    worked(LATE)
    assert given_back(cards, payment) == 18_000
    assert broken_invariants() == {}


def test_who_cancels_what_was_never_paid_by_card_begins_nothing(booking, stage):
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert not CardRefund.objects.exists()


def test_the_hub_cancels_and_all_goes_back(cards, booking, stage):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.teun, now=LATE, reason="A burst pipe")
    worked(LATE)
    assert given_back(cards, payment) == 18_000
    assert broken_invariants() == {}


def test_a_change_to_less_gives_back_the_difference(cards, booking, stage):
    payment = paid(cards, booking)
    changed(stage.bo, booking, stage.studio, now=NOW)
    worked()
    assert given_back(cards, payment) == 2_000
    booking.refresh_from_db()
    assert due_cents(booking) == 0
    assert broken_invariants() == {}


def test_a_change_to_more_gives_back_nothing_and_leaves_the_rest_to_pay(cards, booking, stage):
    paid(cards, booking)
    changed(stage.bo, booking, stage.studio, (stage.microphones, 3), now=NOW)
    booking.refresh_from_db()
    assert due_cents(booking) == 1_000
    assert not CardRefund.objects.exists()


def test_who_did_not_come_gets_back_what_is_above_the_fee_for_that_and_owes_it_again_when_they_came(
    cards, booking, stage
):
    payment = paid(cards, booking)
    mark_no_show(number=booking.number, reason="Nobody", actor=stage.teun, now=AFTER)
    worked(AFTER)
    assert given_back(cards, payment) == 9_000
    assert broken_invariants() == {}
    unmark_no_show(number=booking.number, reason="Our mistake", actor=stage.teun, now=AFTER)
    booking.refresh_from_db()
    assert due_cents(booking) == 9_000
    assert broken_invariants() == {}


def test_two_payments_go_back_the_latest_first(cards, booking, stage):
    first = paid(cards, booking)
    changed(stage.bo, booking, stage.studio, (stage.microphones, 4), now=NOW)
    second = paid(cards, booking)
    assert (first.cents, second.cents) == (18_000, 2_000)
    changed(stage.bo, booking, stage.studio, period=thursday(13, 14), now=SOON)
    worked()
    assert (given_back(cards, first), given_back(cards, second)) == (13_000, 2_000)
    assert broken_invariants() == {}


# What goes wrong in between


def test_the_answer_of_a_refund_is_lost_and_the_same_key_brings_it_back(cards, booking, stage):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked()
    assert the_refund().state == RefundState.BEGUN
    assert given_back(cards, payment) == 18_000
    assert broken_invariants() == {}
    worked(SOON + timedelta(minutes=1))
    assert the_refund().state == RefundState.ARRIVED
    assert len(cards.get("refunds", ACCOUNT)["data"]) == 1
    assert broken_invariants() == {}


def test_the_answer_was_lost_more_than_a_day_ago_and_it_is_asked_whether_it_was_made(cards, booking, stage):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked()
    cards.forget_keys()
    assert send_overdue_refunds(now=NOW + timedelta(hours=25)) == 1
    assert the_refund().state == RefundState.ARRIVED
    assert given_back(cards, payment) == 18_000
    assert len(cards.get("refunds", ACCOUNT)["data"]) == 1


def test_without_asking_first_it_would_be_made_twice(cards, booking, stage, monkeypatch):
    """The control: of a part, since the processor itself refuses more than all."""
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked(LATE)
    cards.forget_keys()
    monkeypatch.setattr(gateway, "refunds_of", lambda **_asked: [])
    send_overdue_refunds(now=LATE + timedelta(hours=25))
    assert given_back(cards, payment) == 18_000


def test_a_processor_that_is_away_for_a_night_loses_nothing(cards, booking, stage):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("error", "POST /v1/refunds$", count=5, status=500)
    for minutes in (1, 2, 4, 8, 16):
        worked(NOW + timedelta(minutes=minutes))
    assert OutboxMessage.objects.get(kind="refund.send").quarantined_at
    assert given_back(cards, payment) == 0
    assert send_overdue_refunds(now=NOW + timedelta(hours=9)) == 1
    assert given_back(cards, payment) == 18_000
    assert broken_invariants() == {}


def test_what_was_only_just_begun_is_left_to_the_outbox(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert send_overdue_refunds(now=SOON) == 0


def test_a_refund_may_wait_and_arrives_once(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("pending", "POST /v1/refunds$")
    worked()
    assert the_refund().state == RefundState.SENT
    assert balance(AccountKind.REFUND, stage.effenaar) == 18_000
    assert broken_invariants() == {}
    waited = gateway.read_refund(account=ACCOUNT, refund_id=str(the_refund().stripe_id))
    cards.arrive(str(the_refund().stripe_id))
    for _twice in range(2):
        heard(the_refund())
    assert the_refund().state == RefundState.ARRIVED
    note_refund(said=waited, account=ACCOUNT, now=SOON)  # an answer that was under way for long
    assert the_refund().state == RefundState.ARRIVED
    assert balance(AccountKind.REFUND, stage.effenaar) == 0
    assert broken_invariants() == {}


def test_the_event_comes_before_the_answer(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked()
    made = cards.get("refunds", ACCOUNT)["data"][0]["id"]
    heard(made)
    assert (the_refund().state, the_refund().stripe_id) == (RefundState.ARRIVED, made)
    send_refund(refund_id=the_refund().pk, now=SOON)
    assert len(cards.get("refunds", ACCOUNT)["data"]) == 1
    assert broken_invariants() == {}


def test_an_over_refund_is_refused_and_stays_credit(cards, booking, stage):
    """Somebody gave it back at the dashboard, and we have not heard of it."""
    payment = paid(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 18_000)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    assert (the_refund().state, the_refund().failure) == (RefundState.FAILED, "charge_already_refunded")
    assert broken_invariants() == {}
    heard(made["id"])
    assert given_back(cards, payment) == 18_000
    assert balance(AccountKind.ORGANISATION, stage.zout) == 0
    booking.refresh_from_db()
    assert due_cents(booking) == 0
    with pytest.raises(NothingToGiveBack):
        failed = CardRefund.objects.get(state=RefundState.FAILED)
        send_refund_again(number=booking.number, refund_id=failed.pk, actor=stage.hanna, now=SOON)
    assert broken_invariants() == {}


def test_a_refund_from_the_dashboard_is_taken_into_the_books_once(cards, booking, stage):
    payment = paid(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 5_000)
    for _twice in range(2):
        heard(made["id"])
    assert (the_refund().why, the_refund().state) == (RefundWhy.DASHBOARD, RefundState.ARRIVED)
    booking.refresh_from_db()
    assert due_cents(booking) == 5_000
    assert broken_invariants() == {}


def test_a_refund_event_comes_before_the_news_that_it_was_paid(cards, booking, stage):
    payment = unheard(cards, booking)
    made = cards.refund_from_dashboard(str(payment.intent_id), 5_000)
    with pytest.raises(NotPaidYet):
        heard(made["id"])
    assert not CardRefund.objects.exists()
    noted(payment)
    heard(made["id"])
    assert the_refund().cents == 5_000
    assert broken_invariants() == {}


def test_foreign_refunds_are_never_applied(cards, booking, stage):
    payment = paid(cards, booking)
    other = paid_elsewhere(cards, booking)
    with pytest.raises(ForeignRefund):
        heard(cards.refund_from_dashboard(other.id, 100)["id"])
    made = cards.refund_from_dashboard(str(payment.intent_id), 100)
    cards.alter(made["id"], currency="usd")
    with pytest.raises(ForeignRefund):
        heard(made["id"])
    assert not CardRefund.objects.exists()


def test_one_of_ours_with_another_amount_is_not_applied(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("drop_answer", "POST /v1/refunds$")
    worked()
    made = cards.get("refunds", ACCOUNT)["data"][0]["id"]
    cards.alter(made, amount=17_000)
    with pytest.raises(OtherAmount):
        heard(made)
    assert the_refund().state == RefundState.BEGUN
    assert broken_invariants() == {}
