"""What somebody hears who does not see the page: titles, what is said after a change, and where the focus goes.
And what is left to see with the reader's own colours and spacing."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from facilities.models import OpeningWindow
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

SPACIOUS = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture
def day() -> date:
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)


@pytest.fixture
def cast(own_database, day) -> Cast:
    cast = assemble()
    OpeningWindow.objects.filter(facility__in=(cast.studio, cast.microphones)).delete()
    for thing in (cast.studio, cast.microphones):
        open_on(thing, [day])
    HouseRulesFactory(hub=cast.effenaar)
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def page(browser_page, site, cast) -> Page:
    """Bo's, signed in; addresses are the site's own."""
    served: Site = site()
    cookie = signed_in(cast.bo).cookies["sessionid"]
    browser_page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    browser_page.goto(f"{served.url}/en/")
    return browser_page


def go(page: Page, path: str) -> None:
    page.goto(page.url.split("/en/")[0] + path)


def said(page: Page):
    return page.locator("#said[role=status]")


def held(page: Page, day: date) -> None:
    go(page, f"/en/book/at/effenaar/studio-2/?date={day}&from=13:00&to=17:00")
    page.get_by_role("button", name="Put it in the basket").click()
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Hold it for").click()
    expect(page.locator(".countdown")).to_be_visible()


def test_a_search_says_how_much_fits_and_not_every_card(page, day):
    go(page, f"/en/book/?date={day}&from=13:00&to=17:00&kind=")
    expect(page.locator("#results[aria-live]")).to_have_count(0)
    page.get_by_label("What", exact=True).select_option("any-studio")
    page.get_by_role("button", name="Show what is free").click()
    expect(said(page)).to_have_text("1 fits.")
    expect(page).to_have_title("1 fits: Find something to book · Vliegwiel")
    page.get_by_label("From", exact=True).select_option("03:00")
    page.get_by_role("button", name="Show what is free").click()
    expect(said(page)).to_have_text("Nothing is free then that fits.")


def test_what_was_put_in_the_basket_is_said_on_the_next_page(page, day):
    go(page, f"/en/book/at/effenaar/studio-2/?date={day}&from=13:00&to=17:00")
    page.get_by_role("button", name="Put it in the basket").click()
    expect(said(page)).to_have_text("Studio 2 is in your basket.")


def test_the_countdown_is_quiet_until_five_minutes_are_left(page, day):
    page.clock.install()
    held(page, day)
    page.clock.run_for(60_000)
    expect(said(page)).to_have_text("")
    for seconds, words in ((9 * 60 + 2, "5 min left to confirm"), (4 * 60 - 15, "1 min left to confirm")):
        page.clock.run_for(seconds * 1000)
        expect(said(page)).to_have_text(words)
        page.clock.run_for(15_000)
        expect(said(page)).to_have_text("")
    page.clock.run_for(60_000)
    expect(page.locator(".countdown")).to_have_text("no time left")


def test_a_title_tells_of_an_error_before_anything_else(page, day):
    go(page, f"/en/book/at/effenaar/studio-2/?date={day}&from=17:00&to=13:00")
    assert page.title() == "Choose a time: Studio 2, Effenaar · Vliegwiel"
    page.get_by_role("button", name="Put it in the basket").click()
    expect(page).to_have_title("Error: Choose a time: Studio 2, Effenaar · Vliegwiel")
    expect(page.locator(".errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_to"
    assert "id_to_error" in page.locator("#id_to").get_attribute("aria-describedby")


def test_a_basket_with_an_error_says_so_in_its_title(page, day):
    go(page, f"/en/book/at/effenaar/studio-2/?date={day}&from=13:00&to=17:00")
    page.get_by_role("button", name="Put it in the basket").click()
    expect(page).to_have_title("Your basket · Vliegwiel")
    page.get_by_label("To", exact=True).first.select_option("12:00")
    page.get_by_role("button", name="Show the price").click()
    expect(page).to_have_title("Error: Your basket · Vliegwiel")


def test_what_is_in_the_way_of_a_booking_is_in_the_title_and_has_the_focus(page, cast, day):
    go(page, f"/en/book/at/effenaar/studio-2/?date={day}&from=13:00&to=17:00")
    page.get_by_role("button", name="Put it in the basket").click()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    page.get_by_role("button", name="Show the price").click()
    expect(page).to_have_title("This cannot be booked like this: What it costs · Vliegwiel")
    expect(page.locator(".note.error")).to_be_focused()


def test_the_title_of_a_booking_tells_its_state(page, day):
    held(page, day)
    page.get_by_label("We have read the house rules").check()
    page.get_by_role("button", name="Confirm, on account").click()
    expect(page).to_have_title(f"Booking {Booking.objects.get().number}, confirmed · Vliegwiel")


def test_the_menu_says_whose_it_is(page):
    expect(page.locator("summary", has_text="Account: Collectief Zout")).to_be_visible()


def test_what_is_chosen_shows_without_our_colours(page):
    page.emulate_media(forced_colors="active")
    go(page, "/en/bookings/")
    lines = page.locator(".chips a").evaluate_all(
        "all => all.map(a => getComputedStyle(a).textDecorationLine)"
    )
    assert lines == ["underline", "none", "none"]


def test_two_links_of_a_list_are_never_called_the_same(page, day):
    go(page, f"/en/book/?date={day}&from=13:00&to=17:00&kind=")
    expect(page.get_by_role("link", name="Studio 2 (Effenaar)")).to_be_visible()
    expect(page.get_by_role("button", name="Choose Studio 2 (Effenaar)")).to_be_visible()


def test_wider_spaced_text_still_fits_a_page_of_320_pixels(page):
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("/en/", "/en/hubs/effenaar/studio-2/", "/en/book/", "/en/accounts/email/"):
        go(page, path)
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            "document.adoptedStyleSheets = [sheet]; }",
            SPACIOUS,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
