"""What one reads while a bank has not answered, and when it answered too late: nothing that is not so."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.http import HttpResponse

from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking
from bookings.showing import state_of, states_of
from funding.models import Payment
from tests.cards import DEBIT
from tests.cast import NOW, thursday
from tests.factories.bookings import held
from tests.factories.cards import IN_A_MINUTE, paid_after_all, paying, work_off
from tests.factories.paying import noted
from tests.pages.picking import words
from tests.signing_in import signed_in

OVER, LATER = NOW + timedelta(minutes=15), NOW + timedelta(minutes=20)
BY_SCRIPT = {"HX-Request": "true"}


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


@pytest.fixture
def payment(stage, booking) -> Payment:
    return paying(booking, stage.bo).opened.payment


def got(person, path: str, asked=None, *, at=IN_A_MINUTE, **more) -> HttpResponse:
    """At that moment of the site's clock."""
    with time_machine.travel(at, tick=False):
        return signed_in(person).get(path, asked, **more)


def seen(person, booking, what: str = "", *, at=IN_A_MINUTE, **asked) -> str:
    page = words(got(person, f"/en/bookings/{booking.number}/{what}", asked, at=at))
    return page.replace("\u00a0", " ")


@pytest.fixture
def with_bank(stage, booking, cards, settings) -> Payment:
    """A debit: its bank has it for some days."""
    settings.STRIPE_DEBIT_DAYS = 2
    begun = paying(booking, stage.bo).opened.payment
    cards.pay(str(begun.intent_id), DEBIT)
    return noted(begun)


def test_a_page_that_waits_is_left_alone_as_long_as_nothing_is_new(stage, booking, payment):
    bo, where = partial(got, stage.bo), f"/en/bookings/{booking.number}/paid/"
    assert "?seen=open" in words(bo(where))
    assert bo(where, {"seen": "open"}, headers=BY_SCRIPT).status_code == 204
    assert bo(where, {"seen": "open"}).status_code == 200
    for other in ("", "bank", "\0", "x" * 1_000):
        assert bo(where, {"seen": other}, headers=BY_SCRIPT).status_code == 200


def test_whom_a_bank_said_no_on_its_own_page_is_asked_anew(stage, booking, payment):
    where = f"/en/bookings/{booking.number}/"
    with time_machine.travel(IN_A_MINUTE, tick=False):
        back = signed_in(stage.bo).get(f"{where}paid/", {"redirect_status": "failed"}, follow=True)
    assert back.redirect_chain == [(f"{where}pay/", 302)]
    assert "You have not paid yet: your bank did not let the payment through." in words(back)
    for other in ("succeeded", "pending", "\0", ""):
        assert "We are waiting to hear" in words(got(stage.bo, f"{where}paid/", {"redirect_status": other}))
    desk = got(stage.teun, f"{where}paid/", {"redirect_status": "failed"})
    assert "We are waiting to hear" in words(desk) and "Pay again" not in words(desk)
    assert got(stage.ilse, f"{where}paid/", {"redirect_status": "failed"}).status_code == 404


def test_who_began_to_pay_goes_on_with_one_press(stage, booking, payment):
    page = seen(stage.bo, booking)
    assert "Go on paying € 160.00" in page and "and book it" not in page
    assert "Book it, on account for € 160.00" in page


def test_what_the_bank_has_is_not_asked_for_again(stage, booking, with_bank):
    page = seen(stage.bo, booking)
    assert "It may take your bank some days to be sure." in page and "With the bank" in page
    for other in ("Nothing is charged", "Go on paying", "and book it", "on account for", "Take an option"):
        assert other not in page
    assert "The bank of Collectief Zout has the payment" in seen(stage.teun, booking)
    waiting = seen(stage.bo, booking, "paid/", redirect_status="failed")
    assert "Your bank has the payment" in waiting and "every 3s" not in waiting


def test_what_the_bank_has_past_its_time_is_kept_wherever_it_is_shown(stage, booking, with_bank):
    expire_holds(now=OVER)
    work_off(OVER)
    page = seen(stage.bo, booking, at=LATER)
    assert "Everything stays yours until then" in page and "With the bank" in page
    for other in ("being called off", "See whether it is still free", "Nothing is charged", "are over"):
        assert other not in page
    assert "It is kept until then." in seen(stage.teun, booking, at=LATER)
    listed = words(got(stage.bo, "/en/bookings/", at=LATER))
    assert booking.number in listed and "with the bank" in listed and "left to confirm" not in listed
    assert booking.number not in words(got(stage.bo, "/en/bookings/", {"show": "past"}, at=LATER))
    assert got(stage.bo, f"/api/bookings/{booking.number}", at=LATER).json()["state"] == "held"
    of_all = got(stage.bo, "/api/bookings", {"organisation": str(stage.zout.uuid)}, at=LATER).json()
    assert [each["state"] for each in of_all["results"]] == ["held"]


def test_what_the_bank_has_refused_past_its_time_is_over(stage, booking, with_bank, cards):
    expire_holds(now=OVER)
    work_off(OVER)
    assert state_of(fresh(booking), LATER) == "held"
    Payment.objects.filter(pk=with_bank.pk).update(processing_at=None)
    assert state_of(fresh(booking), LATER) == "expired"
    # It may still be paid for: it is neither forgotten nor in the past before the processor has agreed.
    assert booking.number in words(got(stage.bo, "/en/bookings/", at=LATER))


def test_several_are_asked_for_at_once_and_nobody_for_those_that_are_in_time(
    stage, booking, with_bank, django_assert_num_queries
):
    other = held(stage.bo, stage.zout, stage.studio, period=thursday(18, 22))
    rows = [fresh(booking), fresh(other)]
    with django_assert_num_queries(0):
        assert states_of(rows, IN_A_MINUTE) == ["held", "held"]
    with django_assert_num_queries(1):
        assert states_of(rows, LATER) == ["held", "expired"]


def test_what_is_being_called_off_is_not_to_be_paid_nor_looked_for(stage, booking, payment):
    expire_holds(now=OVER)
    page = seen(stage.bo, booking, at=LATER)
    assert "your payment is being called off" in page and "Look what became of the payment" in page
    for other in ("Still to pay", "See whether it is still free", "Cancel this booking"):
        assert other not in page
    assert "The payment is being called off" in seen(stage.bo, booking, "paid/", at=LATER)


@pytest.mark.parametrize("resold", [True, False])
def test_who_paid_too_late_reads_what_became_of_it(stage, booking, payment, cards, resold):
    expire_holds(now=OVER)
    work_off(OVER)
    if resold:
        held(stage.ilse, stage.noord, stage.studio, now=LATER)
    paid_after_all(payment, cards)
    work_off(LATER)
    page = seen(stage.bo, booking, at=LATER)
    assert "Nothing was charged" not in page and "Your share was" in page
    if resold:
        assert "so your money goes back" in page and "What goes back" in page
    else:
        booking.refresh_from_db()
        assert f"Go to booking {booking.again_as.number}" in page and "still free</button>" not in page
