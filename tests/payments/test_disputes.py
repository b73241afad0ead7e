"""A payer's bank takes back what was paid: told once, in any order, booked once, and given again if it decides so."""

import pytest
from django.core import mail

from bookings.actions.cancel import cancel
from bookings.actions.give_back_returned import give_back_returned
from bookings.models.billing import unbilled
from bookings.models.owed import due_cents
from funding.actions.note_dispute import ForeignDispute, NotPaidYet, OtherAmount, note_dispute
from funding.models import AccountKind, CardRefund, Dispute, DisputeState, Entry, EntryKind, StripeEvent
from funding.models.reconciling import open_differences
from funding.stripe import gateway
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.cards import ACCOUNT, hear
from tests.factories.paying import paid, unheard
from tests.factories.refunds import SOON, balance, worked
from tests.pages.picking import words
from tests.payments.test_reconciling import book, found, looked
from tests.signing_in import signed_in


@pytest.fixture
def stage(cards, db):
    yield cast.assemble()
    assert broken_invariants() == {}


@pytest.fixture
def booking(stage):
    return booked(stage.bo, stage.zout, stage.studio)


@pytest.fixture
def payment(cards, booking):
    return paid(cards, booking)


def entries() -> list[str]:
    kinds = (EntryKind.DISPUTE, EntryKind.DISPUTE_WON)
    return list(Entry.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True))


def read(dispute: str):
    return gateway.read_dispute(account=ACCOUNT, dispute_id=dispute)


def test_what_a_bank_takes_back_is_owed_again(cards, stage, booking, payment):
    before = balance(AccountKind.HUB_PAID, stage.effenaar)
    made = cards.dispute(payment.intent_id)
    assert set(hear(cards)) == {200}
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.cents, dispute.reason) == (DisputeState.OPEN, 16_000, "fraudulent")
    assert (dispute.stripe_id, dispute.answer_by is not None) == (made["id"], True)
    assert due_cents(booking) == 16_000 and entries() == ["dispute"]
    assert balance(AccountKind.HUB_PAID, stage.effenaar) == before - 16_000
    assert balance(AccountKind.CARD, stage.effenaar) == 0


def test_paid_ahead_is_to_be_invoiced_only_while_it_is_paid(cards, stage, booking, payment):
    asked = (stage.effenaar, NOW.date(), SOON)
    assert unbilled(*asked) == [(stage.zout.pk, [booking.pk])]
    made = cards.dispute(payment.intent_id)
    hear(cards)
    assert unbilled(*asked) == []
    cards.decide(made["id"], "won")
    hear(cards)
    assert unbilled(*asked) == [(stage.zout.pk, [booking.pk])]


def test_decided_for_the_hub_it_is_paid_as_before(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id)
    hear(cards)
    cards.decide(made["id"], "under_review")
    cards.decide(made["id"], "won")
    hear(cards)
    hear(cards)
    assert Dispute.objects.get().state == DisputeState.WON
    assert due_cents(booking) == 0 and entries() == ["dispute", "dispute_won"]


def test_decided_for_the_payer_it_stays_owed_and_can_be_paid_again(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id)
    cards.decide(made["id"], "lost")
    hear(cards)
    assert Dispute.objects.get().state == DisputeState.LOST and entries() == ["dispute"]
    paid(cards, booking)
    assert due_cents(booking) == 0


def test_in_any_order_and_five_times_it_is_one(cards, stage, booking, payment):
    cards.faults("hold", "charge.dispute", count=9)
    cards.faults("duplicate", "charge.dispute", count=9, times=5)
    made = cards.dispute(payment.intent_id)
    cards.decide(made["id"], "won")
    cards.release("reversed")
    hear(cards)
    # Read as it is now: nobody here ever knew that it was taken.
    assert Dispute.objects.get().state == DisputeState.WON and entries() == []


def test_an_older_answer_changes_nothing(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id, status="warning_needs_response")
    asked = read(made["id"])
    cards.decide(made["id"], "needs_response")
    taken = read(made["id"])
    note_dispute(said=taken, account=ACCOUNT, now=SOON)
    note_dispute(said=asked, account=ACCOUNT, now=SOON)
    assert (Dispute.objects.get().state, entries()) == (DisputeState.OPEN, ["dispute"])
    cards.decide(made["id"], "won")
    note_dispute(said=read(made["id"]), account=ACCOUNT, now=SOON)
    note_dispute(said=taken, account=ACCOUNT, now=SOON)
    assert (Dispute.objects.get().state, entries()) == (DisputeState.WON, ["dispute", "dispute_won"])


def test_a_bank_that_only_asks_takes_nothing(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id, status="warning_needs_response")
    hear(cards)
    assert (Dispute.objects.get().state, due_cents(booking), entries()) == (DisputeState.ASKED, 0, [])
    cards.decide(made["id"], "warning_closed")
    hear(cards)
    assert (Dispute.objects.get().state, entries()) == (DisputeState.WON, [])


def test_news_of_a_dispute_before_that_of_its_payment(cards, stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    cards.faults("drop", "payment_intent", count=9)
    payment = unheard(cards, booking)
    made = cards.dispute(payment.intent_id)
    with pytest.raises(NotPaidYet):
        note_dispute(said=read(made["id"]), account=ACCOUNT, now=SOON)
    hear(cards)
    booking.refresh_from_db()
    assert (booking.state, due_cents(booking)) == ("confirmed", 16_000)


def test_disputed_money_is_not_given_back_a_second_time(cards, stage, booking, payment):
    cards.dispute(payment.intent_id)
    hear(cards)
    booking = cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert not CardRefund.objects.exists() and due_cents(booking) == 0


def test_what_comes_back_and_is_not_owed_any_more_goes_on_to_the_payer(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id)
    hear(cards)
    booking = cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.decide(made["id"], "won")
    hear(cards)
    worked()
    assert CardRefund.objects.get().cents == 16_000 and due_cents(booking) == 0


def test_paid_anew_meanwhile_what_comes_back_goes_on_once(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id)
    hear(cards)
    paid(cards, booking)
    cards.decide(made["id"], "won")
    hear(cards)
    worked()
    assert give_back_returned(number=booking.number, now=SOON) == 0
    assert CardRefund.objects.get().cents == 16_000 and due_cents(booking) == 0


def test_given_back_and_then_disputed_too_it_is_owed(cards, stage, booking, payment):
    booking = cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    cards.dispute(payment.intent_id)
    hear(cards)
    assert due_cents(booking) == 16_000


@pytest.mark.parametrize(
    ("said", "refusal"), [({"amount": 99_999}, OtherAmount), ({"currency": "usd"}, OtherAmount)]
)
def test_more_than_was_paid_or_other_money_is_never_booked(cards, stage, booking, payment, said, refusal):
    made = cards.dispute(payment.intent_id)
    cards.alter(made["id"], **said)
    with pytest.raises(refusal):
        note_dispute(said=read(made["id"]), account=ACCOUNT, now=SOON)
    hear(cards)
    assert entries() == []
    assert set(StripeEvent.objects.filter(type__startswith="charge.dispute").values_list("set_aside", flat=True)) <= {
        "foreign_amount", "foreign_currency",
    }  # fmt: skip


def test_of_another_account_it_is_not_ours(cards, stage, booking, payment):
    made = cards.dispute(payment.intent_id)
    with pytest.raises(ForeignDispute):
        note_dispute(said=read(made["id"]), account="acct_another", now=SOON)
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("status", ["needs_response", "lost"])
def test_nobody_heard_of_it_and_it_is_found_and_booked_once(cards, stage, booking, payment, status):
    made = cards.dispute(payment.intent_id)
    cards.decide(made["id"], status) if status == "lost" else None
    looked()
    assert found() == [("dispute_not_noted", made["id"])]
    book(open_differences().get(), stage.anna)
    assert due_cents(booking) == 16_000 and looked().found == 0
    if status != "lost":
        cards.decide(made["id"], "won")
        looked()
        assert found() == [("dispute_not_noted", made["id"])]
        book(open_differences().get(), stage.anna)
        assert due_cents(booking) == 0 and looked().found == 0


def test_hub_and_payer_are_told_once_and_read_it_at_the_booking(cards, stage, booking, payment):
    stage.effenaar.email = "desk@effenaar.test"
    stage.effenaar.save()
    worked()
    mail.outbox.clear()
    cards.dispute(payment.intent_id)
    hear(cards)
    hear(cards)
    worked()
    told = {each.to[0]: each.body for each in mail.outbox}
    assert len(mail.outbox) == 2
    assert "160,00 van jullie rekening teruggehaald" in told["desk@effenaar.test"]
    assert "Maak v" in told["desk@effenaar.test"]
    assert "Your bank has taken €\u00a0160.00 back from Effenaar" in told[stage.bo.email]
    page = words(signed_in(stage.teun).get(f"/en/bookings/{booking.number}/"))
    assert "Disputed: the payer" in page and "You can object" in page
    assert "You can object" not in words(signed_in(stage.bo).get(f"/en/bookings/{booking.number}/"))


def test_an_entry_without_a_dispute_is_seen(cards, stage, booking, payment):
    cards.dispute(payment.intent_id)
    hear(cards)
    taken_at = Dispute.objects.get().taken_at
    Dispute.objects.update(state=DisputeState.ASKED, taken_at=None)
    assert list(broken_invariants()) == ["I8c"]
    Dispute.objects.update(state=DisputeState.OPEN, taken_at=taken_at)
