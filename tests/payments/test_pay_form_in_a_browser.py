"""The form that asks for a card, in a browser: with the processor of development, and with one that stands for Stripe's
own Payment Element. The page around it is another's; here it is the form alone, under the policy of such a page."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import stripe
from csp.utils import build_policy
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import expect

from hub.kit.card_pages import sources
from tests.axe import violations
from tests.cards import PUBLISHABLE_KEY, SECRET_KEY
from tests.fitness.tree import ROOT
from tests.looking import NARROW, is_wider_than_the_screen

pytestmark = pytest.mark.browser

STATIC = ROOT / "hub" / "static"
STYLES = "".join(
    f'<link rel="stylesheet" href="/static/css/{name}.css">'
    for name in ("tokens", "base", "layout", "forms", "notes")
)
AROUND = f"""<!doctype html>
<html lang="{{language}}"><head><meta charset="utf-8"><title>Pay</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{STYLES}
<script src="/static/js/site.js" defer></script></head>
<body><main class="wrap"><h1>Pay</h1>{{form}}</main><div id="said" role="status"></div></body></html>"""
CARD, REFUSED, ASKS = "4242424242424242", "4000000000000002", "4000002760003184"


@pytest.fixture
def intent(cards):
    shop = stripe.StripeClient(SECRET_KEY, base_addresses={"api": cards.api_base})
    asked = {"amount": 6000, "currency": "eur", "payment_method_types": ["card"]}
    return shop.v1.payment_intents.create(asked, {"stripe_account": "acct_tetem"})


@dataclass
class Pages:
    """A few pages on this machine, by their addresses, with the site's styles and scripts beside them."""

    kept: dict[str, tuple[str, str]]
    policy: str = ""
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.partition("?")[0]
        if path.startswith("/static/vendor/"):
            kind, text = "font/woff2", ""
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind, text = f"text/{file.suffix[1:].replace('js', 'javascript')}", file.read_text()
        else:
            kind, text = self.kept[path]
        handler.send_response(200)
        handler.send_header("Content-Type", f"{kind}; charset=utf-8")
        handler.send_header("Content-Security-Policy", self.policy)
        handler.end_headers()
        with suppress(BrokenPipeError):  # a page that was left
            handler.wfile.write(text.encode())


@pytest.fixture
def pages() -> Iterator[Pages]:
    told = Pages({"/behind": ("text/html", "reached"), "/favicon.ico": ("image/svg+xml", "")})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.answer(self)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://localhost:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def pay_page(cards, intent, pages, browser_page, settings):
    """Opens the form in a language, under the policy of the page that it is for."""

    def opened(language="en", js_url=None, **more):
        settings.STRIPE_JS_URL = js_url or settings.STRIPE_JS_URL
        told = {
            "client_secret": intent.client_secret,
            "publishable_key": PUBLISHABLE_KEY,
            "account": "acct_tetem",
            "return_url": "/behind?x=1",
            "js_url": settings.STRIPE_JS_URL,
            "element": "card",
            "cents": 6000,
            "on_account": True,
            "frame": {"language": language},
            **more,
        }
        with override(language):
            form = render_to_string("funding/parts/pay_form.html", told)
        pages.kept["/pay"] = ("text/html", AROUND.format(language=language, form=form))
        pages.policy = build_policy(update=sources())
        browser_page.goto(f"{pages.url}/pay")
        return browser_page

    return opened


LABELS = {
    "en": ("Card number", "Month", "Year", "Security code"),
    "nl": ("Kaartnummer", "Maand", "Jaar", "Beveiligingscode"),
}


def typed(page, number, cvc="123"):
    """Into the fields of the card, in the page's language, and sent."""
    labels = LABELS[page.locator("html").get_attribute("lang")]
    for label, value in zip(labels, (number, "12", "40", cvc), strict=True):
        page.get_by_label(label).fill(value)
    page.keyboard.press("Enter")


def test_a_card_pays_and_the_page_behind_is_reached(cards, intent, pay_page):
    page = pay_page()
    assert violations(page) == []
    typed(page, CARD)
    page.wait_for_url("**/behind?x=1")
    assert cards.events()[-1]["type"] == "payment_intent.succeeded"
    assert cards.events()[-1]["account"] == "acct_tetem"


def test_a_refused_card_is_said_in_dutch_and_another_one_pays(cards, intent, pay_page):
    page = pay_page("nl")
    typed(page, REFUSED)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Je bank heeft deze kaart geweigerd")
    expect(alert).to_be_focused()
    button = page.get_by_role("button", name="Betaal € 60,00")
    expect(button).to_be_enabled()
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    assert not is_wider_than_the_screen(page)
    typed(page, CARD)
    page.wait_for_url("**/behind?x=1")


def test_the_bank_asks_and_hears_no_and_then_yes(cards, intent, pay_page):
    page = pay_page()
    typed(page, ASKS)
    dialog = page.get_by_role("dialog", name="3-D Secure")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Your bank did not hear that it is you")
    expect(alert).to_be_focused()
    typed(page, ASKS)
    dialog.get_by_role("button", name="It is me").click()
    page.wait_for_url("**/behind?x=1")
    assert cards.events()[-1]["type"] == "payment_intent.succeeded"


@pytest.mark.parametrize(
    ("number", "cvc", "said"),
    [("", "123", "still missing"), ("1234", "123", "not the number of a card"), (CARD, "1", "card's back")],
)
def test_what_is_typed_wrong_is_said(pay_page, number, cvc, said):
    page = pay_page()
    typed(page, number, cvc=cvc)
    expect(page.get_by_role("alert")).to_contain_text(said)


def test_the_button_says_that_it_works_and_pays_once(cards, pay_page):
    cards.faults("delay_answer", "confirm", seconds=1)
    page = pay_page()
    typed(page, CARD)
    button = page.get_by_role("button", name="One moment, your bank is being asked")
    expect(button).to_be_disabled()
    page.wait_for_url("**/behind?x=1")
    assert [event["type"] for event in cards.events()].count("charge.succeeded") == 1


def test_an_answer_that_is_lost_is_an_error_and_the_next_try_finds_it_paid(cards, pay_page):
    cards.faults("drop_answer", "confirm")
    page = pay_page()
    typed(page, CARD)
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/behind?x=1")
    assert [event["type"] for event in cards.events()].count("charge.succeeded") == 1


def test_a_script_that_is_blocked_is_said(pay_page, cards):
    page = pay_page(js_url=f"{cards.api_base}/nowhere.js")
    expect(page.get_by_role("alert")).to_contain_text("You can also go back and pay on account")
    expect(page.get_by_role("button")).to_have_count(0)


def test_without_javascript_the_form_says_what_it_needs(browser, pages, pay_page):
    pay_page("nl")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pages.url}/pay")
    expect(page.get_by_text("Hier betalen gaat met JavaScript")).to_be_visible()
    expect(page.get_by_text("betaal op rekening, met een overschrijving")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


# Speaks the names and answers of https://docs.stripe.com/js for the Payment Element, and writes down what it was asked.
PAYMENT_ELEMENT = """
window.asked = [];
window.answer = {};
window.Stripe = (key, options) => ({
  elements: (told) => {
    asked.push(["elements", key, options, told.clientSecret, Object.keys(told.appearance.variables)]);
    return {
      create: (kind) => ({
        on(name, heard) { if (name === "ready") this.heard = heard; },
        mount(place) {
          place.textContent = `a ${kind} element`;
          setTimeout(() => this.heard(), 100);
        },
      }),
    };
  },
  confirmPayment: async ({ confirmParams, redirect }) => {
    asked.push(["confirmPayment", confirmParams.return_url, redirect]);
    return answer;
  },
});
"""


@pytest.fixture
def element_page(pay_page, pages):
    pages.kept["/stripe.js"] = ("text/javascript", PAYMENT_ELEMENT)
    return lambda language="en": pay_page(language, js_url=f"{pages.url}/stripe.js", element="payment")


def test_the_payment_element_is_asked_as_stripe_writes_it(element_page, intent):
    page = element_page()
    expect(page.get_by_role("heading", name="Pay with iDEAL | Wero or by card")).to_be_visible()
    expect(page.get_by_text("a payment element")).to_be_visible()
    page.get_by_role("button", name="Pay € 60.00").click()
    page.wait_for_url("**/behind?x=1")


def test_the_payment_elements_own_words_are_shown_where_we_have_none(element_page, intent):
    page = element_page("nl")
    page.get_by_role("button", name="Betaal").wait_for()
    page.evaluate(
        "answer = { error: { type: 'card_error', code: 'rare', message: 'Deze kaart kan geen euro’s betalen.' } }"
    )
    page.get_by_role("button", name="Betaal").click()
    expect(page.get_by_role("alert")).to_contain_text("Deze kaart kan geen euro’s betalen.")
    asked = page.evaluate("asked")
    assert asked[0][1:4] == [
        PUBLISHABLE_KEY,
        {"locale": "nl", "stripeAccount": "acct_tetem"},
        intent.client_secret,
    ]
    assert asked[1][1].endswith("/behind?x=1") and asked[1][2] == "if_required"
    page.evaluate(
        "answer = { error: { type: 'api_error', message: 'HTTP 500 at 0x12' } }",
    )
    page.get_by_role("button", name="Betaal").click()
    expect(page.get_by_role("alert")).not_to_contain_text("HTTP 500")


def test_who_has_paid_elsewhere_meanwhile_is_brought_behind(element_page):
    page = element_page()
    page.get_by_role("button", name="Pay").wait_for()
    page.evaluate("answer = { error: { code: 'payment_intent_unexpected_state' } }")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/behind?x=1")
