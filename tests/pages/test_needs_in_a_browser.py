"""From what is missing to a booking, on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking
from hub.kit import clock
from knowledgebase.models import Theme
from region.models import Need, Offer
from tests.axe import violations
from tests.cast import Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card
from tests.looking import enter, is_wider_than_the_screen

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def sound(page: Page) -> None:
    assert violations(page) == [] and not is_wider_than_the_screen(page)


def test_a_need_is_posted_answered_and_booked_on_a_phone(browser_page, site, cast):
    today = clock.now().date()
    days = [today.fromordinal(today.toordinal() + ahead) for ahead in range(1, 20)]
    room = FacilityFactory(hub=cast.effenaar, slug="hall", name="Hall", kind=cast.studio.kind, open_days=days)
    card(room, hour=5_000)
    page, served = browser_page, site()
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/needs/")
    sound(page)
    page.get_by_role("link", name="Say what you look for").first.click()
    sound(page)
    page.get_by_label("In one line").fill("A hall for our film")
    page.get_by_label("Kind of facility").select_option("recording-studio")
    page.get_by_label(re.compile("How many hours in all")).fill("4")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("heading", name="A hall for our film")).to_be_visible()
    expect(page.get_by_role("heading", name="Hall", exact=True)).to_be_visible()
    sound(page)
    need = Need.objects.get()
    page.context.clear_cookies()
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/en/desk/effenaar/needs/")
    sound(page)
    page.get_by_role("link", name="A hall for our film").click()
    page.get_by_role("link", name="Make an offer of Effenaar").click()
    sound(page)
    page.get_by_label(re.compile("A message")).fill("Come and see it.")
    page.get_by_role("button", name="Send the offer").click()
    expect(page.get_by_text("They have a mail").first).to_be_visible()
    page.context.clear_cookies()
    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/needs/{need.uuid}/")
    sound(page)
    page.get_by_role("link", name=re.compile("See and book it")).click()
    sound(page)
    page.get_by_role("button", name="Book it for").click()
    expect(page.get_by_text("Your request is met").first).to_be_visible()
    booking = Booking.objects.get()
    assert Offer.objects.get().booking == booking and booking.number in page.url


def reach(page: Page, element: Locator, most: int = 60) -> None:
    """By the tabulator alone."""
    for _step in range(most):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{element} is not reached")


def test_a_partner_is_looked_for_by_keyboard_alone(browser_page, site, cast):
    names = {"name_nl": "Erfgoed", "name_en": "Heritage"}
    heritage, _made = Theme.objects.get_or_create(slug="heritage", defaults=names)
    an_entry("The museum lab", town=cast.zout.municipality, theme_ids=(heritage.pk,))
    page, served = browser_page, site()
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/needs/new/")
    reach(page, page.get_by_label("a place", exact=True))
    expect(page.get_by_label("Kind of facility")).to_be_visible()
    page.keyboard.press("ArrowUp")  # round to the last
    expect(page.get_by_label("a partner for a pilot")).to_be_checked()
    expect(page.get_by_label("Kind of facility")).to_be_hidden()
    expect(page.get_by_label(re.compile("How many hours in all"))).to_be_hidden()
    sound(page)
    reach(page, page.get_by_label("In one line"))
    page.keyboard.type("A house for a virtual guide")
    reach(page, page.get_by_label("Heritage"))
    page.keyboard.press("Space")
    more = page.get_by_text("For which project, what you can spend")
    reach(page, more)
    page.keyboard.press("Enter")
    reach(page, page.get_by_label(re.compile("For which project")))
    page.keyboard.type("The guide that listens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A house for a virtual guide")).to_be_visible()
    expect(page.get_by_text("works on Heritage, as you asked")).to_be_visible()
    sound(page)
    assert Need.objects.get().project == "The guide that listens"
