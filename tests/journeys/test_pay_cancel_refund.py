"""The whole way of money, in a real browser against a site, a worker and a card processor in processes of their own: a
refused card, the bank that asks, the confirmation, the cancellation, and the money back, or not at once.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import Message

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from hub.kit import clock
from hub.kit.periods import Period
from tests.cards import Cards
from tests.cast import Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.cards import ACCOUNT, takes_cards
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.journeys.hands import Hands
from tests.looking import enter, looked_at
from tests.serving import Site
from tests.working import worker

pytestmark = pytest.mark.browser

PAYS, REFUSED, ASKS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"
CARD = {
    "nl": ("Kaartnummer", "Maand", "Jaar", "Beveiligingscode"),
    "en": ("Card number", "Month", "Year", "Security code"),
}
SAID = {
    "en": {
        "pay": "Pay € 160.00 and book it",
        "heading": "Pay € 160.00 to Effenaar",
        "paid": "You have paid. Thank you.",
        "payment": "Payment",
        "cancel": "Cancel this booking",
        "goes back": "You get back, the way you paid",
        "yes": "Yes, cancel it",
        "the way": "the way it was paid",
    },
    "nl": {
        "pay": "Betaal € 160,00 en boek het",
        "heading": "Betaal € 160,00 aan Effenaar",
        "paid": "Je hebt betaald. Dank je wel.",
        "payment": "Betaling",
        "cancel": "Annuleer deze boeking",
        "goes back": "Je krijgt terug zoals je betaalde",
        "yes": "Ja, annuleer",
        "the way": "zoals er is betaald",
    },
}
HAPPENS = 60_000  # milliseconds for what takes the worker and the processor


@pytest.fixture
def day() -> date:
    """A week ahead, on a day on which no clock changes."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=7 + (3 - today.weekday()) % 7)


@pytest.fixture
def cast(own_database, day) -> Cast:
    """Effenaar is paid by card, and has house rules."""
    cast = assemble()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    open_on(cast.studio, [day])
    HouseRulesFactory(hub=cast.effenaar)
    takes_cards(cast.effenaar)
    return cast


@pytest.fixture
def booking(cast, day) -> Booking:
    """Bo holds the studio for Collectief Zout, at full price: EUR 160."""
    begin = clock.now().astimezone(AMSTERDAM).replace(year=day.year, month=day.month, day=day.day)
    begin = begin.replace(hour=13, minute=0, second=0, microsecond=0)
    period = Period(begin, begin + timedelta(hours=4))
    return held(cast.bo, cast.zout, cast.studio, period=period, now=clock.now())


@pytest.fixture
def served(site, cast, cards: Cards) -> Iterator[Site]:
    running = site(**cards.environment)
    cards.register(running.url)
    with worker(running):
        yield running


def type_card(hands: Hands, number: str) -> None:
    language = hands.page.locator("html").get_attribute("lang") or "en"
    for label, value in zip(CARD[language], (number, "12", "40", "123"), strict=True):
        hands.write(hands.page.get_by_label(label, exact=True), value)


def pay_with(hands: Hands, number: str) -> None:
    type_card(hands, number)
    hands.press(hands.page.locator("[data-pay-button]"))


def is_told(page: Page, words: str) -> None:
    """Said in an alert that has the focus, and the button can be pressed again."""
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(alert).to_be_focused()
    expect(page.locator("[data-pay-button]")).to_be_enabled()


def state(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


def eventually(page: Page, true: Callable[[], bool]) -> None:
    for _tenth in range(HAPPENS // 100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It did not happen: {page.locator('main').inner_text()}")


def mail_about(page: Page, served: Site, address: str, subject: str) -> str:
    """The text of the one that has come, or comes within seconds."""

    def found() -> list[Message]:
        return [mail for mail in served.mails if address in mail["To"] and subject in mail["Subject"]]

    eventually(page, lambda: bool(found()))
    (mail,) = found()
    return str(mail.get_body(("plain",)).get_content()).replace("\xa0", " ")  # type: ignore[attr-defined]


def after_reloading(page: Page, place: Locator, words: str) -> None:
    """A page that is not waiting for anything says it once it is looked at again."""

    def says() -> bool:
        page.reload()
        return words in (place.inner_text() or "")

    eventually(page, says)


def begin_to_pay(hands: Hands, served: Site, booking: Booking, language: str = "en") -> None:
    page, said = hands.page, SAID[language]
    page.goto(f"{served.url}/{language}/bookings/{booking.number}/")
    hands.tick(page.get_by_role("checkbox"))
    hands.press(page.get_by_role("button", name=said["pay"]))
    expect(page.get_by_role("heading", level=1)).to_have_text(said["heading"])


def it_is_paid(page: Page, booking: Booking, language: str = "en") -> None:
    """The page that waits goes on by itself."""
    expect(page.locator("main")).to_contain_text(SAID[language]["paid"], timeout=HAPPENS)
    expect(page.get_by_role("heading", name=SAID[language]["payment"], exact=True)).to_be_visible()
    assert state(booking) == BookingState.CONFIRMED


def cancel(hands: Hands, booking: Booking, language: str = "en") -> None:
    page, said = hands.page, SAID[language]
    hands.press(page.get_by_role("link", name=said["cancel"]))
    expect(page.locator("li", has_text=said["goes back"])).to_contain_text("€ 160")
    hands.press(page.get_by_role("button", name=said["yes"]))
    expect(page.locator("main")).to_contain_text(said["the way"])
    assert state(booking) == BookingState.CANCELLED


def given_back(cards: Cards) -> tuple[int, int]:
    """What the processor took, and how much of it went back: cents."""
    (charge,) = [each for each in cards.get("charges", ACCOUNT)["data"] if each["paid"]]
    return charge["amount"], charge["amount_refunded"]


def test_a_refused_card_the_bank_that_asks_and_all_of_it_back(browser_page, served, booking, cards):
    page, hands = browser_page, Hands(browser_page)
    enter(page, served, booking.placed_by)
    main = page.locator("main")

    begin_to_pay(hands, served, booking)
    looked_at(page, "pay")

    pay_with(hands, REFUSED)
    is_told(page, "Your bank refused this card. Nothing was charged.")
    looked_at(page, "pay, refused")
    pay_with(hands, ASKS)
    hands.press(page.get_by_role("button", name="It is not"))
    is_told(page, "Your bank did not hear that it is you")
    assert state(booking) == BookingState.HELD
    assert [event["type"] for event in cards.events()].count("payment_intent.payment_failed") == 2

    pay_with(hands, ASKS)
    hands.press(page.get_by_role("button", name="It is me"))
    it_is_paid(page, booking)
    looked_at(page, "paid")
    mail = mail_about(page, served, "bo@example.org", booking.hub.name)
    assert "Collectief Zout has paid € 160.00 by card." in mail

    cancel(hands, booking)
    after_reloading(page, main, "Paid back the way it was paid")
    looked_at(page, "paid back")
    assert given_back(cards) == (16_000, 16_000)
    assert broken_invariants() == {}


def test_in_dutch_with_the_keyboard_alone(browser_page, served, booking, cards):
    page, hands = browser_page, Hands(browser_page, keys_only=True)
    enter(page, served, booking.placed_by)
    begin_to_pay(hands, served, booking, "nl")
    pay_with(hands, REFUSED)
    is_told(page, "Je bank heeft deze kaart geweigerd. Er is niets afgeschreven.")
    pay_with(hands, ASKS)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Ik ben het", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    it_is_paid(page, booking, "nl")
    cancel(hands, booking, "nl")
    after_reloading(page, page.locator("main"), "Terugbetaald zoals er is betaald")


def test_money_that_does_not_arrive_is_sent_again_by_the_hub(browser_page, served, booking, cast, cards):
    page, hands = browser_page, Hands(browser_page)
    main = page.locator("main")
    enter(page, served, booking.placed_by)
    begin_to_pay(hands, served, booking)
    pay_with(hands, PAYS)
    it_is_paid(page, booking)
    cancel(hands, booking)
    after_reloading(page, main, "Paid back the way it was paid")

    cards.fail_refund(cards.get("refunds", ACCOUNT)["data"][0]["id"])
    after_reloading(page, main, "Could not be paid back the way it was paid")
    expect(main).to_contain_text("It stays yours. Effenaar sends it again or pays it by bank.")
    looked_at(page, "not paid back")
    assert given_back(cards) == (16_000, 0)

    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/bookings/{booking.number}/")
    looked_at(page, "not paid back, for the hub")
    hands.press(page.get_by_role("button", name="Send € 160.00 again"))
    enter(page, served, booking.placed_by)
    page.goto(f"{served.url}/en/bookings/{booking.number}/")
    after_reloading(page, main, "Paid back the way it was paid")
    assert given_back(cards) == (16_000, 16_000)
    assert broken_invariants() == {}
