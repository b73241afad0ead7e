"""The venue's table in a browser: in nobody's way, from 320 pixels on, by keyboard, without scripts, and on paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from facilities.models import UnitState
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.looking import enter, fits_a_finger, is_wider_than_the_screen, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio and two microphones at nine, the studio and the engineer at thirteen. One of
    the microphones is in repair."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    things = (cast.studio, cast.microphones, cast.engineer)
    for thing in things:
        thing.openings.all().delete()
        open_on(thing, [on])
    nine, thirteen = (day(on, AMSTERDAM).start + timedelta(hours=hour) for hour in (9, 13))
    morning, noon = (Period(start, start + timedelta(hours=3)) for start in (nine, thirteen))
    booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), period=morning, now=now)
    booked(cast.bo, cast.zout, cast.engineer, cast.studio, period=noon, now=now)
    cast.microphones.units.filter(label__endswith="001").update(state=UnitState.IN_REPAIR)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def address(served) -> str:
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)
    return f"{served.url}/nl/desk/effenaar/planning/?day={on}"


def test_day_and_week_are_for_everybody(browser_page, served, cast, address):
    enter(browser_page, served, cast.teun)
    for view in ("", "&view=week"):
        browser_page.goto(address + view)
        expect(browser_page.locator("td .plan-entry").first).to_be_visible()
        looked_at(browser_page, view)
        fits_a_finger(browser_page, view)
        browser_page.set_viewport_size({"width": 640, "height": 800})
        browser_page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_wider_than_the_screen(browser_page), f"{view} with letters twice as large"


def test_the_table_scrolls_within_itself_and_names_and_hours_stay_in_sight(
    browser_page, served, cast, address
):
    enter(browser_page, served, cast.teun)
    browser_page.set_viewport_size({"width": 760, "height": 500})
    browser_page.goto(address)
    region = browser_page.get_by_role("region", name="Alle exemplaren van Effenaar")
    region.evaluate("region => region.scrollTo(300, 120)")
    box = region.bounding_box()
    for sticky, side in (("tbody th[scope=row]", "x"), ("thead th:nth-child(4)", "y")):
        found = region.locator(sticky).first.bounding_box()
        assert abs(found[side] - box[side]) <= 2
    assert not is_wider_than_the_screen(browser_page)


def test_arrow_keys_go_from_booking_to_booking(browser_page, served, cast, address):
    enter(browser_page, served, cast.teun)
    browser_page.goto(address)
    studio = browser_page.get_by_role("row", name="Studio 2").get_by_role("link")
    expect(studio).to_have_count(2)
    studio.first.focus()
    for key, row, number in (
        ("ArrowRight", "Studio 2", 1),
        ("End", "Studio 2", 1),
        ("ArrowDown", "Sound engineer", 0),
        ("ArrowUp", "Studio 2", 1),
        ("ArrowLeft", "Studio 2", 0),
        ("ArrowUp", "microphones-002", 0),
        ("ArrowUp", "microphones-001", 0),
        ("ArrowUp", "microphones-001", 0),
        ("ArrowDown", "microphones-002", 0),
    ):
        browser_page.keyboard.press(key)
        expect(browser_page.get_by_role("row", name=row).get_by_role("link").nth(number)).to_be_focused()


def test_without_scripts_one_goes_by_links_and_the_form(browser: Browser, served, cast, address):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    enter(page, served, cast.teun)
    page.goto(address)
    page.get_by_role("link", name="Week", exact=True).click()
    assert "view=week" in page.url
    page.get_by_label("Soort").select_option("microphone")
    page.get_by_role("button", name="Tonen").click()
    assert "kind=microphone" in page.url and "view=week" in page.url
    expect(page.get_by_role("row", name="microphones-002")).to_be_visible()
    expect(page.get_by_role("row", name="Studio 2")).to_have_count(0)
    context.close()


def test_on_paper_it_is_a_sheet_of_the_day(browser_page, served, cast, address):
    enter(browser_page, served, cast.teun)
    browser_page.goto(address)
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 1047, "height": 718})
    expect(browser_page.get_by_role("row", name="Studio 2")).to_be_visible()
    for gone in (".plan-waiting", ".plan-bar", ".plan-head nav"):
        expect(browser_page.locator(gone)).to_be_hidden()
    assert not is_wider_than_the_screen(browser_page)
