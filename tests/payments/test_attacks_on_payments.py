"""What somebody tries who wants something that is not theirs, and what goes on beside this site on a hub's account."""

from datetime import timedelta

import pytest

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking, BookingState
from funding.actions import set_cards as cards_of
from funding.models import CardRefund, HubCards, Payment, PaymentState, StripeEvent
from funding.stripe import gateway
from hub.kit import clock
from hub.kit.audit import SITE
from tests.cast import NOW
from tests.factories.bookings import booked, held
from tests.factories.cards import (
    ACCOUNT,
    IN_A_MINUTE,
    event_about,
    hear,
    paid_after_all,
    paying,
    say,
    work_off,
)
from tests.factories.options import asks_first
from tests.pages.picking import words
from tests.signing_in import signed_in


def test_what_a_hub_sells_beside_this_site_is_no_news_of_ours(stage, cards):
    """Its shop's payments, and what goes back of them, on the same account: they would hide what matters."""
    other = gateway.open_intent(
        account=ACCOUNT, key="shop", cents=500, currency="EUR", methods=["card"], about=stage.effenaar.ref,
        description="",
    )  # fmt: skip
    cards.alter(other.id, metadata={})
    cards.pay(other.id)
    cards.refund_from_dashboard(other.id, 100)
    cards.dispute(other.id, amount=400)
    assert set(hear(cards)) == {200}
    assert not StripeEvent.objects.exclude(set_aside="").exists()
    assert not StripeEvent.objects.filter(applied_at=None).exists()


@pytest.mark.parametrize("kind", ["refund", "dispute"])
def test_what_goes_back_of_a_charge_without_an_intent_is_thanked_for(stage, cards, kind):
    """A 400 would be told again for three days, and then Stripe closes the door for all events."""
    types = {"refund": "refund.created", "dispute": "charge.dispute.created"}
    shown = {"id": f"{kind}_1", "object": kind, "amount": 100, "currency": "eur", "payment_intent": None}
    event = {
        "id": "evt_1", "object": "event", "type": types[kind], "account": ACCOUNT, "created": 1_700_000_000,
        "data": {"object": shown},
    }  # fmt: skip
    assert say(event) == 200
    assert not StripeEvent.objects.exists()


def test_what_was_cancelled_asks_for_no_card_any_more(stage, cards, monkeypatch):
    """On account, and somebody had begun to pay it by card: a tab that was left open."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    cancel(number=booking.number, actor=stage.bo, now=IN_A_MINUTE)
    monkeypatch.setattr(clock, "now", lambda: IN_A_MINUTE)
    assert signed_in(stage.bo).get(f"/en/bookings/{booking.number}/pay/").status_code == 302
    work_off()
    payment.refresh_from_db()
    assert payment.state == PaymentState.CANCELLED
    assert cards.get(f"payment_intents/{payment.intent_id}", ACCOUNT)["status"] == "canceled"


def test_the_page_never_asks_for_another_amount_than_is_owed(stage, cards, monkeypatch):
    booking = booked(stage.bo, stage.zout, stage.studio)
    paying(booking, stage.bo)
    Payment.objects.update(cents=15_999)
    monkeypatch.setattr(clock, "now", lambda: IN_A_MINUTE)
    page = signed_in(stage.bo).get(f"/en/bookings/{booking.number}/pay/")
    assert (page.status_code, page.url) == (302, f"/en/bookings/{booking.number}/")


def test_a_hub_does_not_take_the_account_of_another_organisations_hub(stage, cards):
    """It stands on every page where one pays. Who pays there and has it back leaves the other with the costs."""
    with pytest.raises(cards_of.AccountOfAnother):
        cards_of.set_cards(hub=stage.tetem, account=ACCOUNT, on_account=True, actor=SITE, now=NOW)
    assert not HubCards.objects.filter(hub=stage.tetem).exists()
    cards_of.set_cards(hub=stage.effenaar, account=ACCOUNT, on_account=True, actor=stage.hanna, now=NOW)


def test_what_the_hub_must_approve_is_not_had_by_paying_late(stage, booking, cards):
    """Begun to pay while nobody had to be asked; then asked for, not answered, and paid after all."""
    payment = paying(booking, stage.bo).opened.payment
    asks_first(stage.studio)
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    booking.refresh_from_db()
    assert booking.state == BookingState.REQUESTED
    over = booking.held_until + timedelta(minutes=1)
    expire_holds(now=over)
    paid_after_all(payment, cards)
    work_off(over)
    booking.refresh_from_db()
    assert (booking.state, booking.again_as) == (BookingState.EXPIRED, None)
    assert CardRefund.objects.get().cents == 16_000
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 0


def test_of_what_was_paid_too_late_nobody_reads_that_nothing_was_charged(stage, booking, cards, monkeypatch):
    payment = paying(booking, stage.bo).opened.payment
    over = NOW + timedelta(minutes=15)
    expire_holds(now=over)
    work_off(over)
    held(stage.ilse, stage.noord, stage.studio, now=over)
    assert "Nothing was charged" in at(stage.bo, booking, over, monkeypatch)
    paid_after_all(payment, cards)
    work_off(over + timedelta(minutes=5))
    page = at(stage.bo, booking, over, monkeypatch)
    assert "Nothing was charged" not in page and "You paid when the time was over" in page


def at(person, booking: Booking, now, monkeypatch) -> str:
    """The booking's page at an instant."""
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: now + timedelta(minutes=5))
        return words(signed_in(person).get(f"/en/bookings/{booking.number}/"))


def test_an_event_about_a_booking_of_others_pays_for_nothing_else(stage, booking, cards):
    """Metadata lies: what is paid for is what the row says."""
    payment = paying(booking, stage.bo).opened.payment
    theirs = held(stage.ilse, stage.noord, stage.engineer)
    cards.alter(str(payment.intent_id), metadata={"about": str(theirs.ref), "key": "x"})
    cards.pay(str(payment.intent_id))
    assert say(event_about(payment)) == 200
    work_off()
    theirs.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.state, theirs.state) == (BookingState.CONFIRMED, BookingState.HELD)
