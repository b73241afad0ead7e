"""Booking's pages in a browser: nothing in anybody's way, from 320 pixels on, light and dark, and on paper."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from facilities.models import OpeningWindow
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.looking import enter, looked_at
from tests.pages.picking import AFTERNOON
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def day() -> date:
    """A day soon, whenever this test is run."""
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)


@pytest.fixture
def cast(own_database, day) -> Cast:
    cast = assemble()
    things = (cast.studio, cast.microphones, cast.engineer)
    OpeningWindow.objects.filter(facility__in=things).delete()
    for thing in things:
        open_on(thing, [day])
    HouseRulesFactory(hub=cast.effenaar)
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def pick(page: Page, served: Site, cast: Cast, day: date) -> None:
    page.goto(f"{served.url}/nl/book/at/effenaar/studio-2/?date={day}&from=13:00&to=17:00")
    looked_at(page, page.url)
    page.locator("#choose .btn").click()
    page.wait_for_url("**/book/basket/")
    looked_at(page, page.url)


def test_every_page_on_the_way_is_for_everybody(browser_page, served, cast, day):
    page = browser_page
    page.goto(f"{served.url}/nl/book/?date={day}&from=13:00&to=17:00")
    looked_at(page, page.url)
    page.goto(f"{served.url}/nl/book/?date={day}&from=03:00&to=02:00")
    looked_at(page, page.url)
    page.goto(f"{served.url}/nl/book/?when={day}&with1=microphone&n1=2&with2=any-equipment&who=any-expert")
    looked_at(page, page.url)
    page.goto(
        f"{served.url}/nl/book/?when={day}&kind=recording-studio&with1=microphone&n1=7&km=10&town=eindhoven"
    )
    looked_at(page, page.url)
    pick(page, served, cast, day)
    page.goto(f"{served.url}/nl/book/quote/")
    looked_at(page, page.url)
    enter(page, served, cast.bo)
    pick(page, served, cast, day)
    page.goto(f"{served.url}/nl/book/quote/")
    page.locator("summary").first.click()
    looked_at(page, page.url)
    page.locator("form[action$='/place/'] .btn").click()
    expect(page.locator(".countdown")).to_be_visible()
    looked_at(page, page.url)
    page.locator("[name=accept]").check()
    page.locator("form[action$='/confirm/'] .btn").click()
    expect(page.locator(".next")).to_be_visible()
    looked_at(page, page.url)
    number = Booking.objects.get().number
    for path in (f"bookings/{number}/cancel/", "bookings/", "bookings/?show=past"):
        page.goto(f"{served.url}/nl/{path}")
        looked_at(page, page.url)


def test_the_venues_list_is_for_everybody_and_for_paper(browser_page, served, cast, day):
    client = signed_in(cast.bo)
    client.post("/en/book/basket/add/", {**AFTERNOON, "date": str(day), "facility": cast.studio.pk})
    text = client.get("/en/book/quote/").content.decode()
    fields = {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("token", "key")}
    client.post("/en/book/place/", fields)
    enter(browser_page, served, cast.teun)
    browser_page.goto(f"{served.url}/nl/desk/effenaar/")
    looked_at(browser_page, browser_page.url)
    browser_page.set_viewport_size({"width": 1000, "height": 800})
    browser_page.emulate_media(media="print")
    expect(browser_page.get_by_text("Collectief Zout").first).to_be_visible()
    expect(browser_page.locator(".pages").first).to_be_hidden()
    expect(browser_page.locator("header nav").first).to_be_hidden()


def test_results_come_without_the_rest_of_the_page_and_stay_in_the_address(browser_page, served, day):
    browser_page.goto(f"{served.url}/en/book/?date={day}&from=13:00&to=17:00&kind=")
    before = browser_page.evaluate("performance.getEntriesByType('navigation').length")
    browser_page.get_by_label("What", exact=True).select_option("any-studio")
    browser_page.get_by_role("button", name="Show what is free").click()
    expect(browser_page.get_by_role("heading", name="1 fits")).to_be_visible()
    assert "kind=any-studio" in browser_page.url
    assert browser_page.evaluate("performance.getEntriesByType('navigation').length") == before
    browser_page.reload()
    expect(browser_page.get_by_role("heading", name="1 fits")).to_be_visible()


def test_going_back_shows_the_whole_page_and_not_its_results_alone(browser_page, served, day):
    browser_page.goto(f"{served.url}/en/book/?date={day}&from=13:00&to=17:00&kind=")
    browser_page.get_by_label("What", exact=True).select_option("any-studio")
    browser_page.get_by_role("button", name="Show what is free").click()
    expect(browser_page.get_by_role("heading", name="1 fits")).to_be_visible()
    browser_page.locator(".card h3 a").click()
    expect(browser_page.locator("#choose")).to_be_visible()
    browser_page.go_back()
    expect(browser_page.get_by_role("heading", name="What do you need, and when?")).to_be_visible()
    expect(browser_page.get_by_role("heading", name="1 fits")).to_be_visible()
