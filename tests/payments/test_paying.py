"""From a hold to a booking by card, and what one may pay for."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from bookings.actions.cancel import cancel
from bookings.actions.confirm import AcceptHouseRules, HoldLapsed, NotToConfirm, PayFirst, confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.pay import AnswerFirst, BeingCalledOff, NoCards, NothingToPay, pay
from bookings.actions.place_and_confirm import place_and_confirm
from bookings.models import Booking, BookingState
from bookings.models.owed import due_cents
from funding.actions.open_payment import AccountGone, ProcessorAway
from funding.models import CardRefund, Payment, PaymentState
from funding.models.paid import paid_cents
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cards import DEBIT
from tests.cast import NOW, thursday
from tests.factories.bookings import a_request, booked, held
from tests.factories.cards import ACCOUNT, IN_A_MINUTE, hear, paid, paying, takes_cards, work_off
from tests.factories.facilities import HouseRulesFactory

OVER = NOW + timedelta(minutes=15)


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def test_what_is_held_is_booked_when_it_is_paid(stage, booking, cards):
    begun = paying(booking, stage.bo)
    payment = begun.opened.payment
    assert (payment.state, payment.cents, payment.account) == ("open", 16_000, ACCOUNT)
    assert fresh(booking).paying and fresh(booking).state == BookingState.HELD
    intent = cards.get(f"payment_intents/{payment.intent_id}", account=ACCOUNT)
    assert (intent["amount"], intent["currency"]) == (16_000, "eur")
    assert intent["metadata"] == {"about": f"booking:{booking.number}", "key": payment.key}
    cards.pay(payment.intent_id)
    assert set(hear(cards)) == {200}
    after = fresh(booking)
    assert (after.state, after.paying, after.confirmed_at) == (BookingState.CONFIRMED, False, IN_A_MINUTE)
    payment.refresh_from_db()
    assert (payment.state, payment.method, payment.paid_at) == ("paid", "card", IN_A_MINUTE)
    assert (paid_cents(booking.ref), due_cents(after)) == (16_000, 0)
    placer = next(each for each in mail.outbox if each.to == [stage.bo.email])
    assert "has paid €\u00a0160.00 by card" in placer.body and "on account" not in placer.body


def test_paying_again_goes_on_with_the_same_payment(stage, booking, cards):
    first = paying(booking, stage.bo)
    again = paying(booking, stage.zoe, now=NOW + timedelta(minutes=4))
    assert again.opened == first.opened and first.opened.secret
    assert Payment.objects.count() == 1
    assert AuditRow.objects.filter(about=booking.ref, action="bookings.pay").count() == 1


def test_a_declined_card_can_be_followed_by_another(stage, booking, cards):
    intent = paying(booking, stage.bo).opened.payment.intent_id
    cards.declined(intent)
    hear(cards)
    assert fresh(booking).state == BookingState.HELD
    cards.pay(intent)
    hear(cards)
    assert fresh(booking).state == BookingState.CONFIRMED


def test_the_owner_pays_others_do_not_and_strangers_see_nothing(stage, booking):
    for person, refusal in ((stage.mira, Forbidden), (stage.teun, Forbidden), (stage.ilse, Http404)):
        with pytest.raises(refusal):
            paying(booking, person)
    assert not Payment.objects.exists() and not fresh(booking).paying
    assert paying(booking, stage.zoe).booking == booking


def test_without_an_account_or_with_cards_off_nobody_pays_by_card(stage, booking, settings):
    settings.CARDS = False
    with pytest.raises(NoCards):
        paying(booking, stage.bo)
    settings.CARDS = True
    takes_cards(stage.effenaar, account="")
    with pytest.raises(NoCards):
        paying(booking, stage.bo)
    booked_on_account = confirm(
        number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE
    )
    assert booked_on_account.state == BookingState.CONFIRMED


def test_house_rules_are_accepted_before_one_pays(stage, booking, cards):
    HouseRulesFactory(hub=stage.effenaar, version=3, published_at=NOW - timedelta(days=1))
    with pytest.raises(AcceptHouseRules):
        paying(booking, stage.bo)
    begun = paying(booking, stage.bo, version=3)
    cards.pay(begun.opened.payment.intent_id)
    hear(cards)
    after = fresh(booking)
    assert (after.house_rules.version, after.house_rules_accepted_at) == (3, IN_A_MINUTE)


def test_what_the_hub_looks_at_first_is_not_paid_before_it_has(stage, booking):
    stage.studio.asks_approval = True
    stage.studio.save()
    with pytest.raises(AnswerFirst):
        paying(booking, stage.bo)
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    with pytest.raises(AnswerFirst):
        paying(booking, stage.bo)


def test_what_is_over_or_cancelled_is_not_paid(stage, booking):
    with pytest.raises(HoldLapsed):
        paying(booking, stage.bo, now=OVER)
    cancel(number=booking.number, actor=stage.bo, now=IN_A_MINUTE)
    with pytest.raises(NotToConfirm):
        paying(booking, stage.bo)


def test_a_booking_on_account_is_paid_later_once(stage, booking, cards):
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    mail.outbox.clear()
    paid(booking, stage.bo, cards, now=NOW + timedelta(days=1))
    assert due_cents(fresh(booking)) == 0
    subjects = [each.subject for each in mail.outbox if each.subject.startswith("Paid")]
    assert len(subjects) == 2
    with pytest.raises(NothingToPay):
        paying(booking, stage.bo, now=NOW + timedelta(days=1))


def test_a_hub_that_gives_no_credit_is_paid_when_one_books(stage, booking, cards):
    takes_cards(stage.effenaar, on_account=False)
    with pytest.raises(PayFirst) as refused:
        confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    assert refused.value.facts["own_cents"] == 16_000
    request = a_request(stage.zout, stage.studio, period=thursday(18, 22))
    with pytest.raises(PayFirst):
        place_and_confirm(request=request, house_rules_version=None, actor=stage.bo, now=NOW)
    assert Booking.objects.count() == 1
    assert paid(booking, stage.bo, cards).state == BookingState.CONFIRMED


def test_with_cards_off_a_hub_that_gives_no_credit_is_booked_on_account(stage, booking, settings):
    takes_cards(stage.effenaar, on_account=False)
    settings.CARDS = False
    after = confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    assert after.state == BookingState.CONFIRMED


def test_a_debit_is_only_for_what_is_far_enough_ahead(stage, booking, settings):
    assert paying(booking, stage.bo).opened.payment.methods == ["card", "ideal"]
    settings.STRIPE_DEBIT_DAYS = 2
    other = held(stage.bo, stage.zout, stage.studio, period=thursday(18, 22))
    assert paying(other, stage.bo).opened.payment.methods == ["card", "ideal", "sepa_debit"]


def test_a_debit_keeps_what_is_held_until_the_bank_has_answered(stage, booking, cards, settings):
    settings.STRIPE_DEBIT_DAYS = 2
    payment = paying(booking, stage.bo).opened.payment
    cards.pay(payment.intent_id, DEBIT)
    hear(cards)
    expire_holds(now=OVER)
    work_off(OVER)
    payment.refresh_from_db()
    assert payment.processing_at and payment.state == PaymentState.CANCELLING
    assert fresh(booking).state == BookingState.HELD
    cards.settle(payment.intent_id)
    hear(cards, at=NOW + timedelta(hours=5))
    assert fresh(booking).state == BookingState.CONFIRMED


def test_confirmed_on_account_while_a_payment_is_open_it_can_still_be_paid(stage, booking, cards):
    intent = paying(booking, stage.bo).opened.payment.intent_id
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    assert not fresh(booking).paying
    cards.pay(intent)
    hear(cards)
    assert due_cents(fresh(booking)) == 0 and not CardRefund.objects.exists()


def test_a_payment_that_does_not_fit_any_more_is_called_off_first(stage, booking, cards):
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=IN_A_MINUTE)
    old = paying(booking, stage.bo).opened.payment
    Payment.objects.filter(pk=old.pk).update(cents=15_000)
    with pytest.raises(BeingCalledOff):
        paying(booking, stage.bo)
    Payment.objects.filter(pk=old.pk).update(cents=16_000)
    work_off()
    old.refresh_from_db()
    assert old.state == PaymentState.CANCELLED
    assert paying(booking, stage.bo).opened.payment.pk != old.pk


@pytest.mark.parametrize("kind", ["drop_request", "drop_answer", "error"])
def test_when_the_processor_is_away_one_is_told_and_tries_again(stage, booking, cards, kind):
    cards.faults(kind, "POST /v1/payment_intents$")
    with pytest.raises(ProcessorAway):
        paying(booking, stage.bo)
    assert fresh(booking).paying
    begun = paying(booking, stage.bo)
    assert len(cards.get("payment_intents", account=ACCOUNT)["data"]) == 1
    cards.pay(begun.opened.payment.intent_id)
    hear(cards)
    assert fresh(booking).state == BookingState.CONFIRMED


def test_an_account_that_the_site_has_no_access_to_is_said_so(stage, booking, cards):
    takes_cards(stage.effenaar, account="acct_gone")
    with pytest.raises(AccountGone):
        paying(booking, stage.bo)


def test_completed_bookings_can_be_paid(stage, cards):
    booking = booked(stage.bo, stage.zout, stage.studio)
    later = NOW + timedelta(days=9)
    assert (
        pay(number=booking.number, house_rules_version=None, actor=stage.bo, now=later).opened.payment.cents
        == 16_000
    )


def test_on_account_is_asked_and_written_nothing_more_than_without_cards(stage, settings):
    def statements(period) -> int:
        request = a_request(stage.zout, stage.studio, period=period)
        with CaptureQueriesContext(connection) as asked:
            place_and_confirm(request=request, house_rules_version=None, actor=stage.bo, now=NOW)
        return len(asked)

    statements(thursday(9, 10))  # what is read once a process
    with_cards = statements(thursday(11, 12))
    settings.CARDS = False
    assert with_cards == statements(thursday(14, 15))
