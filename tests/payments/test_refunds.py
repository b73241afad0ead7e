"""What is paid above what is owed goes back by card, whatever went wrong on the way, once and to the cent."""

from datetime import timedelta

import pytest
import time_machine
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.note_paid_back import OtherThanShown, note_paid_back
from bookings.actions.send_refund_again import NothingToGiveBack, send_refund_again
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from bookings.models.going_back import would_go_back
from bookings.models.owed import due_cents
from funding.actions.note_refund import ForeignRefund, NotPaidYet, OtherAmount, note_refund
from funding.actions.send_refund import send_overdue_refunds, send_refund
from funding.models import Account, AccountKind, CardRefund, RefundState, RefundWhy
from funding.stripe import gateway
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.paying import ACCOUNT, noted, paid, paid_elsewhere, unheard
from tests.factories.terms import DAY_HALF, terms

PERIOD = thursday(13, 17)
LATE = PERIOD.start - timedelta(hours=20)
AFTER = PERIOD.end + timedelta(hours=1)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def stage(cards, db):
    return cast.assemble()


@pytest.fixture
def booking(stage):
    """Studio and two microphones: € 180.00, all of it the organisation's own."""
    terms(stage.effenaar, DAY_HALF, no_show_bp=5_000)
    return booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))


def worked(now=SOON) -> None:
    """The worker has gone through the outbox at that moment."""
    with time_machine.travel(now, tick=False):
        outbox.work_off()


def the_refund() -> CardRefund:
    return CardRefund.objects.get()


def balance(kind: AccountKind, owner) -> int:
    row = Account.objects.filter(kind=kind, owner=owner.ref).first()
    return row.balance_cents if row else 0


def given_back(cards, payment) -> int:
    """What the card processor gave back of it."""
    listed = cards.get("refunds", ACCOUNT, payment_intent=payment.intent_id)["data"]
    return sum(each["amount"] for each in listed if each["status"] in ("succeeded", "pending"))


def heard(refund: CardRefund | str) -> CardRefund:
    """An event about it came in: it is read anew and noted."""
    id_ = refund if isinstance(refund, str) else str(refund.stripe_id)
    said = gateway.read_refund(account=ACCOUNT, refund_id=id_)
    return note_refund(said=said, account=ACCOUNT, now=SOON)


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


@pytest.mark.parametrize("waits", [True, False])
def test_a_refund_that_fails_later_is_credit_again(cards, booking, stage, waits):
    payment = paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    if waits:
        cards.faults("pending", "POST /v1/refunds$")
    worked()
    arrived = gateway.read_refund(account=ACCOUNT, refund_id=str(the_refund().stripe_id))
    cards.fail_refund(str(the_refund().stripe_id))
    for _twice in range(2):
        heard(the_refund())
    assert (the_refund().state, the_refund().failure) == (RefundState.FAILED, "expired_or_canceled_card")
    assert balance(AccountKind.ORGANISATION, stage.zout) == 18_000
    assert balance(AccountKind.CARD, stage.effenaar) == -18_000
    assert broken_invariants() == {}
    note_refund(said=arrived, account=ACCOUNT, now=SOON)
    assert the_refund().state == RefundState.FAILED
    assert given_back(cards, payment) == 0


@pytest.fixture
def failed(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    cards.fail_refund(str(the_refund().stripe_id))
    return heard(the_refund())


def test_what_failed_is_sent_again(cards, booking, stage, failed):
    again = send_refund_again(number=booking.number, refund_id=failed.pk, actor=stage.hanna, now=SOON)
    worked(SOON + timedelta(minutes=1))
    again.refresh_from_db()
    assert (again.state, again.cents) == (RefundState.ARRIVED, 18_000)
    assert balance(AccountKind.ORGANISATION, stage.zout) == 0
    with pytest.raises(NothingToGiveBack):
        send_refund_again(number=booking.number, refund_id=failed.pk, actor=stage.hanna, now=SOON)
    assert AuditRow.objects.filter(action="bookings.send_refund_again").count() == 1
    assert broken_invariants() == {}


def test_what_failed_is_paid_by_bank(booking, stage, failed):
    with pytest.raises(OtherThanShown):
        note_paid_back(number=booking.number, cents=17_999, actor=stage.hanna, now=SOON)
    note_paid_back(number=booking.number, cents=18_000, actor=stage.hanna, now=SOON)
    assert balance(AccountKind.ORGANISATION, stage.zout) == 0
    assert (balance(AccountKind.CARD, stage.effenaar), balance(AccountKind.BANK, stage.effenaar)) == (
        -18_000,
        18_000,
    )
    for do in (
        lambda: note_paid_back(number=booking.number, cents=18_000, actor=stage.hanna, now=SOON),
        lambda: send_refund_again(number=booking.number, refund_id=failed.pk, actor=stage.hanna, now=SOON),
    ):
        with pytest.raises(NothingToGiveBack):
            do()
    assert AuditRow.objects.filter(action="bookings.note_paid_back").count() == 1
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("teun", Forbidden), ("zoe", Forbidden), ("anna", Forbidden), ("ilse", Http404), ("wim", Http404)],
)
def test_only_the_hubs_managers_send_again_and_pay_by_bank(booking, stage, failed, who, refusal):
    actor = getattr(stage, who)
    with pytest.raises(refusal):
        send_refund_again(number=booking.number, refund_id=failed.pk, actor=actor, now=SOON)
    with pytest.raises(refusal):
        note_paid_back(number=booking.number, cents=18_000, actor=actor, now=SOON)


def test_a_refund_of_another_booking_is_not_there(cards, booking, stage, failed):
    other = booked(stage.bo, stage.zout, stage.engineer)
    with pytest.raises(Http404):
        send_refund_again(number=other.number, refund_id=failed.pk, actor=stage.hanna, now=SOON)


def test_what_failed_does_not_go_again_by_itself(cards, booking, stage):
    """A card that is closed stays closed: what is given back later leaves it alone."""
    paid(cards, booking)
    changed(stage.bo, booking, stage.studio, now=NOW)
    worked()
    cards.fail_refund(str(the_refund().stripe_id))
    heard(the_refund())
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    assert sorted(CardRefund.objects.values_list("cents", "state")) == [(2_000, "failed"), (16_000, "begun")]
    booking.refresh_from_db()
    assert due_cents(booking) == -2_000
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
