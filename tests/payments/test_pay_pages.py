"""The pages on which one pays, waits for the bank, and says how a hub is paid."""

import pytest

from bookings.models import Booking, BookingState
from funding.models import HubCards, Payment, PaymentState
from hub.kit import clock
from tests.cards import PUBLISHABLE_KEY
from tests.factories.bookings import held
from tests.factories.cards import ACCOUNT, IN_A_MINUTE, hear, takes_cards
from tests.factories.facilities import HouseRulesFactory
from tests.signing_in import signed_in

# Before anything stands still.
OF_THE_MACHINE = clock.now

pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture
def at_ten(monkeypatch):
    """The site's clock stands at a minute past ten on the Monday of the cast."""
    monkeypatch.setattr(clock, "now", lambda: IN_A_MINUTE)


@pytest.fixture
def bo(stage):
    return signed_in(stage.bo)


def text(page) -> str:
    return page.content.decode()


def page_of(booking: Booking, what: str = "") -> str:
    return f"/en/bookings/{booking.number}/{what}"


def test_from_the_held_booking_to_the_bank_and_back(stage, booking, bo, cards):
    held_page = text(bo.get(page_of(booking)))
    assert "Pay €\u00a0160.00 and book it" in held_page and "on account for" in held_page
    begun = bo.post(page_of(booking, "pay/"))
    assert (begun.status_code, begun.url) == (302, page_of(booking, "pay/"))
    payment = Payment.objects.get()
    asked = bo.get(begun.url)
    secret = cards.get(f"payment_intents/{payment.intent_id}", account=ACCOUNT)["client_secret"]
    for said in (secret, PUBLISHABLE_KEY, f'data-account="{ACCOUNT}"', "Pay €\u00a0160.00 to Effenaar"):
        assert said in text(asked)
    assert "no-store" in asked.headers["Cache-Control"]
    assert cards.api_base in asked.headers["Content-Security-Policy"]
    waiting = bo.get(page_of(booking, "paid/"))
    assert "We are waiting to hear" in text(waiting) and 'hx-trigger="every 3s"' in text(waiting)
    assert cards.api_base not in waiting.headers["Content-Security-Policy"]
    assert Payment.objects.get().state == PaymentState.OPEN
    cards.pay(payment.intent_id)
    hear_at_its_own_clock(cards)
    back = bo.get(page_of(booking, "paid/"))
    assert (back.status_code, back.url) == (302, page_of(booking))
    after = text(bo.get(back.url))
    assert "You have paid. Thank you." in after and "You have paid €\u00a0160.00." in after
    assert bo.get(page_of(booking, "pay/")).url == page_of(booking)


def hear_at_its_own_clock(cards) -> None:
    """The door checks signatures by a real clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", OF_THE_MACHINE)
        hear(cards)


def test_a_page_that_waits_is_sent_on_by_its_own_script(stage, booking, bo, cards):
    bo.post(page_of(booking, "pay/"))
    cards.pay(Payment.objects.get().intent_id)
    hear_at_its_own_clock(cards)
    said = bo.get(page_of(booking, "paid/"), headers={"HX-Request": "true"})
    assert (said.status_code, said.headers["HX-Redirect"]) == (200, page_of(booking))


def test_one_pays_only_after_reading_the_house_rules(stage, booking, bo):
    HouseRulesFactory(hub=stage.effenaar, version=1, published_at=booking.placed_at)
    said = bo.post(page_of(booking, "pay/"))
    assert said.status_code == 200 and "Agree to the house rules first" in text(said)
    assert not Payment.objects.exists()
    stale = bo.post(page_of(booking, "pay/"), {"accept": "on", "version": "7"})
    assert stale.status_code == 409 and not Payment.objects.exists()
    assert bo.post(page_of(booking, "pay/"), {"accept": "on", "version": "1"}).status_code == 302


def test_a_hub_without_credit_offers_only_to_pay(stage, booking, bo):
    takes_cards(stage.effenaar, on_account=False)
    page = text(bo.get(page_of(booking)))
    assert "Effenaar is paid when you book." in page and "on account for" not in page
    refused = bo.post(page_of(booking, "confirm/"))
    assert refused.status_code == 409 and "Pay by card, and it is yours at once." in text(refused)


def test_without_keys_nothing_mentions_cards(stage, booking, bo, settings):
    settings.CARDS = False
    hanna = signed_in(stage.hanna)
    pages = [text(bo.get(page_of(booking))), text(hanna.get("/en/desk/effenaar/rates/"))]
    assert all(
        "by card" not in page and "/cards/" not in page and "and book it" not in page for page in pages
    )
    assert bo.post(page_of(booking, "pay/")).status_code == 409
    assert hanna.get("/en/desk/effenaar/cards/").status_code == 404


def test_when_the_provider_is_away_the_page_says_so(stage, booking, bo, cards):
    cards.faults("error", "POST /v1/payment_intents$")
    said = bo.post(page_of(booking, "pay/"))
    assert said.status_code == 503 and "cannot be reached" in text(said)
    assert Booking.objects.get(pk=booking.pk).state == BookingState.HELD
    assert bo.post(page_of(booking, "pay/")).status_code == 302


def test_others_see_what_was_paid_and_may_not_pay(stage, booking, bo, cards):
    bo.post(page_of(booking, "pay/"))
    for person in (stage.mira, stage.teun):
        assert signed_in(person).get(page_of(booking, "pay/")).status_code == 403
    assert signed_in(stage.ilse).get(page_of(booking, "pay/")).status_code == 404
    cards.pay(Payment.objects.get().intent_id)
    hear_at_its_own_clock(cards)
    desk = text(signed_in(stage.teun).get(page_of(booking)))
    assert "Paid" in desk and "€\u00a0160.00" in desk and page_of(booking, "pay/") not in desk


def test_the_manager_says_how_the_hub_is_paid(stage):
    hanna = signed_in(stage.hanna)
    HubCards.objects.all().delete()
    assert "How you are paid" in text(hanna.get("/en/desk/effenaar/rates/"))
    assert 'value="acct_' not in text(hanna.get("/en/desk/effenaar/cards/"))
    said = hanna.post("/en/desk/effenaar/cards/", {"account": " acct_new ", "on_account": "on"})
    assert said.status_code == 302
    found = HubCards.objects.get()
    assert (found.account, found.on_account) == ("acct_new", True)
    assert hanna.post("/en/desk/effenaar/cards/", {"account": "acct_new"}).status_code == 302
    assert not HubCards.objects.get().on_account


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"account": "acct_gone", "on_account": "on"}, "knows no such account"),
        ({"account": "acct_restricted_1", "on_account": "on"}, "knows no such account"),
        ({"account": "pi_1", "on_account": "on"}, "knows no such account"),
        ({"account": "acct_é", "on_account": "on"}, "knows no such account"),
        ({"account": "acct_" + "x" * 500, "on_account": "on"}, "at most 75 characters"),
        ({"account": "acct_\0", "on_account": "on"}, "Null characters"),
        ({"account": ""}, "must be able to pay on account"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_beside_it(stage, sent, sentence):
    said = signed_in(stage.hanna).post("/en/desk/effenaar/cards/", sent)
    assert said.status_code == 400 and sentence in text(said)
    assert HubCards.objects.get().account == ACCOUNT


def test_only_its_managers_say_how_a_hub_is_paid(stage):
    for person, status in ((stage.teun, 403), (stage.wim, 404), (stage.zoe, 404)):
        said = signed_in(person).post("/en/desk/effenaar/cards/", {"account": "", "on_account": "on"})
        assert said.status_code == status
    assert HubCards.objects.get().account == ACCOUNT


def test_who_begins_to_pay_too_often_waits_and_others_do_not(stage, booking, bo, settings):
    settings.ACCOUNT_RATE_LIMITS = {"begin_to_pay": "3/h/user,2/h/key"}
    for _number in range(2):
        assert bo.post(page_of(booking, "pay/")).status_code == 302
    too_many = bo.post(page_of(booking, "pay/"))
    assert too_many.status_code == 429 and "many times within an hour" in text(too_many)
    assert signed_in(stage.zoe).post(page_of(booking, "pay/")).status_code == 429, "of this booking"
    other = held(stage.bo, stage.zout, stage.engineer)
    assert bo.post(page_of(other, "pay/")).status_code == 429, "by this person"
    assert signed_in(stage.zoe).post(page_of(other, "pay/")).status_code == 302
    # Reading the page, paying there and going on are not beginning.
    assert bo.get(page_of(booking, "pay/")).status_code == 200
    assert Payment.objects.filter(about=booking.ref).count() == 1


def test_what_is_refused_before_the_processor_is_asked_counts_for_nobody(stage, booking, bo, settings):
    settings.ACCOUNT_RATE_LIMITS = {"begin_to_pay": "1/h/user,1/h/key"}
    HouseRulesFactory(hub=stage.effenaar)
    for _number in range(2):
        assert "Pay €\u00a0160.00 and book it" in text(bo.post(page_of(booking, "pay/")))
    assert signed_in(stage.ilse).post(page_of(booking, "pay/")).status_code == 404


def test_beginning_to_pay_is_limited_by_default(settings):
    assert settings.ACCOUNT_RATE_LIMITS["begin_to_pay"]
