"""A hub disconnects its account while something is being paid: nothing is kept for ever, and somebody is told."""

from datetime import timedelta

import pytest
from django.http import Http404

from bookings.actions.expire_holds import expire_holds
from bookings.actions.give_up_payment import NotOutOfReach, SayWhy, give_up_payment
from bookings.actions.pay import BeingCalledOff
from bookings.actions.place import place
from bookings.models import Booking, BookingState
from bookings.rules.refusals import SlotTaken
from funding.actions.apply_event import apply_overdue_events
from funding.actions.cancel_payment import cancel_overdue_payments
from funding.actions.open_payment import AccountGone
from funding.models import Payment, PaymentState, StripeEvent
from hub.kit import clock
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests.cast import NOW
from tests.factories.bookings import a_request, booked
from tests.factories.cards import ACCOUNT, event_about, hear, paying, say, takes_cards, work_off
from tests.signing_in import signed_in

OVER = NOW + timedelta(minutes=15)
HOUR = timedelta(hours=1)
SAID = "Nothing on the account's list of payments"


@pytest.fixture
def payment(stage, booking):
    return paying(booking, stage.bo).opened.payment


def disconnected(cards, count=99) -> None:
    """The hub has taken this site's access to its account away."""
    cards.faults("no_access", ".*", count=count)


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def at(when) -> None:
    """The clock, and a worker."""
    expire_holds(now=when)
    work_off(when)
    cancel_overdue_payments(now=when)


def test_nobody_can_pay_any_more_so_after_an_hour_it_is_let_go(stage, booking, payment, cards):
    disconnected(cards)
    at(OVER)
    assert fresh(booking).state == BookingState.HELD
    with pytest.raises(SlotTaken):
        place(request=a_request(stage.noord, stage.studio, now=OVER), actor=stage.ilse, now=OVER)
    at(OVER + HOUR - timedelta(minutes=1))
    assert fresh(booking).state == BookingState.HELD
    at(OVER + HOUR)
    payment.refresh_from_db()
    assert (fresh(booking).state, payment.state) == (BookingState.EXPIRED, PaymentState.CANCELLED)
    later = OVER + HOUR
    assert place(request=a_request(stage.noord, stage.studio, now=later), actor=stage.ilse, now=later)


def test_what_no_browser_ever_had_the_secret_of_is_let_go_at_once(stage, booking, payment, cards):
    Payment.objects.update(intent_id=None, state=PaymentState.OPENING, opened_at=None)
    disconnected(cards)
    at(OVER)
    assert fresh(booking).state == BookingState.EXPIRED


def test_what_a_bank_has_waits_three_weeks_or_for_a_person(stage, booking, cards, settings):
    payment = paying(booking, stage.bo).opened.payment
    Payment.objects.update(processing_at=NOW)
    disconnected(cards)
    for later in (timedelta(0), HOUR, timedelta(days=20)):
        at(OVER + later)
        assert fresh(booking).state == BookingState.HELD
    at(OVER + timedelta(days=21))
    payment.refresh_from_db()
    assert (fresh(booking).state, payment.state) == (BookingState.EXPIRED, PaymentState.CANCELLED)


def test_connected_again_it_is_heard_of_by_itself(stage, booking, payment, cards):
    cards.pay(payment.intent_id)
    disconnected(cards)
    at(OVER)
    cards.no_faults()
    at(OVER + HOUR)
    payment.refresh_from_db()
    assert (fresh(booking).state, payment.state) == (BookingState.CONFIRMED, PaymentState.PAID)
    assert payment.no_access_at is None


def test_a_key_that_may_not_do_something_is_no_lost_account(stage, booking, payment, cards):
    cards.faults("error", ".*", count=99, status=403)
    at(OVER)
    at(OVER + HOUR)
    payment.refresh_from_db()
    assert (payment.no_access_at, fresh(booking).state) == (None, BookingState.HELD)


def test_the_hubs_manager_says_that_nothing_came_in_and_it_is_free_at_once(stage, booking, payment, cards):
    disconnected(cards)
    at(OVER)
    with pytest.raises(SayWhy):
        give_up_payment(number=booking.number, reason=" ", actor=stage.hanna, now=OVER)
    give_up_payment(number=booking.number, reason=SAID, actor=stage.hanna, now=OVER)
    assert fresh(booking).state == BookingState.EXPIRED
    row = AuditRow.objects.get(action="bookings.give_up_payment")
    assert (row.reason, row.facts) == (SAID, {"payment": payment.pk, "cents": 16_000})
    with pytest.raises(NotOutOfReach):
        give_up_payment(number=booking.number, reason=SAID, actor=stage.hanna, now=OVER)


def test_what_can_be_asked_about_is_not_given_up(stage, booking, payment, cards):
    with pytest.raises(NotOutOfReach):
        give_up_payment(number=booking.number, reason=SAID, actor=stage.anna, now=OVER)
    disconnected(cards)
    at(OVER)
    cards.no_faults()
    with pytest.raises(NotOutOfReach):
        give_up_payment(number=booking.number, reason=SAID, actor=stage.anna, now=OVER)
    assert fresh(booking).state == BookingState.HELD


@pytest.mark.parametrize(("who", "refusal"), [("bo", Forbidden), ("teun", Forbidden), ("ilse", Http404)])
def test_nobody_else_gives_it_up(stage, booking, payment, cards, who, refusal):
    disconnected(cards)
    at(OVER)
    with pytest.raises(refusal):
        give_up_payment(number=booking.number, reason=SAID, actor=getattr(stage, who), now=OVER)
    assert fresh(booking).state == BookingState.HELD


def test_what_is_booked_already_can_be_paid_on_the_hubs_next_account(stage, cards):
    booking = booked(stage.bo, stage.zout, stage.studio)
    first = paying(booking, stage.bo).opened.payment
    disconnected(cards, count=3)
    with pytest.raises(AccountGone):
        paying(booking, stage.bo)
    takes_cards(stage.effenaar, account="acct_another")
    with pytest.raises(BeingCalledOff):
        paying(booking, stage.bo)
    work_off()
    cancel_overdue_payments(now=NOW + 2 * HOUR)
    first.refresh_from_db()
    assert first.state == PaymentState.CANCELLED
    second = paying(booking, stage.bo, now=NOW + 2 * HOUR).opened.payment
    assert (second.account, second.state) == ("acct_another", PaymentState.OPEN)


def test_news_from_an_account_that_was_lost_is_shown_and_not_tried_for_ever(stage, booking, payment, cards):
    cards.pay(payment.intent_id)
    disconnected(cards)
    hear(cards)
    assert set(StripeEvent.objects.values_list("set_aside", flat=True)) == {"no_access"}
    payment.refresh_from_db()
    assert payment.no_access_at is not None
    cards.no_faults()
    at(OVER)
    assert fresh(booking).state == BookingState.CONFIRMED


def test_who_has_to_know_reads_what_to_do(stage, booking, payment, cards, monkeypatch):
    disconnected(cards)
    at(OVER)
    monkeypatch.setattr(clock, "now", lambda: OVER)
    at_booking = f"/en/bookings/{booking.number}/"
    for person, where, words in [
        (stage.anna, "/en/setup/books/differences/", "Payments that nobody can ask about"),
        (stage.hanna, "/en/desk/effenaar/cards/", f"may not look at {ACCOUNT} any more"),
        (stage.hanna, at_booking, "Nothing came in: let it go"),
        (stage.teun, at_booking, "has disconnected it. Connect it again"),
        (stage.bo, at_booking, "We cannot ask what became of your payment"),
    ]:
        assert words in " ".join(signed_in(person).get(where).content.decode().split()), words
    assert "let it go" not in signed_in(stage.bo).get(at_booking).content.decode()
    client = signed_in(stage.hanna)
    answer = client.post(f"{at_booking}payment/give-up/", {"reason": SAID}, follow=True)
    assert "Noted." in answer.content.decode()
    assert fresh(booking).state == BookingState.EXPIRED


def test_news_that_the_outbox_gave_up_is_applied_when_the_processor_is_back(stage, cards):
    """It is away for longer than five tries; what is booked on account has no clock that asks."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    payment = paying(booking, stage.bo).opened.payment
    hear(cards)
    cards.pay(payment.intent_id)
    cards.faults("error", ".*", count=99, status=500)
    hear(cards)
    for _again in range(5):
        work_off()
    assert OutboxMessage.objects.filter(kind="stripe.event", quarantined_at__isnull=False).exists()
    cards.no_faults()
    assert apply_overdue_events(now=clock.now()) == 0  # it may still be in the outbox's hands
    assert apply_overdue_events(now=clock.now() + HOUR) >= 1
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    assert apply_overdue_events(now=clock.now() + HOUR) == 0


def test_news_of_a_week_ago_is_not_tried_any_more(stage, booking, payment, cards):
    hear(cards)
    assert say(event_about(payment)) == 200
    assert apply_overdue_events(now=clock.now() + timedelta(days=7)) == 0
