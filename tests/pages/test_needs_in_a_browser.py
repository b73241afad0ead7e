"""From what is missing to a booking, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from hub.kit import clock
from region.models import Need, Offer
from tests.axe import violations
from tests.cast import Cast, assemble
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
