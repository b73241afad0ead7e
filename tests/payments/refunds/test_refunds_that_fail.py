"""A refund that comes back, before or after it was said to have arrived: credit again, sent again or paid by bank."""

from datetime import timedelta

import pytest
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.actions.note_paid_back import OtherThanShown, note_paid_back
from bookings.actions.send_refund_again import NothingToGiveBack, send_refund_again
from bookings.models.owed import due_cents
from funding.actions.note_refund import note_refund
from funding.models import AccountKind, CardRefund, RefundState
from funding.stripe import gateway
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.paying import ACCOUNT, paid
from tests.factories.refunds import SOON, balance, given_back, heard, the_refund, worked


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
