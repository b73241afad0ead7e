"""The planning keeps up with what others do, drawn or as a table, and takes nothing from who reads or works in it; a
whole week is seen at once."""

import pytest
from playwright.sync_api import Page, expect

from bookings.actions.cancel import cancel
from bookings.models import Booking
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, open_on
from tests.journeys.planning import bar, coming, hours
from tests.looking import enter
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio at thirteen."""
    cast = assemble()
    declare_band_a(cast.zout)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [coming(3)])
    booked(cast.bo, cast.zout, cast.studio, period=hours(coming(3), 13, 16), now=clock.now())
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def opened(page: Page, served: Site, cast: Cast, query: str, width: int) -> None:
    enter(page, served, cast.teun)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served.url}/en/desk/effenaar/planning/?day={coming(3)}{query}")


def look_again(page: Page) -> None:
    """As when somebody comes back to the page."""
    page.evaluate("dispatchEvent(new Event('focus'))")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_table_says_what_others_did_and_keeps_the_focus(browser_page, served, cast, width):
    page = browser_page
    opened(page, served, cast, "&as=table", width)
    zout = page.get_by_role("row", name="Studio 2").get_by_role("link", name="Collectief Zout")
    expect(zout).to_be_visible()
    zout.focus()
    booked(cast.ilse, cast.noord, cast.studio, period=hours(coming(3), 18, 20), now=clock.now())
    look_again(page)
    expect(page.get_by_role("row", name="Studio 2")).to_contain_text("18:00–20:00")
    expect(page.locator("#said")).to_have_text("The planning has changed: Studio 2.")
    expect(zout).to_be_focused()
    # Where what had the focus is gone, the keyboard goes on in the planning.
    cancel(number=Booking.objects.get(organisation=cast.zout).number, actor=cast.bo, now=clock.now())
    look_again(page)
    expect(zout).to_have_count(0)
    expect(page.get_by_role("region", name="Every unit of Effenaar")).to_be_focused()


def test_who_says_that_it_is_not_to_keep_up_keeps_what_is_there(browser_page, served, cast):
    page = browser_page
    opened(page, served, cast, "&as=table", 1280)
    page.get_by_label("Keep it up to date").uncheck()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look_again(page)
    page.get_by_label("Keep it up to date").check()
    assert asked == []
    with page.expect_response("**/planning/data/**"):
        look_again(page)


def test_while_it_is_drawn_the_table_beside_it_keeps_up_too(browser_page, served, cast):
    page = browser_page
    opened(page, served, cast, "", 1280)
    expect(bar(page, "Collectief Zout")).to_be_visible()
    booked(cast.ilse, cast.noord, cast.studio, period=hours(coming(3), 18, 20), now=clock.now())
    look_again(page)
    expect(bar(page, cast.noord.name)).to_be_visible()
    expect(page.get_by_role("row", name="Studio 2").get_by_role("link", name=cast.noord.name)).to_have_count(
        1
    )


@pytest.mark.parametrize("width", [1280, 820])
def test_a_whole_week_is_seen_with_its_names(browser_page, served, cast, width):
    page = browser_page
    opened(page, served, cast, "&view=week", width)
    name = page.locator("#timeline .plan-beside", has_text="Collectief Zout")
    expect(name).to_be_visible()
    whole = page.locator("#timeline .ec-main").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert whole, "a part of the week is out of sight"
    cut = name.evaluate("e => e.scrollWidth > e.clientWidth")
    assert not cut, "the name is cut off"
    # By its name it is taken hold of as by its bar.
    name.click()
    expect(page).to_have_url(f"{served.url}/en/bookings/{Booking.objects.get().number}/")


def test_a_large_venue_is_drawn_sixty_units_at_a_time(browser_page, served, cast):
    page = browser_page
    FacilityFactory(hub=cast.effenaar, name="Lockers", units=70)
    opened(page, served, cast, "", 1280)
    parts, rows = page.locator("[data-plan-pages]"), page.locator("#timeline .ec-row-head")
    expect(parts).to_contain_text("/ 78")
    assert rows.count() <= 64
    while page.get_by_role("button", name="Units after these").is_enabled():
        page.get_by_role("button", name="Units after these").click()
    expect(parts).to_contain_text("–78 / 78")
    page.get_by_role("button", name="Units before these").click()
    expect(parts).not_to_contain_text("–78 / 78")
    # What is chosen is drawn whole, and the table has all of it in any case.
    page.get_by_label("Facility", exact=True).select_option(label="Studio 2")
    expect(parts).to_be_hidden()
    expect(bar(page, "Collectief Zout")).to_be_visible()
