"""The pages of hours in kind in a browser: for everybody, on a small phone, opened and ended by hand."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bookings.actions.complete_ended import complete_ended
from funding.models import HourPledge
from hub.kit import clock
from members.models import User
from tests.axe import violations
from tests.cast import Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.hours import pledged
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

# Set to a folder to look at the pages: SHOTS=/tmp/shots pytest tests/pages/test_open_doors_in_a_browser.py
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    pledged(stage.studio, 20, each=8, bands=("A", "B"))
    booked(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    complete_ended(now=thursday(9, 10).end)
    booked(stage.bo, stage.zout, stage.studio)
    return stage


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def enter(page: Page, served: Site, person: User) -> None:
    cookie = signed_in(person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])


PAGES = [
    "desk/effenaar/open-doors/",
    "desk/effenaar/open-doors/new/",
    "desk/effenaar/open-doors/2026/",
    "desk/effenaar/open-doors/2025/",
    "desk/effenaar/rates/",
    "funds/",
    "hubs/effenaar/studio-2/",
]


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_nothing_is_in_anybodys_way_and_every_page_fits_a_small_phone(browser_page, served, cast):
    enter(browser_page, served, cast.hanna)
    for path in PAGES:
        name = path.strip("/").replace("/", "-")
        browser_page.set_viewport_size({"width": 1200, "height": 900})
        browser_page.goto(f"{served.url}/nl/{path}")
        expect(browser_page.locator("h1")).to_have_count(1)
        assert violations(browser_page) == [], path
        shoot(browser_page, f"{name}-wide")
        browser_page.set_viewport_size({"width": 320, "height": 700})
        browser_page.goto(f"{served.url}/en/{path}")
        shoot(browser_page, f"{name}-phone")
        assert not browser_page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path


def test_a_manager_opens_and_ends_something_by_hand(browser_page, served, cast):
    page = browser_page
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/desk/effenaar/open-doors/new/")
    page.get_by_label("What you open").select_option(label=cast.microphones.name)
    page.get_by_label("Hours a month").fill("30")
    page.get_by_label("What an hour is worth").fill("4,50")
    page.get_by_label("From", exact=True).fill(clock.now().date().isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=cast.microphones.name)).to_be_visible()
    page.get_by_role("button", name=f"End this {cast.microphones.name}").click()
    expect(page.get_by_text("What is booked keeps its hours.")).to_be_visible()
    assert HourPledge.objects.get(facility=cast.microphones).ends_on == clock.now().date()
