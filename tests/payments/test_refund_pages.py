"""Who gets what back is shown before and after; what failed is in the hands of the hub's managers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from bookings.actions.cancel import cancel
from hub.kit import clock
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.paying import paid, unheard
from tests.factories.refunds import heard, the_refund, worked
from tests.factories.terms import DAY_HALF, terms
from tests.pages.picking import words
from tests.payments.test_reconciling import looked
from tests.signing_in import signed_in

SOON = NOW + timedelta(minutes=5)
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(cards, db):
    return cast.assemble()


@pytest.fixture
def booking(stage):
    terms(stage.effenaar, DAY_HALF)
    return booked(stage.bo, stage.zout, stage.studio)


def page(person, path: str, at=SOON, **form) -> str:
    with time_machine.travel(at, tick=False):
        client = signed_in(person)
        answer = client.post(path, form, follow=True) if form else client.get(path)
    assert answer.status_code in (200, 409), answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", words(answer)).replace("\u00a0", " ").split())


def test_before_cancelling_it_says_what_comes_back(cards, booking, stage):
    paid(cards, booking)
    where = f"/en/bookings/{booking.number}/cancel/"
    assert "You get back, the way you paid € 160.00" in page(stage.bo, where)
    assert "You get back, the way you paid € 80.00" in page(stage.bo, where, LATE)
    assert "They get back, the way they paid € 160.00" in page(stage.teun, where, LATE)


def test_of_what_nobody_paid_nothing_is_said(cards, booking, stage):
    assert "get back" not in page(stage.bo, f"/en/bookings/{booking.number}/cancel/")
    assert "Paid back" not in page(stage.bo, f"/en/bookings/{booking.number}/")


def test_afterwards_it_says_how_far_it_is(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    where = f"/en/bookings/{booking.number}/"
    assert "On its way back, the way it was paid" in page(stage.bo, where)
    worked()
    assert "Paid back the way it was paid" in page(stage.bo, where)
    assert "A bank may need up to ten days" in page(stage.teun, where)


@pytest.fixture
def failed(cards, booking, stage):
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    worked()
    cards.fail_refund(str(the_refund().stripe_id))
    return heard(the_refund())


def test_what_failed_is_said_to_both_and_sent_again_by_a_manager(booking, stage, failed):
    where = f"/en/bookings/{booking.number}/"
    assert "It stays yours. Effenaar sends it again or pays it by bank." in page(stage.zoe, where)
    assert "Send € 160.00 again" not in page(stage.teun, where)
    assert "Send € 160.00 again" in page(stage.hanna, where)
    said = page(stage.hanna, f"{where}refunds/{failed.pk}/again/", do="it")
    assert "It is on its way again" in said and "It was sent again." in said
    again = page(stage.hanna, f"{where}refunds/{failed.pk}/again/", do="it")
    assert "There is nothing to give back any more" in again


@pytest.mark.parametrize("cents", ["", "-1", "15999", "1e9", "٧", "9" * 30])
def test_another_amount_than_was_shown_is_not_noted(booking, stage, failed, cents):
    said = page(stage.hanna, f"/en/bookings/{booking.number}/paid-back/", cents=cents)
    assert "What is to be given back is € 160.00 by now. Nothing was noted" in said


def test_what_was_paid_by_bank_instead_is_said(booking, stage, failed):
    where = f"/en/bookings/{booking.number}/"
    assert "We paid € 160.00 back by bank" in page(stage.hanna, where)
    said = page(stage.hanna, f"{where}paid-back/", cents="16000")
    assert "Noted: it was paid back by bank." in said and "Paid by bank instead" in said
    assert "still has" not in page(stage.bo, where)


SUBJECTS = ("Money on its way back", "Money paid back", "Paying back failed", "Terugbetalen is mislukt")


def mails() -> list[tuple[str, str]]:
    """To whom, and the subject, of money that goes back."""
    told = [(each.to[0], each.subject.split(":")[0]) for each in mail.outbox]
    return [each for each in told if each[1] in SUBJECTS]


def test_mails_say_that_it_went_back_or_could_not(cards, booking, stage):
    stage.bo.language = "en"
    stage.bo.save()
    paid(cards, booking)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    cards.faults("pending", "POST /v1/refunds$")
    worked()
    assert mails() == [("bo@example.org", "Money on its way back")]
    assert "€ 160.00 is on its way back to you." in mail.outbox[-1].body.replace("\u00a0", " ")
    mail.outbox.clear()
    cards.arrive(str(the_refund().stripe_id))
    heard(the_refund())
    worked(SOON + timedelta(minutes=2))
    assert mails() == [("bo@example.org", "Money paid back")]
    mail.outbox.clear()
    cards.fail_refund(str(the_refund().stripe_id))
    heard(the_refund())
    worked(SOON + timedelta(minutes=3))
    assert mails() == [
        ("bo@example.org", "Paying back failed"),
        (stage.effenaar.email, "Terugbetalen is mislukt"),
    ]


def test_differences_are_shown_and_booked_by_site_administrators(cards, booking, stage):
    where = "/en/setup/books/differences/"
    payment = unheard(cards, booking)
    assert "Nothing differs" in page(stage.anna, where)
    looked()
    said = page(stage.anna, where)
    assert "Paid at the processor, not in the books" in said and str(payment.intent_id) in said
    from_there = re.search(r"setup/books/differences/(\d+)/", words_of(stage.anna, where))
    assert from_there
    said = page(stage.anna, f"{where}{from_there[1]}/", do="it")
    assert "Done: it is in the books" in said and "Nothing differs" in said
    said = page(stage.anna, f"{where}{from_there[1]}/", do="it")
    assert "Somebody has dealt with this difference already" in said


def words_of(person, path: str) -> str:
    return signed_in(person).get(path).content.decode()


@pytest.mark.parametrize("days", ["", "0", "-1", "401", "1e3", "٧"])
def test_how_far_back_is_a_whole_number(stage, days):
    answer = signed_in(stage.anna).post("/en/setup/books/differences/look/", {"days": days})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode() or "error" in answer.content.decode()


def test_a_worker_looks_when_asked(cards, booking, stage):
    unheard(cards, booking)
    said = page(stage.anna, "/en/setup/books/differences/look/", days="35")
    assert "It is being looked at." in said
    worked(clock.now() + timedelta(hours=1))  # the processor's clock is the machine's
    assert "Paid at the processor, not in the books" in page(stage.anna, "/en/setup/books/differences/")
